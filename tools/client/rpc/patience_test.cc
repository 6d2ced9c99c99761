#include "tools/client/rpc/patience.h"

#include <gtest/gtest.h>

#include "common/errors.h"

namespace chiso {
namespace {

TEST(Patience, OnlyWhatMayPassIsTriedAgain) {
  Patience patience(absl::Minutes(1));
  EXPECT_TRUE(patience.TryAgain(absl::UnavailableError("away")));
  EXPECT_TRUE(patience.TryAgain(absl::ResourceExhaustedError("full")));
  EXPECT_TRUE(patience.TryAgain(absl::CancelledError("CANCELLED")));
  EXPECT_FALSE(patience.TryAgain(absl::InvalidArgumentError("wrong")));
  EXPECT_FALSE(patience.TryAgain(absl::DeadlineExceededError("late")));
  EXPECT_FALSE(patience.TryAgain(absl::InternalError("broken")));
}

TEST(Patience, AServiceThatWantsALongerPauseThanThereIsTimeEndsIt) {
  Patience patience(absl::Seconds(5));
  EXPECT_FALSE(patience.TryAgain(RetryLater(absl::StatusCode::kUnavailable, "later", absl::Minutes(1))));
  EXPECT_TRUE(patience.TryAgain(RetryLater(absl::StatusCode::kUnavailable, "soon", absl::Milliseconds(1))));
}

TEST(Patience, EndsAtItsDeadline) {
  Patience patience(absl::Milliseconds(300));
  int tries = 0;
  while (patience.TryAgain(absl::UnavailableError("away"))) ++tries;
  EXPECT_GE(tries, 1);
  EXPECT_LE(tries, 3);
}

TEST(Patience, SaysOnceThatItTriesAgain) {
  int notices = 0;
  Patience patience(absl::Minutes(1), [&notices](const absl::Status&) { ++notices; });
  const absl::Status soon = RetryLater(absl::StatusCode::kUnavailable, "soon", absl::Milliseconds(1));
  patience.TryAgain(soon);
  patience.TryAgain(soon);
  EXPECT_EQ(notices, 1);
  patience.Renew();
  patience.TryAgain(soon);
  EXPECT_EQ(notices, 2);
}

TEST(Patience, ReadsTheDelayThatAServiceAsksFor) {
  EXPECT_EQ(RetryDelayOf(RetryLater(absl::StatusCode::kUnavailable, "later", absl::Milliseconds(1500))),
            absl::Milliseconds(1500));
  EXPECT_FALSE(RetryDelayOf(absl::UnavailableError("away")));
}

}  // namespace
}  // namespace chiso
