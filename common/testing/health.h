// Asks a server for its health, as a probe does.

#ifndef CHISO_COMMON_TESTING_HEALTH_H_
#define CHISO_COMMON_TESTING_HEALTH_H_

#include <string>

#include "grpc/health/v1/health.pb.h"

namespace chiso::testing {

// Of the service with this name, of the whole server where it is empty. SERVICE_UNKNOWN: the server says that
// it knows no such service. UNKNOWN where nothing answers within a few seconds.
grpc::health::v1::HealthCheckResponse::ServingStatus HealthAt(const std::string& address,
                                                              const std::string& service = "");

// The same from whoever watches it: what is said first.
grpc::health::v1::HealthCheckResponse::ServingStatus WatchedHealthAt(const std::string& address,
                                                                     const std::string& service);

}  // namespace chiso::testing

#endif  // CHISO_COMMON_TESTING_HEALTH_H_
