#include "services/reporting/bulletin/bulletin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/errors.h"
#include "services/reporting/testing/annex.h"

namespace chiso {
namespace {

using testing::AnnexOfFebruary;
using testing::Catalogue;
using ::testing::ElementsAre;
using testing::InputOf;
using testing::UnitWith;

namespace iv1 = index::v1;
namespace rv1 = reporting::v1;

rv1::Bulletin Build(const BulletinInput& input) { return BuildBulletin(input, Catalogue()).value(); }

std::vector<std::string> Codes(const rv1::Bulletin& bulletin) {
  std::vector<std::string> codes;
  for (const rv1::BulletinColumn& column : bulletin.columns()) codes.push_back(column.code());
  return codes;
}

// The row's values by code.
std::map<std::string, std::string> Values(const rv1::Bulletin& bulletin, int row) {
  std::map<std::string, std::string> values;
  for (int i = 0; i < bulletin.columns_size(); ++i)
    values[bulletin.columns(i).code()] = bulletin.rows(row).values(i);
  return values;
}

const rv1::BulletinColumn& Column(const rv1::Bulletin& bulletin, const std::string& code) {
  for (const rv1::BulletinColumn& column : bulletin.columns()) {
    if (column.code() == code) return column;
  }
  ADD_FAILURE() << "no column " << code;
  return bulletin.columns(0);
}

void SetPrevious(BulletinUnit& unit, const std::string& total) {
  unit.previous_figures = UnitWith(unit.unit.code(), "", {{"TOTAL", total}}).figures;
}

// A score with one group; points below 0: the group is incomplete, with 1.00 so far.
iv1::Score ScoreOf(int group_points, int total_points, iv1::Status total_status = iv1::STATUS_SCORED) {
  iv1::Score score;
  score.set_definition_id("766-2022");
  score.set_definition_sha256("one");
  iv1::GroupScore* const group = score.add_groups();
  group->set_code("TDGQ");
  group->set_max_points(2000);
  group->set_status(group_points < 0 ? iv1::STATUS_INCOMPLETE : iv1::STATUS_SCORED);
  group->set_points(group_points < 0 ? 100 : group_points);
  score.set_total_status(total_status);
  score.set_total_points(total_points);
  return score;
}

BulletinInput Computed(std::vector<std::pair<iv1::Score, std::optional<iv1::Score>>> scores) {
  BulletinInput input = InputOf({});
  input.basis = rv1::BASIS_COMPUTED;
  for (auto& [score, previous] : scores) {
    const std::string name(1, static_cast<char>('A' + input.units.size()));
    BulletinUnit unit = UnitWith(name, name, {});
    unit.score = score;
    unit.previous_score = previous;
    input.units.push_back(unit);
  }
  iv1::IndexDefinition& definition = input.definition.emplace();
  definition.set_id("766-2022");
  definition.set_sha256("one");
  iv1::Group* const group = definition.add_groups();
  group->set_code("TDGQ");
  group->set_max_points(2000);
  input.positions.emplace_back().set_log("main");
  input.as_of_time.set_seconds(1678068000);
  return input;
}

TEST(OfficialBulletin, HasTheColumnsAndDigitsOfTheModelLetter) {
  const rv1::Bulletin bulletin = Build(AnnexOfFebruary());
  EXPECT_THAT(Codes(bulletin), ElementsAre("RECEIVED", "OVERDUE_NOTIFIED", "OVERDUE_ONE_STOP", "ONLINE_RATE",
                                           "SATISFACTION_RATE", "E_RESULT_RATE", "DIGITISED_RATE",
                                           "CERTIFIED_COPIES", "PAID_ONLINE", "TOTAL", "DELTA"));
  ASSERT_EQ(bulletin.rows_size(), 11);
  EXPECT_TRUE(bulletin.rows(0).own_offices());
  EXPECT_EQ(bulletin.rows(0).name(), "Cơ quan chuyên môn thành phố");
  EXPECT_FALSE(bulletin.rows(1).own_offices());
  EXPECT_THAT(bulletin.rows(7).values(),
              ElementsAre("371", "5", "0", "67.51", "100", "69.54", "70.20", "890", "193", "61.12", "3.40"));
  EXPECT_EQ(Values(bulletin, 9)["ONLINE_RATE"], "74.6");
}

TEST(OfficialBulletin, NamesItselfAndWhatItRestsOn) {
  const rv1::Bulletin bulletin = Build(AnnexOfFebruary());
  EXPECT_EQ(bulletin.name(), "units/000.00.30.H53/bulletins/2023-02.1");
  EXPECT_EQ(bulletin.unit_name(), "Thành phố Tây Ninh");
  EXPECT_EQ(bulletin.basis(), rv1::BASIS_OFFICIAL);
  EXPECT_TRUE(bulletin.definition_id().empty());
  EXPECT_EQ(bulletin.positions_size(), 0);
}

TEST(OfficialBulletin, KeepsTheSpanOfReadingsOfAColumn) {
  BulletinInput input = InputOf({UnitWith("A", "A", {{"TOTAL", "50"}}), UnitWith("B", "B", {{"TOTAL", "60"}}),
                                 UnitWith("C", "C", {{"TOTAL", "70"}})});
  input.units[0].figures["TOTAL"].mutable_read_time()->set_seconds(200);
  input.units[1].figures["TOTAL"].mutable_read_time()->set_seconds(100);
  input.units[2].figures["TOTAL"].mutable_read_time()->set_seconds(300);
  const rv1::BulletinColumn total = Column(Build(input), "TOTAL");
  EXPECT_EQ(total.origin(), rv1::ORIGIN_PORTAL);
  EXPECT_EQ(total.first_read_time().seconds(), 100);
  EXPECT_EQ(total.last_read_time().seconds(), 300);
}

TEST(OfficialBulletin, LeavesAMissingValueEmpty) {
  const rv1::Bulletin bulletin =
      Build(InputOf({UnitWith("A", "A", {{"RECEIVED", "0"}}), UnitWith("B", "B", {})}));
  EXPECT_EQ(Values(bulletin, 0)["RECEIVED"], "0");
  EXPECT_EQ(Values(bulletin, 1)["RECEIVED"], "");
}

TEST(OfficialBulletin, ARetractedFigureIsNone) {
  BulletinInput input = InputOf({UnitWith("A", "A", {{"TOTAL", "50"}, {"RECEIVED", "3"}})});
  input.units[0].figures["TOTAL"].set_retracted(true);
  EXPECT_THAT(Codes(Build(input)), ElementsAre("RECEIVED"));
}

TEST(OfficialBulletin, DerivesAChangeThatWasNotGiven) {
  BulletinInput input =
      InputOf({UnitWith("A", "A", {{"TOTAL", "58.58"}}), UnitWith("B", "B", {{"TOTAL", "54.67"}}),
               UnitWith("C", "C", {{"TOTAL", "60"}})});
  SetPrevious(input.units[0], "56.88");
  SetPrevious(input.units[1], "55.82");
  const rv1::Bulletin bulletin = Build(input);
  EXPECT_EQ(Values(bulletin, 0)["DELTA"], "1.70");
  EXPECT_EQ(Values(bulletin, 1)["DELTA"], "-1.15");
  EXPECT_EQ(Values(bulletin, 2)["DELTA"], "");
  // What was derived is nobody's publication.
  EXPECT_EQ(Column(bulletin, "DELTA").origin(), rv1::ORIGIN_COMPUTED);
  EXPECT_FALSE(Column(bulletin, "DELTA").has_first_read_time());
}

TEST(OfficialBulletin, PrefersTheChangeThatWasGiven) {
  BulletinInput input = InputOf({UnitWith("A", "A", {{"TOTAL", "58.58"}, {"DELTA", "0.9"}})});
  SetPrevious(input.units[0], "56.88");
  const rv1::Bulletin bulletin = Build(input);
  EXPECT_EQ(Values(bulletin, 0)["DELTA"], "0.9");
  EXPECT_EQ(Column(bulletin, "DELTA").origin(), rv1::ORIGIN_PORTAL);
}

TEST(OfficialBulletin, DerivesNoChangeAcrossDefinitionsAndSaysSo) {
  BulletinInput input =
      InputOf({UnitWith("A", "A", {{"TOTAL", "58.58"}}), UnitWith("B", "B", {{"DELTA", "0.9"}}),
               UnitWith("C", "C", {{"TOTAL", "60"}})});
  SetPrevious(input.units[0], "56.88");
  input.definition_changed = true;
  const rv1::Bulletin bulletin = Build(input);
  EXPECT_EQ(Values(bulletin, 0)["DELTA"], "");
  EXPECT_EQ(Values(bulletin, 1)["DELTA"], "0.9");
  ASSERT_EQ(bulletin.summary().notes_size(), 1);
  const rv1::BulletinNote& note = bulletin.summary().notes(0);
  EXPECT_EQ(note.reason(), "DEFINITION_CHANGED");
  ASSERT_EQ(note.rows_size(), 2);
  EXPECT_EQ(note.rows(0).row(), 0);
  EXPECT_EQ(note.rows(0).value(), "58.58");
  EXPECT_EQ(note.rows(1).row(), 1);
  EXPECT_EQ(note.rows(1).value(), "");
}

TEST(OfficialBulletin, OneDerivedChangeMakesTheColumnComputed) {
  BulletinInput input =
      InputOf({UnitWith("A", "A", {{"TOTAL", "50"}}), UnitWith("B", "B", {{"TOTAL", "50"}, {"DELTA", "1"}})});
  SetPrevious(input.units[0], "49");
  EXPECT_EQ(Column(Build(input), "DELTA").origin(), rv1::ORIGIN_COMPUTED);
}

TEST(OfficialBulletin, ShowsNoComputedScore) {
  BulletinInput input = InputOf({UnitWith("A", "A", {{"RECEIVED", "5"}})});
  input.units[0].score = ScoreOf(1000, 5000);
  EXPECT_THAT(Codes(Build(input)), ElementsAre("RECEIVED"));
}

TEST(ComputedBulletin, HasGroupsTotalAndChangeWithTwoDecimals) {
  const rv1::Bulletin bulletin = Build(Computed({{ScoreOf(1568, 5991), ScoreOf(1500, 6000)}}));
  EXPECT_THAT(Codes(bulletin), ElementsAre("TDGQ", "TOTAL", "DELTA"));
  EXPECT_THAT(bulletin.rows(0).values(), ElementsAre("15.68", "59.91", "-0.09"));
  for (const rv1::BulletinColumn& column : bulletin.columns()) {
    EXPECT_EQ(column.origin(), rv1::ORIGIN_COMPUTED);
    EXPECT_FALSE(column.has_first_read_time());
  }
  EXPECT_EQ(bulletin.definition_id(), "766-2022");
  EXPECT_EQ(bulletin.definition_sha256(), "one");
  EXPECT_EQ(bulletin.positions_size(), 1);
  EXPECT_EQ(bulletin.as_of_time().seconds(), 1678068000);
}

TEST(ComputedBulletin, ShowsNothingThatIsIncomplete) {
  const rv1::Bulletin bulletin =
      Build(Computed({{ScoreOf(1000, 5000), std::nullopt},
                      {ScoreOf(-1, 900, iv1::STATUS_INCOMPLETE), ScoreOf(1000, 5000)}}));
  EXPECT_THAT(Codes(bulletin), ElementsAre("TDGQ", "TOTAL"));
  EXPECT_THAT(bulletin.rows(1).values(), ElementsAre("", ""));
}

TEST(ComputedBulletin, GivesNoChangeAgainstAnIncompleteTotal) {
  const rv1::Bulletin bulletin =
      Build(Computed({{ScoreOf(1000, 5000), ScoreOf(1000, 4000, iv1::STATUS_INCOMPLETE)}}));
  EXPECT_THAT(Codes(bulletin), ElementsAre("TDGQ", "TOTAL"));
  EXPECT_EQ(bulletin.summary().notes_size(), 0);
}

TEST(ComputedBulletin, GivesNoChangeAcrossDefinitionsAndSaysSo) {
  iv1::Score other = ScoreOf(1000, 4000);
  other.set_definition_sha256("two");
  const rv1::Bulletin bulletin =
      Build(Computed({{ScoreOf(1000, 5000), ScoreOf(1000, 4900)}, {ScoreOf(1200, 6000), other}}));
  EXPECT_EQ(Values(bulletin, 0)["DELTA"], "1.00");
  EXPECT_EQ(Values(bulletin, 1)["DELTA"], "");
  ASSERT_EQ(bulletin.summary().notes_size(), 1);
  EXPECT_EQ(bulletin.summary().notes(0).reason(), "DEFINITION_CHANGED");
  ASSERT_EQ(bulletin.summary().notes(0).rows_size(), 1);
  EXPECT_EQ(bulletin.summary().notes(0).rows(0).row(), 1);
  EXPECT_EQ(bulletin.summary().unknown_count(), 1);
}

TEST(ComputedBulletin, GivesNoChangeAcrossThinMonthsAndSaysSo) {
  BulletinInput input = Computed({{ScoreOf(1000, 5000), ScoreOf(1000, 4900)}, {ScoreOf(1200, 6000), {}}});
  iv1::ThinMonths& thin = *input.definition->add_thin();
  thin.set_from("2022-12");
  thin.set_to("2023-01");
  const rv1::Bulletin bulletin = Build(input);
  EXPECT_THAT(Codes(bulletin), ElementsAre("TDGQ", "TOTAL"));
  ASSERT_EQ(bulletin.summary().notes_size(), 1);
  EXPECT_EQ(bulletin.summary().notes(0).reason(), "THIN_DATA");
  ASSERT_EQ(bulletin.summary().notes(0).rows_size(), 1);
  EXPECT_EQ(bulletin.summary().notes(0).rows(0).row(), 0);
  input.definition->mutable_thin(0)->set_to("2022-12");
  EXPECT_EQ(Values(Build(input), 0)["DELTA"], "1.00");
}

TEST(OfficialBulletin, DerivesNoChangeAcrossThinMonthsAndKeepsAGivenOne) {
  BulletinInput input = InputOf({UnitWith("A", "A", {{"TOTAL", "58.58"}}),
                                 UnitWith("B", "B", {{"TOTAL", "58.58"}, {"DELTA", "2.00"}})});
  for (BulletinUnit& unit : input.units)
    unit.previous_figures = UnitWith("A", "", {{"TOTAL", "56.88"}}).figures;
  input.definition.emplace();
  iv1::ThinMonths& thin = *input.definition->add_thin();
  thin.set_from("2023-02");
  thin.set_to("2023-02");
  const rv1::Bulletin bulletin = Build(input);
  EXPECT_EQ(Values(bulletin, 0)["DELTA"], "");
  EXPECT_EQ(Values(bulletin, 1)["DELTA"], "2.00");
  EXPECT_EQ(bulletin.summary().notes().rbegin()->reason(), "THIN_DATA");
  EXPECT_EQ(bulletin.summary().notes().rbegin()->rows_size(), 2);
  input.definition_changed = true;
  EXPECT_EQ(Build(input).summary().notes().rbegin()->reason(), "DEFINITION_CHANGED");
}

TEST(ComputedBulletin, AGroupBelowHalfOfItsPointsIsWeak) {
  const rv1::Bulletin bulletin =
      Build(Computed({{ScoreOf(1000, 5000), std::nullopt}, {ScoreOf(999, 6000), std::nullopt}}));
  ASSERT_EQ(bulletin.summary().weaknesses_size(), 1);
  EXPECT_EQ(bulletin.summary().weaknesses(0).threshold(), "10");
  EXPECT_EQ(bulletin.summary().weaknesses(0).below_count(), 1);
}

TEST(Bulletin, IsRefusedWhereNothingIsKnown) {
  for (const rv1::Basis basis : {rv1::BASIS_OFFICIAL, rv1::BASIS_COMPUTED}) {
    BulletinInput input = InputOf({UnitWith("A", "A", {})});
    input.basis = basis;
    const absl::Status status = BuildBulletin(input, Catalogue()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), "NOTHING_TO_PUBLISH");
  }
}

TEST(Bulletin, RefusesAMalformedPeriodAndAMissingBasis) {
  BulletinInput input = InputOf({UnitWith("A", "A", {{"TOTAL", "1"}})});
  input.period = "2023-13";
  EXPECT_EQ(BuildBulletin(input, Catalogue()).status().code(), absl::StatusCode::kInvalidArgument);
  input.period = "2023-02";
  input.basis = rv1::BASIS_UNSPECIFIED;
  EXPECT_EQ(BuildBulletin(input, Catalogue()).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Bulletin, CallsUnitsWithoutANameByTheirCode) {
  EXPECT_EQ(Build(InputOf({UnitWith("H53.1", "", {{"TOTAL", "1"}})})).rows(0).name(), "H53.1");
}

}  // namespace
}  // namespace chiso
