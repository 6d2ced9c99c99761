#include "common/testing/health.h"

#include <chrono>

#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace chiso::testing {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

namespace {

// Debian packages the messages of the health service, but no stub.
using HealthStub = grpc::TemplatedGenericStub<HealthCheckRequest, HealthCheckResponse>;

// Asks by the method; a stream's first answer is taken for all of it.
HealthCheckResponse::ServingStatus Ask(const std::string& address, const std::string& service,
                                       const std::string& method) {
  HealthStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  HealthCheckRequest request;
  request.set_service(service);
  grpc::CompletionQueue queue;
  const auto done = [&queue] {
    void* tag;
    bool ok;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto call = stub.PrepareCall(&context, "/grpc.health.v1.Health/" + method, &queue);
  call->StartCall(nullptr);
  bool open = done();
  if (open) {
    call->WriteLast(request, grpc::WriteOptions(), nullptr);
    open = done();
  }
  HealthCheckResponse response;
  if (open) {
    call->Read(&response, nullptr);
    if (done() && method == "Watch") context.TryCancel();
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  done();
  return status.error_code() == grpc::StatusCode::NOT_FOUND ? HealthCheckResponse::SERVICE_UNKNOWN
                                                            : response.status();
}

}  // namespace

HealthCheckResponse::ServingStatus HealthAt(const std::string& address, const std::string& service) {
  return Ask(address, service, "Check");
}

HealthCheckResponse::ServingStatus WatchedHealthAt(const std::string& address, const std::string& service) {
  return Ask(address, service, "Watch");
}

}  // namespace chiso::testing
