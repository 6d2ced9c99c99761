// Asks a server for its health, as a probe does.

#ifndef CHISO_COMMON_TESTING_HEALTH_H_
#define CHISO_COMMON_TESTING_HEALTH_H_

#include <string>

#include "grpc/health/v1/health.pb.h"

namespace chiso::testing {

// UNKNOWN where nothing answers within a few seconds.
grpc::health::v1::HealthCheckResponse::ServingStatus HealthAt(const std::string& address);

}  // namespace chiso::testing

#endif  // CHISO_COMMON_TESTING_HEALTH_H_
