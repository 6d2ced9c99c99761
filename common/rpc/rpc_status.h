// The one place where absl::Status and gRPC meet.

#ifndef CHISO_COMMON_RPC_RPC_STATUS_H_
#define CHISO_COMMON_RPC_RPC_STATUS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace chiso {

// Codes carry over one to one; payloads become google.rpc.Status details. Messages are cut at 1024 bytes, and
// payloads left out that would make the details longer than 3 KiB, because all of it travels in headers of
// limited size.
grpc::Status ToGrpcStatus(const absl::Status& status);
// A call that failed gives an error with the call's code, whatever its details say. UNKNOWN: the code is none
// of gRPC's.
absl::Status FromGrpcStatus(const grpc::Status& status);

// The end of a handler: the result becomes the response, or the status says why there is none.
template <typename Response>
grpc::Status Answer(absl::StatusOr<Response> result, Response* response) {
  if (!result.ok()) return ToGrpcStatus(result.status());
  *response = *std::move(result);
  return grpc::Status::OK;
}

// A status as a message, for answers that carry an error inside.
google::rpc::Status ToRpcStatus(const absl::Status& status);
// Always an error. UNKNOWN: the code is OK or none of gRPC's.
absl::Status FromRpcStatus(const google::rpc::Status& message);

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_RPC_STATUS_H_
