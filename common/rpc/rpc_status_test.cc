#include "common/rpc/rpc_status.h"

#include <gtest/gtest.h>

#include "common/errors.h"
#include "google/rpc/error_details.pb.h"

namespace chiso {
namespace {

TEST(RpcStatus, RoundTripKeepsCodeMessageAndDetails) {
  const absl::Status status = InvalidArgument("unit_code", "required");
  EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(status)), status);
  EXPECT_EQ(FromRpcStatus(ToRpcStatus(status)), status);
  EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(absl::NotFoundError("no such unit"))),
            absl::NotFoundError("no such unit"));
  EXPECT_TRUE(FromGrpcStatus(ToGrpcStatus(absl::OkStatus())).ok());
}

TEST(RpcStatus, RetryInfoReachesTheCaller) {
  const grpc::Status status =
      ToGrpcStatus(RetryLater(absl::StatusCode::kResourceExhausted, "queue full", absl::Milliseconds(1500)));
  google::rpc::Status message;
  ASSERT_TRUE(message.ParseFromString(status.error_details()));
  google::rpc::RetryInfo info;
  ASSERT_EQ(message.details_size(), 1);
  ASSERT_TRUE(message.details(0).UnpackTo(&info));
  EXPECT_EQ(info.retry_delay().seconds(), 1);
  EXPECT_EQ(info.retry_delay().nanos(), 500'000'000);
}

TEST(RpcStatus, LongMessagesAreCutBetweenCharacters) {
  std::string message(1023, 'x');
  message += "ữữữ";
  const grpc::Status status = ToGrpcStatus(absl::InternalError(message));
  EXPECT_EQ(status.error_message(), std::string(1023, 'x'));
}

}  // namespace
}  // namespace chiso
