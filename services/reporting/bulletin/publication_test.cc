#include "services/reporting/bulletin/publication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using reporting::v1::PublishBulletinRequest;
using ::testing::ElementsAre;
using testing::MakeDefinition;
using testing::MakeFigure;
using testing::MakeScore;
using testing::MakeUnit;

const absl::Time kNow = absl::FromUnixMicros(1'790'000'000'123'456);

PublishBulletinRequest Ask(reporting::v1::Basis basis) {
  PublishBulletinRequest request;
  request.set_unit_code("H44");
  request.set_period("2026-08");
  request.set_basis(basis);
  return request;
}

void Add(PeriodSnapshot& period, const index::v1::Score& score) {
  period.scores[{score.unit().code(), score.unit().valid_from(), score.scope()}] = score;
}
void Add(PeriodSnapshot& period, const reporting::v1::OfficialFigure& figure) {
  period.figures[figure.unit_code()][figure.code()] = figure;
}

Snapshot Province() {
  Snapshot snapshot;
  snapshot.units = {MakeUnit("H44", ""), MakeUnit("H44.1"), MakeUnit("H44.2")};
  snapshot.definitions = {MakeDefinition("2025"), MakeDefinition("2026")};
  return snapshot;
}

// The rows' codes, with `*` for own offices.
std::vector<std::string> Rows(const BulletinInput& input) {
  std::vector<std::string> rows;
  for (const BulletinUnit& unit : input.units)
    rows.push_back(unit.unit.code() + (unit.own_offices ? "*" : ""));
  return rows;
}

TEST(Publication, OfficialFiguresUnderThePublishersCodeAreItsOwnOffices) {
  Snapshot snapshot = Province();
  Add(snapshot.now, MakeFigure("H44", "TOTAL", "60"));
  Add(snapshot.now, MakeFigure("H44.1", "TOTAL", "50"));
  Add(snapshot.before, MakeFigure("H44.1", "TOTAL", "49"));
  const auto input = MakeBulletinInput(Ask(reporting::v1::BASIS_OFFICIAL), snapshot, kNow);
  ASSERT_TRUE(input.ok());
  EXPECT_THAT(Rows(*input), ElementsAre("H44*", "H44.1", "H44.2"));
  EXPECT_EQ(input->units[1].figures.at("TOTAL").value(), "50");
  EXPECT_EQ(input->units[1].previous_figures.at("TOTAL").value(), "49");
  EXPECT_EQ(input->definition->id(), "766-2026");
  EXPECT_EQ(input->publish_time.seconds(), 1'790'000'000);
  EXPECT_EQ(input->publish_time.nanos(), 123'456'000);
}

TEST(Publication, ComputedOwnOfficesAreTheScoreInThatScope) {
  Snapshot snapshot = Province();
  Add(snapshot.now, MakeScore("H44", 9000));
  Add(snapshot.now, MakeScore("H44.1", 8000, "2026-08", record::v1::SCOPE_SUBTREE, MakeDefinition("2025")));
  auto input = *MakeBulletinInput(Ask(reporting::v1::BASIS_COMPUTED), snapshot, kNow);
  EXPECT_THAT(Rows(input), ElementsAre("H44.1", "H44.2"));
  EXPECT_EQ(input.definition->id(), "766-2025");
  EXPECT_FALSE(input.units[1].score.has_value());
  Add(snapshot.now, MakeScore("H44", 7000, "2026-08", record::v1::SCOPE_OWN_OFFICES));
  input = *MakeBulletinInput(Ask(reporting::v1::BASIS_COMPUTED), snapshot, kNow);
  EXPECT_THAT(Rows(input), ElementsAre("H44*", "H44.1", "H44.2"));
  EXPECT_EQ(input.units[0].score->total_points(), 7000);
}

TEST(Publication, ACodeThatChangedHandsHasOneRowByOfficialFigures) {
  Snapshot snapshot = Province();
  snapshot.units = {MakeUnit("H44", ""), MakeUnit("H44.1", "H44", "", "2026-08-14"),
                    MakeUnit("H44.1", "H44", "2026-08-15")};
  const auto official = *MakeBulletinInput(Ask(reporting::v1::BASIS_OFFICIAL), snapshot, kNow);
  ASSERT_THAT(Rows(official), ElementsAre("H44.1"));
  EXPECT_EQ(official.units[0].unit.valid_from(), "2026-08-15");
  EXPECT_THAT(Rows(*MakeBulletinInput(Ask(reporting::v1::BASIS_COMPUTED), snapshot, kNow)),
              ElementsAre("H44.1", "H44.1"));
}

TEST(Publication, SaysWhereTheDefinitionInForceChanged) {
  const auto changed = [](const std::string& period) {
    PublishBulletinRequest request = Ask(reporting::v1::BASIS_OFFICIAL);
    request.set_period(period);
    return MakeBulletinInput(request, Province(), kNow)->definition_changed;
  };
  EXPECT_FALSE(changed("2026-08"));
  EXPECT_TRUE(changed("2026-01"));
  EXPECT_TRUE(changed("2026"));
  EXPECT_FALSE(changed("2023-02"));
}

TEST(Publication, OfAChangeThatIsRecordedInPartThereIsNoBulletinYet) {
  Snapshot snapshot = Province();
  Add(snapshot.now, MakeScore("H44.1", 8000));
  reporting::v1::LogWriter& writer = *snapshot.progress.add_writers();
  writer.set_followed(true);
  writer.set_ahead(true);
  EXPECT_EQ(MakeBulletinInput(Ask(reporting::v1::BASIS_COMPUTED), snapshot, kNow).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_TRUE(MakeBulletinInput(Ask(reporting::v1::BASIS_OFFICIAL), snapshot, kNow).ok());
  // A log that nobody follows stays as it is for ever.
  writer.set_followed(false);
  EXPECT_TRUE(MakeBulletinInput(Ask(reporting::v1::BASIS_COMPUTED), snapshot, kNow).ok());
  writer.set_followed(true);
  writer.set_ahead(false);
  EXPECT_TRUE(MakeBulletinInput(Ask(reporting::v1::BASIS_COMPUTED), snapshot, kNow).ok());
}

TEST(Publication, AUnitThatDoesNotBearTheCodeInThePeriodIsNotFound) {
  Snapshot snapshot = Province();
  snapshot.units[0].set_valid_to("2026-07-31");
  EXPECT_EQ(MakeBulletinInput(Ask(reporting::v1::BASIS_OFFICIAL), snapshot, kNow).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace chiso
