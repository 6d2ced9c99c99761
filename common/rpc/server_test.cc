#include "common/rpc/server.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/time/clock.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/impl/client_unary_call.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace chiso {
namespace {

std::string Local(int port) { return "127.0.0.1:" + std::to_string(port); }

// Asks a server for its health, as a probe does.
grpc::health::v1::HealthCheckResponse::ServingStatus Health(int port) {
  const auto channel = grpc::CreateChannel(Local(port), grpc::InsecureChannelCredentials());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::health::v1::HealthCheckRequest request;
  grpc::health::v1::HealthCheckResponse response;
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                         grpc::internal::RpcMethod::NORMAL_RPC);
  const grpc::Status status =
      grpc::internal::BlockingUnaryCall(channel.get(), method, &context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.status();
}

TEST(Server, IsNotServingUntilTold) {
  auto server = Server::Start({.listen = "127.0.0.1:0", .admin_listen = "127.0.0.1:0"}, {});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(Health((*server)->port()), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Health((*server)->admin_port()), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
  (*server)->SetServing(true);
  EXPECT_EQ(Health((*server)->port()), grpc::health::v1::HealthCheckResponse::SERVING);
  EXPECT_EQ(Health((*server)->admin_port()), grpc::health::v1::HealthCheckResponse::SERVING);
}

TEST(Server, RefusesAPortThatIsTaken) {
  auto first = Server::Start({.listen = "127.0.0.1:0"}, {});
  ASSERT_TRUE(first.ok());
  const auto second = Server::Start({.listen = Local((*first)->port())}, {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(second.status().message().find(std::to_string((*first)->port())), absl::string_view::npos);
}

TEST(HealthWatch, HealthFollowsTheProbeAndEndsNotServing) {
  auto server = Server::Start({.listen = "127.0.0.1:0"}, {});
  ASSERT_TRUE(server.ok());
  const auto await = [&](grpc::health::v1::HealthCheckResponse::ServingStatus status) {
    while (Health((*server)->port()) != status) absl::SleepFor(absl::Milliseconds(10));
  };
  std::atomic<bool> well = true;
  {
    const HealthWatch watch(**server,
                            [&] { return well ? absl::OkStatus() : absl::UnavailableError("away"); });
    await(grpc::health::v1::HealthCheckResponse::SERVING);
    well = false;
    await(grpc::health::v1::HealthCheckResponse::NOT_SERVING);
    well = true;
    await(grpc::health::v1::HealthCheckResponse::SERVING);
  }
  EXPECT_EQ(Health((*server)->port()), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
}

}  // namespace
}  // namespace chiso
