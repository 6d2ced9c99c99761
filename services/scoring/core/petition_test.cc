#include "services/scoring/core/petition.h"

#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

// All are received on a Monday; the fifteenth working day is Monday 2026-08-24.
class PetitionTest : public ::testing::Test {
 protected:
  PetitionTest() { petition_ = APetition("1", "P.1", "2026-08-03 10:00").petition; }

  Moment FailsAfter() const { return core::FailsAfter(petition_, calendar_, {}); }
  Moment Handled(PetitionOutcome outcome, absl::string_view time, absl::string_view published = "") {
    petition_.outcome = outcome;
    petition_.outcome_time = At(time);
    petition_.published = published.empty() ? std::nullopt : MaybeMoment(At(published));
    return FailsAfter();
  }

  Petition petition_;
  Calendar calendar_;
};

TEST_F(PetitionTest, AnOpenOneFailsWhenItsFifteenthWorkingDayIsOver) {
  EXPECT_EQ(FailsAfter(), At("2026-08-25"));
  calendar_.Put("", NumberOf(*Day("2026-08-19")), false);
  EXPECT_EQ(FailsAfter(), At("2026-08-26"));
}

TEST_F(PetitionTest, EachOutcomeHasItsLimit) {
  const auto expect_last_day = [&](PetitionOutcome outcome, absl::string_view in_time,
                                   absl::string_view late) {
    EXPECT_EQ(Handled(outcome, in_time), kNever) << in_time;
    EXPECT_EQ(Handled(outcome, late), At(late)) << late;
  };
  expect_last_day(PetitionOutcome::kRefused, "2026-08-05 23:59", "2026-08-06");
  expect_last_day(PetitionOutcome::kTransferred, "2026-08-05 23:59", "2026-08-06");
  expect_last_day(PetitionOutcome::kSupplementAsked, "2026-08-10 23:59", "2026-08-11");
  expect_last_day(PetitionOutcome::kAnswered, "2026-08-24 23:59", "2026-08-25");
  expect_last_day(PetitionOutcome::kNone, "2026-08-24 23:59", "2026-08-25");
}

TEST_F(PetitionTest, OneThatIsHandledTooLateIsOnTimeUntilItsFifteenthWorkingDayAtMost) {
  EXPECT_EQ(Handled(PetitionOutcome::kAnswered, "2026-10-01"), At("2026-08-25"));
}

TEST_F(PetitionTest, WhatIsPublishedIsPublishedWithinTwoWorkingDaysOfItsOutcome) {
  // Handled on a Friday.
  EXPECT_EQ(Handled(PetitionOutcome::kAnswered, "2026-08-07 16:00", "2026-08-11 23:59"), kNever);
  EXPECT_EQ(Handled(PetitionOutcome::kAnswered, "2026-08-07 16:00", "2026-08-12"), At("2026-08-07 16:00"));
}

}  // namespace
}  // namespace chiso::core
