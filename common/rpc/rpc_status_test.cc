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

TEST(RpcStatus, ACallThatFailedStaysFailedWhateverItsDetailsSay) {
  for (const int code : {0, 3, 99, -1}) {
    google::rpc::Status details;
    details.set_code(code);
    details.set_message("all is well");
    const absl::Status status =
        FromGrpcStatus({grpc::StatusCode::NOT_FOUND, "no such unit", details.SerializeAsString()});
    EXPECT_EQ(status, absl::NotFoundError("no such unit")) << code;
  }
  EXPECT_EQ(FromGrpcStatus({grpc::StatusCode::NOT_FOUND, "no such unit", "\xff"}),
            absl::NotFoundError("no such unit"));
}

TEST(RpcStatus, AnErrorWithoutACodeOfGrpcIsUnknown) {
  for (const int code : {0, 17, 99, -1}) {
    google::rpc::Status error;
    error.set_code(code);
    error.set_message("no unit");
    EXPECT_EQ(FromRpcStatus(error), absl::UnknownError("no unit")) << code;
  }
  EXPECT_EQ(FromGrpcStatus({static_cast<grpc::StatusCode>(17), "no unit"}), absl::UnknownError("no unit"));
}

TEST(RpcStatus, ReasonsReachTheCallerBesideTextsThatAreTooLongForAHeader) {
  std::string text;
  while (text.size() < 2000) text += "ữ";
  absl::Status status = ErrorWithReason(absl::StatusCode::kNotFound, "NO_UNIT", text);
  const absl::Status described = InvalidArgument("unit_code", text + text);
  described.ForEachPayload(
      [&](absl::string_view type, const absl::Cord& detail) { status.SetPayload(type, detail); });
  const grpc::Status sent = ToGrpcStatus(status);
  EXPECT_LE(sent.error_details().size(), 3072u);
  const absl::Status arrived = FromGrpcStatus(sent);
  EXPECT_EQ(arrived.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(arrived), "NO_UNIT");
}

TEST(RpcStatus, LongMessagesAreCutBetweenCharacters) {
  std::string message(1023, 'x');
  message += "ữữữ";
  const grpc::Status status = ToGrpcStatus(absl::InternalError(message));
  EXPECT_EQ(status.error_message(), std::string(1023, 'x'));
}

}  // namespace
}  // namespace chiso
