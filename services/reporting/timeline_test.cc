#include "services/reporting/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using reporting::v1::GetHistoryRequest;
using reporting::v1::GetHistoryResponse;
using ::testing::ElementsAre;
using testing::MakeDefinition;
using testing::MakeFigure;
using testing::MakeScore;
using testing::MakeUnit;
using ::testing::UnorderedElementsAre;

void AddScore(UnitSnapshot& snapshot, const std::string& period, int total, const std::string& year = "2026",
              const std::string& valid_from = "") {
  index::v1::Score score = MakeScore("A", total, period, record::v1::SCOPE_SUBTREE, MakeDefinition(year));
  score.mutable_unit()->set_valid_from(valid_from);
  snapshot.scores[{*Period::Parse(period), valid_from}] = {score, "2026-09-01"};
}

GetHistoryRequest Ask(const std::string& valid_from = "") {
  GetHistoryRequest request;
  request.set_unit_code("A");
  request.set_unit_valid_from(valid_from);
  return request;
}

std::vector<std::string> Periods(const GetHistoryResponse& response) {
  std::vector<std::string> periods;
  for (const auto& entry : response.entries()) periods.push_back(entry.period());
  return periods;
}

TEST(Timeline, LatestPeriodComesFirstWhateverItsForm) {
  UnitSnapshot snapshot;
  for (const char* period : {"2025", "2026-08", "2026-Q3", "2025-12"}) AddScore(snapshot, period, 1);
  snapshot.figures[*Period::Parse("2026-09")]["TOTAL"] = MakeFigure("A", "TOTAL", "1");
  const auto response = MakeTimeline(Ask(), snapshot);
  ASSERT_TRUE(response.ok());
  EXPECT_THAT(Periods(*response), ElementsAre("2026-09", "2026-08", "2026-Q3", "2025-12", "2025"));
  EXPECT_EQ(response->entries(0).official_figures(0).value(), "1");
  EXPECT_FALSE(response->entries(0).has_score());
  EXPECT_EQ(response->entries(0).name(), "");
}

TEST(Timeline, DeltaOnlyWhereBothAreCompleteUnderOneDefinition) {
  UnitSnapshot snapshot;
  AddScore(snapshot, "2026-04", 5000);
  AddScore(snapshot, "2026-03", 4000);
  AddScore(snapshot, "2026-02", -4000);
  AddScore(snapshot, "2026-01", 4000);
  AddScore(snapshot, "2025-12", 3000, "2025");
  const auto response = *MakeTimeline(Ask(), snapshot);
  EXPECT_EQ(response.entries(0).delta_points(), 1000);
  EXPECT_FALSE(response.entries(1).has_delta_points());
  EXPECT_FALSE(response.entries(1).definition_changed());
  EXPECT_FALSE(response.entries(3).has_delta_points());
  EXPECT_TRUE(response.entries(3).definition_changed());
  EXPECT_FALSE(response.entries(4).definition_changed());
}

TEST(Timeline, PagesFollowOneAnotherWithoutGaps) {
  UnitSnapshot snapshot;
  for (int month = 1; month <= 5; ++month) AddScore(snapshot, "2026-0" + std::to_string(month), 1);
  GetHistoryRequest request = Ask();
  request.set_page_size(2);
  std::vector<std::string> periods;
  for (int page = 0; page < 3; ++page) {
    const auto response = *MakeTimeline(request, snapshot);
    for (const std::string& period : Periods(response)) periods.push_back(period);
    EXPECT_EQ(response.next_page_token().empty(), page == 2);
    request.set_page_token(response.next_page_token());
  }
  EXPECT_THAT(periods, ElementsAre("2026-05", "2026-04", "2026-03", "2026-02", "2026-01"));
}

TEST(Timeline, APageStaysBelowWhatClientsTake) {
  UnitSnapshot snapshot;
  for (int year = 1900; year < 2100; ++year) {
    const Period period = *Period::Parse(std::to_string(year));
    for (int i = 0; i < 1000; ++i) {
      const std::string code = "X" + std::to_string(i);
      snapshot.figures[period][code] = MakeFigure("A", code, "1");
    }
  }
  GetHistoryRequest request = Ask();
  request.set_page_size(1000);
  std::vector<std::string> periods;
  do {
    const auto response = *MakeTimeline(request, snapshot);
    EXPECT_LT(response.ByteSizeLong(), 4 << 20);
    EXPECT_FALSE(response.entries().empty());
    for (const std::string& period : Periods(response)) periods.push_back(period);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(periods.size(), 200u);
  EXPECT_EQ(std::set<std::string>(periods.begin(), periods.end()).size(), 200u);
}

TEST(Timeline, OnlyThePeriodsOfThePageAndThoseBeforeThemAreRead) {
  UnitSnapshot keys;
  for (const char* period : {"2026-08", "2026-05", "2026-02", "2025-11"})
    keys.scores[{*Period::Parse(period), ""}];
  GetHistoryRequest request = Ask();
  request.set_page_size(2);
  EXPECT_THAT(*PeriodsOfPage(request, keys),
              UnorderedElementsAre(*Period::Parse("2026-08"), *Period::Parse("2026-07"),
                                   *Period::Parse("2026-05"), *Period::Parse("2026-04")));
}

TEST(Timeline, UnitsOfOneCodeAreToldApartByTheirFirstDay) {
  UnitSnapshot snapshot;
  snapshot.units = {MakeUnit("A", "H44", "", "2026-06-30"), MakeUnit("A", "H44", "2026-07-01")};
  AddScore(snapshot, "2026-06", 1);
  AddScore(snapshot, "2026-07", 1, "2026", "2026-07-01");
  snapshot.figures[*Period::Parse("2026-06")]["TOTAL"] = MakeFigure("A", "TOTAL", "1");
  EXPECT_THAT(Periods(*MakeTimeline(Ask(), snapshot)), ElementsAre("2026-07", "2026-06"));
  const auto later = *MakeTimeline(Ask("2026-07-01"), snapshot);
  ASSERT_THAT(Periods(later), ElementsAre("2026-07"));
  EXPECT_EQ(later.entries(0).unit().valid_from(), "2026-07-01");
  EXPECT_EQ(later.entries(0).name(), "Xã A");
  EXPECT_EQ(MakeTimeline(Ask("2026-07-02"), snapshot).status().code(), absl::StatusCode::kNotFound);
}

TEST(Timeline, AnUnknownUnitIsNotFoundAndAKnownOneMayHaveNoHistory) {
  EXPECT_EQ(MakeTimeline(Ask(), {}).status().code(), absl::StatusCode::kNotFound);
  UnitSnapshot snapshot;
  snapshot.units.push_back(MakeUnit("A"));
  const auto response = MakeTimeline(Ask(), snapshot);
  ASSERT_TRUE(response.ok());
  EXPECT_TRUE(response->entries().empty());
}

TEST(Timeline, OnlyPeriodsWithinTheAskedOnesAndOfTheAskedKind) {
  UnitSnapshot snapshot;
  for (const char* period :
       {"2026", "2026-H2", "2026-Q3", "2026-09", "2026-08", "2026-07", "2026-06", "2025"}) {
    AddScore(snapshot, period, 1);
  }
  GetHistoryRequest request = Ask();
  request.set_from_period("2026-07");
  EXPECT_THAT(Periods(*MakeTimeline(request, snapshot)),
              ElementsAre("2026-09", "2026-08", "2026-07", "2026-Q3", "2026-H2"));
  request.set_to_period("2026-08");
  EXPECT_THAT(Periods(*MakeTimeline(request, snapshot)), ElementsAre("2026-08", "2026-07"));
  request = Ask();
  request.set_to_period("2026-Q2");
  EXPECT_THAT(Periods(*MakeTimeline(request, snapshot)), ElementsAre("2026-06", "2025"));
  const std::vector<std::pair<reporting::v1::PeriodKind, std::vector<std::string>>> kinds = {
      {reporting::v1::PERIOD_KIND_MONTH, {"2026-09", "2026-08", "2026-07", "2026-06"}},
      {reporting::v1::PERIOD_KIND_QUARTER, {"2026-Q3"}},
      {reporting::v1::PERIOD_KIND_HALF_YEAR, {"2026-H2"}},
      {reporting::v1::PERIOD_KIND_YEAR, {"2026", "2025"}}};
  request = Ask();
  for (const auto& [kind, periods] : kinds) {
    request.set_kind(kind);
    EXPECT_EQ(Periods(*MakeTimeline(request, snapshot)), periods);
  }
}

TEST(Timeline, AChangeIsAgainstThePeriodBeforeAlsoWhereThatIsNotAskedFor) {
  UnitSnapshot snapshot;
  AddScore(snapshot, "2026-08", 5000);
  AddScore(snapshot, "2026-07", 4000);
  GetHistoryRequest request = Ask();
  request.set_from_period("2026-08");
  EXPECT_EQ(MakeTimeline(request, snapshot)->entries(0).delta_points(), 1000);
  EXPECT_EQ(MakeTimeline(request, snapshot)->entries(0).known_from(), "2026-09-01");
  EXPECT_THAT(*PeriodsOfPage(request, snapshot),
              UnorderedElementsAre(*Period::Parse("2026-08"), *Period::Parse("2026-07")));
}

TEST(Timeline, AMalformedTokenIsRefused) {
  UnitSnapshot snapshot;
  AddScore(snapshot, "2026-08", 1);
  for (const char* token : {"x", "2026-08", "2026-13/", "2026-08/x", "2026-08//"}) {
    GetHistoryRequest request = Ask();
    request.set_page_token(token);
    EXPECT_EQ(MakeTimeline(request, snapshot).status().code(), absl::StatusCode::kInvalidArgument) << token;
  }
}

}  // namespace
}  // namespace chiso
