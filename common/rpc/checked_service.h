// A service whose requests are looked at before they are parsed.

#ifndef CHISO_COMMON_RPC_CHECKED_SERVICE_H_
#define CHISO_COMMON_RPC_CHECKED_SERVICE_H_

#include <deque>
#include <string>

#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/codegen/service_type.h"

namespace chiso {

// Registered in the place of a service, hands it the calls whose requests are within the bounds of the
// contract (common/bounds), and ends the others:
//
// * RESOURCE_EXHAUSTED: the request has more bytes than the method takes.
// * INVALID_ARGUMENT: it is malformed, or a field has more than it may.
//
// At most kMaxLargeAtOnce requests of more than kMaxRequestBytes are served at a time. Methods that take raw
// bytes, and streams of requests, are handed on as they are: they look themselves.
class CheckedService final : public grpc::Service {
 public:
  // `service` must outlive this object; `contract` is that of its methods.
  CheckedService(grpc::Service& service, const google::protobuf::ServiceDescriptor& contract);

 private:
  // Paths of the methods; whoever calls knows them by their addresses.
  std::deque<std::string> paths_;
};

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_CHECKED_SERVICE_H_
