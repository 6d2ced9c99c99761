#include "common/errors.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "common/sha256.h"

namespace chiso {
namespace {

TEST(Errors, InvalidArgumentNamesTheField) {
  const absl::Status status = InvalidArgument("period", "must be like 2026-08");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "period: must be like 2026-08");
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.BadRequest").has_value());
}

TEST(Errors, ReasonTravelsWithTheStatus) {
  const absl::Status status =
      ErrorWithReason(absl::StatusCode::kFailedPrecondition, "WRITER_FENCED", "a newer writer was granted");
  EXPECT_EQ(ReasonOf(status), "WRITER_FENCED");
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), "");
}

TEST(Sha256, IsTheStandardDigest) {
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace chiso
