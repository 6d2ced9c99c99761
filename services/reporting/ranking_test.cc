#include "services/reporting/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using reporting::v1::RankingRow;
using ::testing::ElementsAre;
using testing::MakeDefinition;
using testing::MakeFigure;
using testing::MakeScore;
using testing::MakeUnit;

const RankingQuery kComputed{.period = *Period::Parse("2026-08")};
const RankingQuery kOfficial{.period = *Period::Parse("2026-08"), .basis = reporting::v1::BASIS_OFFICIAL};

void Add(Known& known, const index::v1::Score& score) {
  known.now.scores[{score.unit().code(), score.unit().valid_from(), score.scope()}] = score;
}
void Add(Known& known, const reporting::v1::OfficialFigure& figure) {
  known.now.figures[figure.unit_code()][figure.code()] = figure;
}

// "rank unit value", with `-` where there is no rank.
std::vector<std::string> Lines(const std::vector<RankingRow>& rows) {
  std::vector<std::string> lines;
  for (const RankingRow& row : rows) {
    lines.push_back(absl::StrCat(row.has_rank() ? absl::StrCat(row.rank()) : "-", " ", row.unit().code(), " ",
                                 row.value()));
  }
  return lines;
}

Known WithUnits(const std::vector<std::string>& codes) {
  Known known;
  for (const std::string& code : codes) known.units.push_back(MakeUnit(code));
  known.definitions.push_back(MakeDefinition());
  return known;
}

TEST(Ranking, EqualValuesShareARankAndTheNextIsSkipped) {
  Known known = WithUnits({"A", "B", "C", "D", "E"});
  for (const auto& [code, total] : {std::pair("A", 5000), {"B", 7000}, {"C", 7000}, {"D", 9000}, {"E", 0}}) {
    Add(known, MakeScore(code, total));
  }
  EXPECT_THAT(Lines(Rank(kComputed, known)),
              ElementsAre("1 D 90.00", "2 B 70.00", "2 C 70.00", "4 A 50.00", "5 E 0.00"));
}

TEST(Ranking, IncompleteOnesAreListedLastByCodeWithoutARank) {
  Known known = WithUnits({"A", "B", "C", "D"});
  Add(known, MakeScore("B", -9900));
  Add(known, MakeScore("D", 100));
  const auto rows = Rank(kComputed, known);
  EXPECT_THAT(Lines(rows), ElementsAre("1 D 1.00", "- A ", "- B 99.00", "- C "));
  EXPECT_EQ(rows[1].status(), index::v1::STATUS_NOT_REPORTED);
  EXPECT_EQ(rows[2].status(), index::v1::STATUS_INCOMPLETE);
  EXPECT_EQ(rows[2].band(), "");
}

TEST(Ranking, ByGroupAndByIndicator) {
  Known known = WithUnits({"A", "B"});
  Add(known, MakeScore("A", 100));
  Add(known, MakeScore("B", -200));
  RankingQuery query = kComputed;
  query.by_code = "TDGQ";
  EXPECT_THAT(Lines(Rank(query, known)), ElementsAre("1 A 1.00", "- B 2.00"));
  EXPECT_EQ(Rank(query, known)[0].band(), "");
  // A tally that lacks parts is no complete value.
  query.by_code = "ON_TIME";
  EXPECT_THAT(Lines(Rank(query, known)), ElementsAre("1 A 1.00", "- B 2.00"));
  EXPECT_EQ(Rank(query, known)[1].status(), index::v1::STATUS_INCOMPLETE);
}

TEST(Ranking, OnlyTheScopeThatWasAskedFor) {
  Known known = WithUnits({"A"});
  Add(known, MakeScore("A", 100, "2026-08", record::v1::SCOPE_OWN_OFFICES));
  EXPECT_THAT(Lines(Rank(kComputed, known)), ElementsAre("- A "));
}

TEST(Ranking, ACompleteTotalHasTheBandOfItsDefinition) {
  Known known = WithUnits({"A", "B"});
  Add(known, MakeScore("A", 5000));
  Add(known, MakeScore("B", 4999));
  const auto rows = Rank(kComputed, known);
  EXPECT_EQ(rows[0].band(), "tốt");
  EXPECT_EQ(rows[1].band(), "yếu");
}

TEST(Ranking, PublishedValuesAreRankedOnTwoDecimalsRoundedAwayFromZero) {
  Known known = WithUnits({"A", "B", "C"});
  Add(known, MakeFigure("A", "TOTAL", "61.5"));
  Add(known, MakeFigure("B", "TOTAL", "61.495"));
  Add(known, MakeFigure("C", "TOTAL", "61.494999"));
  EXPECT_THAT(Lines(Rank(kOfficial, known)), ElementsAre("1 A 61.50", "1 B 61.50", "3 C 61.49"));
}

TEST(Ranking, PublishedTotalsHaveTheBandInForceAndTheirPublishedRank) {
  Known known = WithUnits({"A", "B"});
  Add(known, MakeFigure("A", "TOTAL", "61.5"));
  Add(known, MakeFigure("A", "RANK", "7"));
  Add(known, MakeFigure("B", "RANK", "7.5"));
  const auto rows = Rank(kOfficial, known);
  EXPECT_EQ(rows[0].status(), index::v1::STATUS_SCORED);
  EXPECT_EQ(rows[0].band(), "tốt");
  EXPECT_EQ(rows[0].published_rank(), 7);
  EXPECT_EQ(rows[0].read_time().seconds(), 1'700'000'000);
  EXPECT_EQ(rows[1].status(), index::v1::STATUS_NOT_REPORTED);
  EXPECT_FALSE(rows[1].has_published_rank());
  EXPECT_FALSE(rows[1].has_read_time());
}

TEST(Ranking, APublishedRankStandsBesideTheTotalItWasReadWithAlone) {
  Known known = WithUnits({"A", "B", "C"});
  Add(known, MakeFigure("A", "TOTAL", "61.5"));
  Add(known, MakeFigure("A", "TDGQ", "11"));
  Add(known, MakeFigure("A", "RANK", "7"));
  Add(known, MakeFigure("B", "TOTAL", "60", 1'700'086'400));
  Add(known, MakeFigure("B", "RANK", "8"));
  Add(known, MakeFigure("C", "RANK", "9"));
  const auto rows = Rank(kOfficial, known);
  EXPECT_EQ(rows[0].published_rank(), 7);
  EXPECT_FALSE(rows[1].has_published_rank());
  EXPECT_EQ(rows[2].published_rank(), 9);
  RankingQuery query = kOfficial;
  query.by_code = "TDGQ";
  EXPECT_FALSE(Rank(query, known)[0].has_published_rank());
}

TEST(Ranking, UnrecordedUnitsAreListedUnderTheirCodeWhereAllUnitsAre) {
  Known known = WithUnits({"A"});
  Add(known, MakeFigure("Z", "TOTAL", "61.5"));
  const auto rows = Rank(kOfficial, known);
  ASSERT_THAT(Lines(rows), ElementsAre("1 Z 61.50", "- A "));
  EXPECT_EQ(rows[0].name(), "Z");
  EXPECT_EQ(rows[1].name(), "Xã A");
  RankingQuery query = kOfficial;
  query.level = record::v1::LEVEL_COMMUNE;
  EXPECT_THAT(Lines(Rank(query, known)), ElementsAre("- A "));
}

TEST(Ranking, APublishedFigureBelongsToTheUnitThatBearsTheCodeAtTheEnd) {
  Known known;
  known.units = {MakeUnit("A", "H44", "", "2026-08-14"), MakeUnit("A", "H44", "2026-08-15")};
  Add(known, MakeFigure("A", "TOTAL", "1"));
  const auto rows = Rank(kOfficial, known);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].unit().valid_from(), "2026-08-15");
}

TEST(Ranking, ACodeThatWentToAnotherParentIsNotListedUnderTheFormerOne) {
  Known known;
  known.units = {MakeUnit("A", "H44", "", "2026-08-14"), MakeUnit("A", "H45", "2026-08-15")};
  Add(known, MakeFigure("A", "TOTAL", "1"));
  RankingQuery query = kOfficial;
  query.parent_code = "H44";
  EXPECT_THAT(Lines(Rank(query, known)), ElementsAre());
  query.parent_code = "H45";
  EXPECT_THAT(Lines(Rank(query, known)), ElementsAre("1 A 1.00"));
}

TEST(Change, IsTheDifferenceOfTwoCompleteTotalsOfOneDefinition) {
  EXPECT_EQ(ChangeOf(MakeScore("A", 5858), MakeScore("A", 5688)).delta, 170);
  EXPECT_EQ(ChangeOf(MakeScore("A", 5688), MakeScore("A", 5858)).delta, -170);
  EXPECT_FALSE(ChangeOf(MakeScore("A", -1), MakeScore("A", 1)).delta.has_value());
  EXPECT_FALSE(ChangeOf(MakeScore("A", 1), MakeScore("A", -1)).delta.has_value());
}

TEST(Change, AcrossDefinitionsIsSaidAndNotComputed) {
  const auto before = MakeScore("A", 1, "2026-07", record::v1::SCOPE_SUBTREE, MakeDefinition("2025"));
  const TotalChange change = ChangeOf(MakeScore("A", 2), before);
  EXPECT_TRUE(change.definition_changed);
  EXPECT_FALSE(change.delta.has_value());
  EXPECT_FALSE(ChangeOf(MakeScore("A", 2), MakeScore("A", 1)).definition_changed);
}

TEST(Known, TheDefinitionInForceIsThatOfTheLastDayAndNoDraft) {
  std::vector<index::v1::IndexDefinition> definitions = {MakeDefinition("2025"), MakeDefinition("2026")};
  EXPECT_EQ(DefinitionFor(definitions, *Period::Parse("2026-01"))->id(), "766-2026");
  EXPECT_EQ(DefinitionFor(definitions, *Period::Parse("2025"))->id(), "766-2025");
  EXPECT_EQ(DefinitionFor(definitions, *Period::Parse("2027")), nullptr);
  definitions[1].set_draft(true);
  EXPECT_EQ(DefinitionFor(definitions, *Period::Parse("2026-01")), nullptr);
}

}  // namespace
}  // namespace chiso
