#include "services/scoring/core/dossier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DossierTest : public ::testing::Test {
 protected:
  DossierTest() { dossier_ = ADossier("1", "P.1", "2026-08-03 10:00").dossier; }

  Course Of(std::optional<absl::string_view> term = {}) const {
    const std::optional<DayNumber> day = term ? std::optional(NumberOf(*Day(*term))) : std::nullopt;
    return CourseOf(BriefOf(dossier_, choices_), lines_, day, choices_);
  }
  Supplement& Ask(absl::string_view request, absl::string_view receive = "") {
    Supplement& supplement = dossier_.supplements.emplace_back();
    supplement.request = At(request);
    if (!receive.empty()) supplement.receive = At(receive);
    return supplement;
  }
  void End(absl::string_view time) {
    dossier_.status = DossierStatus::kFinished;
    dossier_.process_end = At(time);
  }

  Dossier dossier_;
  Lines lines_;
  Choices choices_;
};

TEST_F(DossierTest, CountsOnceReceivedAndNotBefore) {
  const auto counts = [&](DossierStatus status) {
    dossier_.status = status;
    return IsReceived(BriefOf(dossier_, choices_));
  };
  for (const DossierStatus before :
       {DossierStatus::kUnspecified, DossierStatus::kRegistered, DossierStatus::kInTransit}) {
    EXPECT_FALSE(counts(before));
  }
  for (int status = 2; status <= 10; ++status)
    EXPECT_TRUE(counts(static_cast<DossierStatus>(status))) << status;
  dossier_.receive.reset();
  EXPECT_FALSE(counts(DossierStatus::kRefused));
  EXPECT_FALSE(counts(DossierStatus::kProcessing));
}

TEST_F(DossierTest, TheEndIsTheFirstThatIsSaidInItsOrder) {
  dossier_.status = DossierStatus::kRefused;
  const auto expect_end = [&](absl::string_view at, EndBasis basis) {
    EXPECT_EQ(Of().end, At(at)) << at;
    EXPECT_EQ(Of().end_basis, basis) << at;
  };
  expect_end("2026-08-03 10:00", EndBasis::kUnknown);
  dossier_.refused = At("2026-08-25");
  expect_end("2026-08-25", EndBasis::kRefuseTime);
  lines_.returned = At("2026-08-24");
  expect_end("2026-08-24", EndBasis::kLineReturned);
  dossier_.returned = At("2026-08-26");
  expect_end("2026-08-26", EndBasis::kReturnTime);
  lines_.finished = At("2026-08-27");
  expect_end("2026-08-27", EndBasis::kLineFinished);
  dossier_.process_end = At("2026-08-28");
  expect_end("2026-08-28", EndBasis::kProcessEnd);
}

TEST_F(DossierTest, ALineOfTheStatusTellsWhenItWasStoppedOrWithdrawn) {
  lines_.stopped = At("2026-08-10");
  lines_.withdrawn = At("2026-08-11");
  dossier_.status = DossierStatus::kStopped;
  EXPECT_EQ(Of().end, At("2026-08-10"));
  dossier_.status = DossierStatus::kWithdrawn;
  EXPECT_EQ(Of().end, At("2026-08-11"));
  EXPECT_EQ(Of().end_basis, EndBasis::kLineOfStatus);
  // The time of a refusal belongs to the refused alone.
  dossier_.refused = At("2026-08-12");
  dossier_.status = DossierStatus::kFinished;
  EXPECT_EQ(Of().end_basis, EndBasis::kUnknown);
}

TEST_F(DossierTest, AnEndOfWhichNothingIsSaidIsTheLatestOfItsOwnTimes) {
  dossier_.status = DossierStatus::kFinished;
  dossier_.due = At("2026-12-31");
  dossier_.submitted = At("2026-08-01");
  EXPECT_EQ(Of().end, At("2026-08-03 10:00"));
  Ask("2026-08-05", "2026-08-07").new_due = At("2026-09-30");
  EXPECT_EQ(Of().end, At("2026-08-07"));
  dossier_.refused = At("2026-08-09");
  EXPECT_EQ(Of().end, At("2026-08-09"));
  EXPECT_EQ(Of().end_basis, EndBasis::kUnknown);
}

TEST_F(DossierTest, AnEndIsNeverBeforeReception) {
  End("2026-08-01");
  EXPECT_EQ(Of().end, dossier_.receive);
  EXPECT_EQ(Of().minutes, 0);
}

TEST_F(DossierTest, InOtherStatesThereIsNoEnd) {
  dossier_.process_end = At("2026-08-10");
  for (const DossierStatus open : {DossierStatus::kReceived, DossierStatus::kProcessing,
                                   DossierStatus::kSupplementAwaited, DossierStatus::kPaymentAwaited}) {
    dossier_.status = open;
    EXPECT_EQ(Of().end, std::nullopt);
    EXPECT_EQ(Of().end_basis, EndBasis::kOpen);
  }
}

TEST_F(DossierTest, PausesThatMeetAreUnited) {
  Ask("2026-08-05", "2026-08-08");
  Ask("2026-08-07", "2026-08-10");
  Ask("2026-08-10", "2026-08-11");
  Ask("2026-08-20", "2026-08-21");
  EXPECT_THAT(Of().pauses, ElementsAre(Pause{At("2026-08-05"), At("2026-08-11")},
                                       Pause{At("2026-08-20"), At("2026-08-21")}));
}

TEST_F(DossierTest, APauseLiesAfterReception) {
  Ask("2026-08-01", "2026-08-04");
  EXPECT_THAT(Of().pauses, ElementsAre(Pause{*dossier_.receive, At("2026-08-04")}));
  dossier_.supplements.clear();
  Ask("2026-08-01", "2026-08-02");
  EXPECT_THAT(Of().pauses, IsEmpty());
}

TEST_F(DossierTest, WhatHasNotArrivedPausesUntilItDoes) {
  Ask("2026-08-05");
  EXPECT_THAT(Of().pauses, ElementsAre(Pause{At("2026-08-05"), kNever}));
}

TEST_F(DossierTest, WhatArrivedBeforeItWasAskedForPausesNothing) {
  Ask("2026-08-05", "2026-08-04");
  Ask("2026-08-06", "2026-08-06");
  EXPECT_THAT(Of().pauses, IsEmpty());
}

TEST_F(DossierTest, ANewDueTimeTakesThePlaceOfThePause) {
  dossier_.due = At("2026-08-10 17:00");
  Ask("2026-08-05", "2026-08-07").new_due = At("2026-08-14 17:00");
  EXPECT_THAT(Of().pauses, IsEmpty());
  EXPECT_EQ(Of().due, At("2026-08-14 17:00"));
  EXPECT_EQ(Of().late, At("2026-08-15"));
  // The latest of all, which may be the first.
  dossier_.supplements[0].new_due = At("2026-08-09");
  EXPECT_EQ(Of().due, At("2026-08-10 17:00"));
}

TEST_F(DossierTest, LateByDayBeginsWithTheDayAfterTheDueTime) {
  dossier_.due = At("2026-08-10 09:00");
  EXPECT_EQ(Of().late, At("2026-08-11"));
  End("2026-08-10 23:59");
  EXPECT_EQ(Of().late, std::nullopt);
  End("2026-08-11");
  EXPECT_EQ(Of().late, At("2026-08-11"));
}

TEST_F(DossierTest, LateByInstantBeginsAfterTheDueTime) {
  choices_.late_by = LateBy::kInstant;
  dossier_.due = At("2026-08-10 09:00");
  EXPECT_EQ(Of().late, At("2026-08-10 09:00") + 1);
  End("2026-08-10 09:00");
  EXPECT_EQ(Of().late, std::nullopt);
}

TEST_F(DossierTest, APauseMovesTheFirstLateMomentByItsLength) {
  dossier_.due = At("2026-08-10 17:00");
  Ask("2026-08-05 08:00", "2026-08-07 12:00");
  EXPECT_EQ(Of().late, At("2026-08-13 04:00"));
  // One that begins when it is late already moves nothing.
  Ask("2026-08-20", "2026-08-25").new_due = At("2026-08-10");
  EXPECT_EQ(Of().late, At("2026-08-13 04:00"));
}

TEST_F(DossierTest, WhatWaitsNeverBecomesLate) {
  dossier_.due = At("2026-08-10 17:00");
  Ask("2026-08-05");
  EXPECT_EQ(Of().late, std::nullopt);
}

TEST_F(DossierTest, TheSecondRequestInOrderOfRequestCountsAsOverdue) {
  dossier_.due = At("2026-12-31");
  Ask("2026-08-20", "2026-08-21");
  Ask("2026-08-05", "2026-08-06");
  Ask("2026-08-25", "2026-08-26");
  EXPECT_EQ(Of().late, At("2026-08-20"));
  dossier_.supplements.resize(1);
  EXPECT_EQ(Of().late, At("2026-12-31") + kDaySeconds + kDaySeconds);
  // With a new due time it is a request all the same.
  Ask("2026-08-05").new_due = At("2027-01-31");
  EXPECT_EQ(Of().late, At("2026-08-20"));
}

TEST_F(DossierTest, ARequestAfterTheEndCountsForNothing) {
  dossier_.due = At("2026-08-31");
  End("2026-08-10");
  Ask("2026-08-05", "2026-08-06");
  Ask("2026-08-10", "2026-08-10");
  EXPECT_EQ(Of().late, At("2026-08-10"));
  dossier_.supplements[1].request = At("2026-08-11");
  dossier_.supplements[1].new_due = At("2026-10-01");
  EXPECT_EQ(Of().late, std::nullopt);
  EXPECT_EQ(Of().due, At("2026-08-31"));
}

TEST_F(DossierTest, WithoutADueTimeItIsNeverLate) {
  Ask("2026-08-05", "2026-08-06");
  Ask("2026-08-07", "2026-08-08");
  EXPECT_EQ(Of().late, std::nullopt);
  EXPECT_EQ(Of().due, std::nullopt);
}

TEST_F(DossierTest, ATermInWorkingDaysEndsWithItsLastDay) {
  EXPECT_EQ(Of("2026-08-10").late, At("2026-08-11"));
  EXPECT_EQ(Of("2026-08-10").due, At("2026-08-11") - 1);
  // Also where lateness is told by instants.
  choices_.late_by = LateBy::kInstant;
  EXPECT_EQ(Of("2026-08-10").late, At("2026-08-11"));
  // A due time of its own goes before it.
  dossier_.due = At("2026-09-01");
  EXPECT_EQ(Of("2026-08-10").late, At("2026-09-01") + 1);
}

TEST_F(DossierTest, LateIsNeverBeforeReception) {
  dossier_.due = At("2026-07-01");
  EXPECT_EQ(Of().late, dossier_.receive);
}

TEST_F(DossierTest, MinutesAreWholeAndWithoutPauses) {
  End("2026-08-03 12:00");
  *dossier_.process_end += 59;
  EXPECT_EQ(Of().minutes, 120);
  Ask("2026-08-03 11:00", "2026-08-03 11:30");
  EXPECT_EQ(Of().minutes, 90);
  // Of one that is still open what lies before the end.
  dossier_.supplements[0].receive.reset();
  EXPECT_EQ(Of().minutes, 60);
}

class TraitsTest : public ::testing::Test {
 protected:
  bool Has(Trait trait) const {
    return TraitsOf(BriefOf(dossier_, choices_), procedure_, choices_).Has(trait);
  }
  bool Has(ProcedureUse use) const {
    return TraitsOf(BriefOf(dossier_, choices_), procedure_, choices_).Has(use);
  }

  Dossier dossier_;
  ProcedureFacts procedure_;
  Choices choices_;
};

TEST_F(TraitsTest, WhatIsOnlineOrDigitisedNeedsItsResultUnlessNoneIsRequired) {
  dossier_.flags.Set(DossierFlag::kOnline, true);
  dossier_.flags.Set(DossierFlag::kDigitisedComponent, true);
  EXPECT_FALSE(Has(Trait::kOnline));
  EXPECT_FALSE(Has(Trait::kDigitised));
  EXPECT_TRUE(Has(ProcedureUse::kOnline));
  dossier_.flags.Set(DossierFlag::kResultFile, true);
  EXPECT_TRUE(Has(Trait::kOnline));
  EXPECT_TRUE(Has(Trait::kDigitised));
  dossier_.flags.Set(DossierFlag::kResultFile, false);
  procedure_.result_required = false;
  EXPECT_TRUE(Has(Trait::kOnline));
  EXPECT_TRUE(Has(Trait::kDigitised));
}

TEST_F(TraitsTest, AResultIsRequiredUnlessTheProcedureOrTheDefinitionSaysNot) {
  dossier_.flags.Set(DossierFlag::kResultFile, true);
  EXPECT_TRUE(Has(Trait::kResultRequired));
  EXPECT_TRUE(Has(Trait::kResultFile));
  choices_.result_required_unless_said = false;
  EXPECT_FALSE(Has(Trait::kResultRequired));
  EXPECT_FALSE(Has(Trait::kResultFile));
  procedure_.result_required = true;
  EXPECT_TRUE(Has(Trait::kResultFile));
}

TEST_F(TraitsTest, AFeeIsWhatTheProcedureSaysElseWhatWasToPay) {
  EXPECT_FALSE(Has(Trait::kFee));
  dossier_.flags.Set(DossierFlag::kHasAmount, true);
  EXPECT_TRUE(Has(Trait::kFee));
  procedure_.has_fee = false;
  EXPECT_FALSE(Has(Trait::kFee));
  procedure_.has_fee = true;
  dossier_.flags.Set(DossierFlag::kHasAmount, false);
  EXPECT_TRUE(Has(Trait::kFee));
  // But for lines that are all 0.
  dossier_.flags.Set(DossierFlag::kAllLinesAreZero, true);
  EXPECT_FALSE(Has(Trait::kFee));
}

TEST_F(TraitsTest, OnlyAFeeIsPaidOnline) {
  dossier_.flags.Set(DossierFlag::kPaidOnline, true);
  EXPECT_FALSE(Has(Trait::kPaidOnline));
  EXPECT_FALSE(Has(ProcedureUse::kPaidOnline));
  dossier_.flags.Set(DossierFlag::kHasAmount, true);
  EXPECT_TRUE(Has(Trait::kPaidOnline));
  EXPECT_TRUE(Has(ProcedureUse::kPaidOnline));
}

TEST_F(TraitsTest, CitizenDataComeFromAnAccountADatabaseOrTheStorage) {
  EXPECT_FALSE(Has(Trait::kCitizenData));
  dossier_.database_codes = {"LAND"};
  dossier_.flags.Set(DossierFlag::kAsksDatabase, true);
  EXPECT_TRUE(Has(Trait::kCitizenData));
  choices_.population_databases = {"POPULATION"};
  EXPECT_FALSE(Has(Trait::kCitizenData));
  dossier_.database_codes.push_back("POPULATION");
  EXPECT_TRUE(Has(Trait::kCitizenData));
  dossier_.database_codes.clear();
  dossier_.flags.Set(DossierFlag::kAsksDatabase, false);
  dossier_.flags.Set(DossierFlag::kAccountVerified, true);
  EXPECT_TRUE(Has(Trait::kCitizenData));
  dossier_.flags.Set(DossierFlag::kAccountVerified, false);
  dossier_.flags.Set(DossierFlag::kFromStorage, true);
  EXPECT_TRUE(Has(Trait::kCitizenData));
  EXPECT_TRUE(Has(Trait::kStorage));
}

}  // namespace
}  // namespace chiso::core
