#include "services/scoring/core/procedure.h"

#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

class ProcedureTest : public ::testing::Test {
 protected:
  static DayNumber On(absl::string_view day) { return NumberOf(*Day(day)); }
  static Judged JudgedIn(absl::string_view period, absl::string_view now) {
    return {Span::Of(P(period)), NumberOf(P(period).last_day()), At(now)};
  }
  bool OnTime(Level level) const {
    return IsAnnouncedOnTime(procedure_, AuthorityTerms::Of(level), calendar_, {});
  }

  Procedure procedure_;
  Calendar calendar_;
};

TEST_F(ProcedureTest, AnnouncedInAPeriodIsWhatHasADayToTakeEffect) {
  procedure_.announced = On("2026-08-31");
  EXPECT_FALSE(IsAnnounced(procedure_, JudgedIn("2026-08", "2026-09-01")));
  procedure_.effective = On("2026-10-01");
  EXPECT_TRUE(IsAnnounced(procedure_, JudgedIn("2026-08", "2026-09-01")));
  EXPECT_FALSE(IsAnnounced(procedure_, JudgedIn("2026-09", "2026-09-01")));
}

TEST_F(ProcedureTest, AProvinceAnnouncesFiveWorkingDaysBeforeAndAMinistryTwenty) {
  // A Monday; the fifth working day before it is Monday 24th, the twentieth Monday 3rd.
  procedure_.effective = On("2026-08-31");
  procedure_.announced = On("2026-08-24");
  EXPECT_TRUE(OnTime(Level::kProvince));
  EXPECT_FALSE(OnTime(Level::kMinistry));
  procedure_.announced = On("2026-08-25");
  EXPECT_FALSE(OnTime(Level::kProvince));
  procedure_.announced = On("2026-08-03");
  EXPECT_TRUE(OnTime(Level::kMinistry));
  procedure_.announced = On("2026-08-04");
  EXPECT_FALSE(OnTime(Level::kMinistry));
  procedure_.announced = On("2026-08-24");
  calendar_.Put("", On("2026-08-26"), false);
  EXPECT_FALSE(OnTime(Level::kProvince));
}

TEST_F(ProcedureTest, AProvincePublishesWithinFiveWorkingDaysAndAMinistryWithinTen) {
  procedure_.announced = On("2026-08-03");
  const auto deadline = [&](Level level) {
    return FormatDate(DayOf(PublishDeadline(procedure_, AuthorityTerms::Of(level), calendar_, {})));
  };
  EXPECT_EQ(deadline(Level::kProvince), "2026-08-10");
  EXPECT_EQ(deadline(Level::kMinistry), "2026-08-17");
}

TEST_F(ProcedureTest, ADayIsOverWhenTheNextBegins) {
  EXPECT_FALSE(JudgedIn("2026-08", "2026-08-10 23:59").IsOver(On("2026-08-10")));
  EXPECT_TRUE(JudgedIn("2026-08", "2026-08-11").IsOver(On("2026-08-10")));
}

TEST_F(ProcedureTest, WithoutLevelsItIsHandledAtAll) {
  EXPECT_TRUE(procedure_.IsHandledAt({Level::kCommune}));
  procedure_.levels = {Level::kProvince, Level::kDepartment};
  EXPECT_FALSE(procedure_.IsHandledAt({Level::kCommune}));
  EXPECT_TRUE(procedure_.IsHandledAt({Level::kCommune, Level::kDepartment}));
}

}  // namespace
}  // namespace chiso::core
