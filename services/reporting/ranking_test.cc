#include "services/reporting/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "services/reporting/score_values.h"
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

void Add(Snapshot& snapshot, const index::v1::Score& score) {
  snapshot.now.scores[{score.unit().code(), score.unit().valid_from(), score.scope()}] = score;
}
void Add(Snapshot& snapshot, const reporting::v1::OfficialFigure& figure) {
  snapshot.now.figures[figure.unit_code()][figure.code()] = figure;
}

// The table of a scope from the scores of a snapshot, all of which are of that scope.
ScoreTable TableOf(const Snapshot& snapshot) {
  const std::vector<index::v1::IndexDefinition> definitions = {MakeDefinition("2025"),
                                                               MakeDefinition("2026")};
  ScoreTable table;
  auto reference = std::make_shared<Reference>();
  reference->units = snapshot.units;
  reference->definitions = snapshot.definitions;
  table.reference = reference;
  for (const auto& [key, score] : snapshot.now.scores) {
    auto entry = std::make_shared<TableScore>();
    entry->definition =
        std::make_shared<index::v1::IndexDefinition>(*FindDefinition(definitions, score.definition_id()));
    entry->total = {score.definition_id(), score.total_status(), score.total_points()};
    entry->values = PackScore("", score, *entry->definition)->SerializeAsString();
    table.scores[{key.unit_code, key.unit_valid_from}] = entry;
  }
  auto before = std::make_shared<std::map<UnitName, TableTotal>>();
  for (const auto& [key, score] : snapshot.before.scores) {
    (*before)[{key.unit_code, key.unit_valid_from}] = {score.definition_id(), score.total_status(),
                                                       score.total_points()};
  }
  table.before = before;
  return table;
}

std::vector<RankingRow> Rank(const RankingQuery& query, const Snapshot& snapshot) {
  return query.basis == reporting::v1::BASIS_OFFICIAL ? RankFigures(query, snapshot)
                                                      : RankScores(query, TableOf(snapshot));
}

void AddBefore(Snapshot& snapshot, const index::v1::Score& score) {
  snapshot.before.scores[{score.unit().code(), score.unit().valid_from(), score.scope()}] = score;
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

Snapshot WithUnits(const std::vector<std::string>& codes) {
  Snapshot snapshot;
  for (const std::string& code : codes) snapshot.units.push_back(MakeUnit(code));
  snapshot.definitions.push_back(MakeDefinition());
  return snapshot;
}

TEST(Ranking, EqualValuesShareARankAndTheNextIsSkipped) {
  Snapshot snapshot = WithUnits({"A", "B", "C", "D", "E"});
  for (const auto& [code, total] : {std::pair("A", 5000), {"B", 7000}, {"C", 7000}, {"D", 9000}, {"E", 0}}) {
    Add(snapshot, MakeScore(code, total));
  }
  EXPECT_THAT(Lines(Rank(kComputed, snapshot)),
              ElementsAre("1 D 90.00", "2 B 70.00", "2 C 70.00", "4 A 50.00", "5 E 0.00"));
}

TEST(Ranking, IncompleteOnesAreListedLastByCodeWithoutARank) {
  Snapshot snapshot = WithUnits({"A", "B", "C", "D"});
  Add(snapshot, MakeScore("B", -9900));
  Add(snapshot, MakeScore("D", 100));
  const auto rows = Rank(kComputed, snapshot);
  EXPECT_THAT(Lines(rows), ElementsAre("1 D 1.00", "- A ", "- B 99.00", "- C "));
  EXPECT_EQ(rows[1].status(), index::v1::STATUS_NOT_REPORTED);
  EXPECT_EQ(rows[2].status(), index::v1::STATUS_INCOMPLETE);
  EXPECT_EQ(rows[2].band(), "");
}

TEST(Ranking, ByGroupAndByIndicator) {
  Snapshot snapshot = WithUnits({"A", "B"});
  Add(snapshot, MakeScore("A", 100));
  Add(snapshot, MakeScore("B", -200));
  RankingQuery query = kComputed;
  query.by_code = "TDGQ";
  EXPECT_THAT(Lines(Rank(query, snapshot)), ElementsAre("1 A 1.00", "- B 2.00"));
  EXPECT_EQ(Rank(query, snapshot)[0].band(), "");
  // A tally that lacks parts is no complete value.
  query.by_code = "ON_TIME";
  EXPECT_THAT(Lines(Rank(query, snapshot)), ElementsAre("1 A 1.00", "- B 2.00"));
  EXPECT_EQ(Rank(query, snapshot)[1].status(), index::v1::STATUS_INCOMPLETE);
}

TEST(Ranking, OnlyUnitsOfTheParentAndLevelThatAreValidInThePeriod) {
  Snapshot snapshot = WithUnits({"A"});
  snapshot.units.push_back(MakeUnit("B", "H45"));
  snapshot.units.push_back(MakeUnit("C", "H44", "2026-09-01"));
  snapshot.units.push_back(MakeUnit("D", "H44", "", "2026-08-01"));
  snapshot.units.push_back(MakeUnit("H44", ""));
  RankingQuery query = kComputed;
  EXPECT_THAT(Lines(Rank(query, snapshot)), ElementsAre("- A ", "- B ", "- D ", "- H44 "));
  query.level = record::v1::LEVEL_COMMUNE;
  EXPECT_THAT(Lines(Rank(query, snapshot)), ElementsAre("- A ", "- B ", "- D "));
  query.parent_code = "H44";
  EXPECT_THAT(Lines(Rank(query, snapshot)), ElementsAre("- A ", "- D "));
}

TEST(Ranking, AScoreTellsHowItsTotalChangedOrWhyNot) {
  Snapshot snapshot = WithUnits({"A", "B", "C", "D", "E", "F"});
  const auto before = [](const std::string& code, int total, const std::string& year = "2026") {
    return MakeScore(code, total, "2026-07", record::v1::SCOPE_SUBTREE, MakeDefinition(year));
  };
  for (const char* code : {"A", "B", "C", "D"}) Add(snapshot, MakeScore(code, 5000));
  Add(snapshot, MakeScore("E", -5000));
  AddBefore(snapshot, before("A", 5100));
  AddBefore(snapshot, before("B", 4000, "2025"));
  AddBefore(snapshot, before("C", -4000));
  for (const char* code : {"E", "F"}) AddBefore(snapshot, before(code, 4000));
  std::vector<std::string> changes;
  for (const RankingRow& row : Rank(kComputed, snapshot)) {
    EXPECT_EQ(row.has_change(), row.has_previous_total_points());
    EXPECT_EQ(row.has_change(), row.no_change_reason().empty());
    changes.push_back(
        absl::StrCat(row.unit().code(), " ", row.no_change_reason(),
                     row.has_change() ? absl::StrCat(row.previous_total_points(), " ", row.change()) : ""));
  }
  EXPECT_THAT(changes, ElementsAre("A 5100 -100", "B DEFINITION_CHANGED", "C NOT_COMPLETE", "D NO_PREVIOUS",
                                   "E NOT_COMPLETE", "F NOT_COMPLETE"));
  RankingQuery query = kComputed;
  query.by_code = "TDGQ";
  const RankingRow row = Rank(query, snapshot)[0];
  EXPECT_FALSE(row.has_change());
  EXPECT_EQ(row.no_change_reason(), "");
}

TEST(Ranking, APublishedTotalTellsHowItChangedOrWhyNot) {
  Snapshot snapshot = WithUnits({"A", "B"});
  Add(snapshot, MakeFigure("A", "TOTAL", "61.5"));
  Add(snapshot, MakeFigure("B", "TOTAL", "60"));
  snapshot.before.figures["A"]["TOTAL"] = MakeFigure("A", "TOTAL", "61.46", 1, "2026-07");
  const auto rows = Rank(kOfficial, snapshot);
  EXPECT_EQ(rows[0].previous_total_points(), 6146);
  EXPECT_EQ(rows[0].change(), 4);
  EXPECT_EQ(rows[1].no_change_reason(), "NO_PREVIOUS");
  RankingQuery january = kOfficial;
  january.period = *Period::Parse("2026-01");
  snapshot.definitions.push_back(MakeDefinition("2025"));
  EXPECT_EQ(Rank(january, snapshot)[0].no_change_reason(), "DEFINITION_CHANGED");
}

TEST(Ranking, ACompleteTotalHasTheBandOfItsDefinition) {
  Snapshot snapshot = WithUnits({"A", "B"});
  Add(snapshot, MakeScore("A", 5000));
  Add(snapshot, MakeScore("B", 4999));
  const auto rows = Rank(kComputed, snapshot);
  EXPECT_EQ(rows[0].band(), "tốt");
  EXPECT_EQ(rows[1].band(), "yếu");
}

TEST(Ranking, PublishedValuesAreRankedOnTwoDecimalsRoundedAwayFromZero) {
  Snapshot snapshot = WithUnits({"A", "B", "C"});
  Add(snapshot, MakeFigure("A", "TOTAL", "61.5"));
  Add(snapshot, MakeFigure("B", "TOTAL", "61.495"));
  Add(snapshot, MakeFigure("C", "TOTAL", "61.494999"));
  EXPECT_THAT(Lines(Rank(kOfficial, snapshot)), ElementsAre("1 A 61.50", "1 B 61.50", "3 C 61.49"));
}

TEST(Ranking, PublishedTotalsHaveTheBandInForceAndTheirPublishedRank) {
  Snapshot snapshot = WithUnits({"A", "B"});
  Add(snapshot, MakeFigure("A", "TOTAL", "61.5"));
  Add(snapshot, MakeFigure("A", "RANK", "7"));
  Add(snapshot, MakeFigure("B", "RANK", "7.5"));
  const auto rows = Rank(kOfficial, snapshot);
  EXPECT_EQ(rows[0].status(), index::v1::STATUS_SCORED);
  EXPECT_EQ(rows[0].band(), "tốt");
  EXPECT_EQ(rows[0].published_rank(), 7);
  EXPECT_EQ(rows[0].read_time().seconds(), 1'700'000'000);
  EXPECT_EQ(rows[1].status(), index::v1::STATUS_NOT_REPORTED);
  EXPECT_FALSE(rows[1].has_published_rank());
  EXPECT_FALSE(rows[1].has_read_time());
}

TEST(Ranking, APublishedRankStandsBesideTheTotalItWasReadWithAlone) {
  Snapshot snapshot = WithUnits({"A", "B", "C"});
  Add(snapshot, MakeFigure("A", "TOTAL", "61.5"));
  Add(snapshot, MakeFigure("A", "TDGQ", "11"));
  Add(snapshot, MakeFigure("A", "RANK", "7"));
  Add(snapshot, MakeFigure("B", "TOTAL", "60", 1'700'086'400));
  Add(snapshot, MakeFigure("B", "RANK", "8"));
  Add(snapshot, MakeFigure("C", "RANK", "9"));
  const auto rows = Rank(kOfficial, snapshot);
  EXPECT_EQ(rows[0].published_rank(), 7);
  EXPECT_FALSE(rows[1].has_published_rank());
  EXPECT_EQ(rows[2].published_rank(), 9);
  RankingQuery query = kOfficial;
  query.by_code = "TDGQ";
  EXPECT_FALSE(Rank(query, snapshot)[0].has_published_rank());
}

TEST(Ranking, UnrecordedUnitsAreListedUnderTheirCodeWhereAllUnitsAre) {
  Snapshot snapshot = WithUnits({"A"});
  Add(snapshot, MakeFigure("Z", "TOTAL", "61.5"));
  const auto rows = Rank(kOfficial, snapshot);
  ASSERT_THAT(Lines(rows), ElementsAre("1 Z 61.50", "- A "));
  EXPECT_EQ(rows[0].name(), "Z");
  EXPECT_EQ(rows[1].name(), "Xã A");
  RankingQuery query = kOfficial;
  query.level = record::v1::LEVEL_COMMUNE;
  EXPECT_THAT(Lines(Rank(query, snapshot)), ElementsAre("- A "));
}

TEST(Ranking, APublishedFigureBelongsToTheUnitThatBearsTheCodeAtTheEnd) {
  Snapshot snapshot;
  snapshot.units = {MakeUnit("A", "H44", "", "2026-08-14"), MakeUnit("A", "H44", "2026-08-15")};
  Add(snapshot, MakeFigure("A", "TOTAL", "1"));
  const auto rows = Rank(kOfficial, snapshot);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].unit().valid_from(), "2026-08-15");
}

TEST(Ranking, ACodeThatWentToAnotherParentIsNotListedUnderTheFormerOne) {
  Snapshot snapshot;
  snapshot.units = {MakeUnit("A", "H44", "", "2026-08-14"), MakeUnit("A", "H45", "2026-08-15")};
  Add(snapshot, MakeFigure("A", "TOTAL", "1"));
  RankingQuery query = kOfficial;
  query.parent_code = "H44";
  EXPECT_THAT(Lines(Rank(query, snapshot)), ElementsAre());
  query.parent_code = "H45";
  EXPECT_THAT(Lines(Rank(query, snapshot)), ElementsAre("1 A 1.00"));
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

TEST(Snapshot, TheDefinitionInForceIsThatOfTheLastDayAndNoDraft) {
  std::vector<index::v1::IndexDefinition> definitions = {MakeDefinition("2025"), MakeDefinition("2026")};
  EXPECT_EQ(DefinitionFor(definitions, *Period::Parse("2026-01"))->id(), "766-2026");
  EXPECT_EQ(DefinitionFor(definitions, *Period::Parse("2025"))->id(), "766-2025");
  EXPECT_EQ(DefinitionFor(definitions, *Period::Parse("2027")), nullptr);
  definitions[1].set_draft(true);
  EXPECT_EQ(DefinitionFor(definitions, *Period::Parse("2026-01")), nullptr);
}

}  // namespace
}  // namespace chiso
