#include "common/rpc/channel.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/rpc/rpc_status.h"
#include "common/rpc/server.h"
#include "google/rpc/status.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/impl/client_unary_call.h"
#include "grpcpp/impl/codegen/method_handler.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/service_type.h"

namespace chiso {
namespace {

using grpc::internal::RpcMethod;
using grpc::internal::RpcMethodHandler;
using Request = grpc::health::v1::HealthCheckRequest;
using Answer = google::rpc::Status;

constexpr char kMethod[] = "/chiso.test.Echo/Fill";
constexpr char kFailing[] = "/chiso.test.Echo/Fail";
constexpr size_t kMuch = 5 << 20;

// An error whose message, with characters that a header writes three times as long, and whose details are as
// long as they may be.
absl::Status LongestError() {
  std::string text;
  while (text.size() < 4096) text += "ữ";
  absl::Status status = ErrorWithReason(absl::StatusCode::kAlreadyExists, "LONGEST", text);
  status.SetPayload("type.googleapis.com/x", absl::Cord(std::string(1900, 'x')));
  return status;
}

// Answers with more than the library takes by default, or not at all.
class Filler : public grpc::Service {
 public:
  Filler() {
    using Handler =
        RpcMethodHandler<Filler, Request, Answer, grpc::protobuf::MessageLite, grpc::protobuf::MessageLite>;
    const auto fill = [](Filler*, grpc::ServerContext*, const Request*, Answer* answer) {
      answer->set_message(std::string(kMuch, 'x'));
      return grpc::Status::OK;
    };
    const auto fail = [](Filler*, grpc::ServerContext*, const Request*, Answer*) {
      return ToGrpcStatus(LongestError());
    };
    AddMethod(new grpc::internal::RpcServiceMethod(kMethod, RpcMethod::NORMAL_RPC, new Handler(fill, this)));
    AddMethod(new grpc::internal::RpcServiceMethod(kFailing, RpcMethod::NORMAL_RPC, new Handler(fail, this)));
  }
};

class ChannelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = Server::Start({.listen = "127.0.0.1:0"}, {{"chiso.test.Echo", &filler_}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  grpc::Status Call(Answer& answer, const char* path = kMethod) {
    const auto channel = Connect(absl::StrCat("127.0.0.1:", server_->port()));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    const RpcMethod method(path, RpcMethod::NORMAL_RPC);
    return grpc::internal::BlockingUnaryCall(channel.get(), method, &context, Request(), &answer);
  }

  Filler filler_;
  std::unique_ptr<Server> server_;
};

TEST_F(ChannelTest, TakesAnswersOfAnySize) {
  Answer answer;
  const grpc::Status status = Call(answer);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer.message().size(), kMuch);
}

TEST_F(ChannelTest, ErrorsAsLongAsTheyMayBeKeepCodeAndReason) {
  Answer answer;
  const absl::Status status = FromGrpcStatus(Call(answer, kFailing));
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists) << status;
  EXPECT_EQ(ReasonOf(status), "LONGEST");
  EXPECT_GT(ToGrpcStatus(LongestError()).error_details().size(), 2900u);
}

TEST_F(ChannelTest, GoesPastAProxyForTheWeb) {
  // Nothing listens on port 1.
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  Answer answer;
  const grpc::Status status = Call(answer);
  EXPECT_TRUE(status.ok()) << status.error_message();
  unsetenv("http_proxy");
}

}  // namespace
}  // namespace chiso
