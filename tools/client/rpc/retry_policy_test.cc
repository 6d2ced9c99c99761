#include "tools/client/rpc/retry_policy.h"

#include <gtest/gtest.h>

#include "common/errors.h"

namespace chiso {
namespace {

TEST(RetryPolicy, OnlyWhatMayPassIsTriedAgain) {
  RetryPolicy retry(absl::Minutes(1));
  EXPECT_TRUE(retry.WaitToRetry(absl::UnavailableError("away")));
  EXPECT_TRUE(retry.WaitToRetry(absl::ResourceExhaustedError("full")));
  EXPECT_TRUE(retry.WaitToRetry(absl::CancelledError("CANCELLED")));
  EXPECT_FALSE(retry.WaitToRetry(absl::InvalidArgumentError("wrong")));
  EXPECT_FALSE(retry.WaitToRetry(absl::DeadlineExceededError("late")));
  EXPECT_FALSE(retry.WaitToRetry(absl::InternalError("broken")));
}

TEST(RetryPolicy, AServiceThatWantsALongerPauseThanThereIsTimeEndsIt) {
  RetryPolicy retry(absl::Seconds(5));
  EXPECT_FALSE(retry.WaitToRetry(RetryLater(absl::StatusCode::kUnavailable, "later", absl::Minutes(1))));
  EXPECT_TRUE(retry.WaitToRetry(RetryLater(absl::StatusCode::kUnavailable, "soon", absl::Milliseconds(1))));
}

TEST(RetryPolicy, EndsAtItsDeadline) {
  RetryPolicy retry(absl::Milliseconds(300));
  int tries = 0;
  while (retry.WaitToRetry(absl::UnavailableError("away"))) ++tries;
  EXPECT_GE(tries, 1);
  EXPECT_LE(tries, 3);
}

TEST(RetryPolicy, SaysOnceThatItTriesAgain) {
  int notices = 0;
  RetryPolicy retry(absl::Minutes(1), [&notices](const absl::Status&) { ++notices; });
  const absl::Status soon = RetryLater(absl::StatusCode::kUnavailable, "soon", absl::Milliseconds(1));
  retry.WaitToRetry(soon);
  retry.WaitToRetry(soon);
  EXPECT_EQ(notices, 1);
  retry.Reset();
  retry.WaitToRetry(soon);
  EXPECT_EQ(notices, 2);
}

TEST(RetryPolicy, ReadsTheDelayThatAServiceAsksFor) {
  EXPECT_EQ(RetryDelayOf(RetryLater(absl::StatusCode::kUnavailable, "later", absl::Milliseconds(1500))),
            absl::Milliseconds(1500));
  EXPECT_FALSE(RetryDelayOf(absl::UnavailableError("away")));
}

}  // namespace
}  // namespace chiso
