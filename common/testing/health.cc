#include "common/testing/health.h"

#include <chrono>

#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/client_unary_call.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace chiso::testing {

grpc::health::v1::HealthCheckResponse::ServingStatus HealthAt(const std::string& address) {
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::health::v1::HealthCheckRequest request;
  grpc::health::v1::HealthCheckResponse response;
  // Debian packages the messages of the health service, but no stub.
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                         grpc::internal::RpcMethod::NORMAL_RPC);
  grpc::internal::BlockingUnaryCall(channel.get(), method, &context, request, &response);
  return response.status();
}

}  // namespace chiso::testing
