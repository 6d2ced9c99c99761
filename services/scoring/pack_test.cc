#include "services/scoring/pack.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

core::IndexDefinition Definition() {
  core::IndexDefinition definition;
  definition.bands = {{9000, "xuất sắc"}, {5000, "trung bình"}, {0, "yếu"}};
  return definition;
}

void ExpectPacked(const core::Score& score, const std::string& expected) {
  reporting::v1::ScoreValues values;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(expected, &values));
  EXPECT_EQ(PackScore(score, Definition()).DebugString(), values.DebugString());
}

TEST(PackScore, NumbersThatMayBeAbsentAreOneMore) {
  core::Score score;
  score.indicators = {{.status = core::Status::kScored,
                       .figures = {0, 127},
                       .points = 0,
                       .basis = core::TallyBasis::kRecords,
                       .parts_reported = 3,
                       .parts_expected = 5},
                      {.status = core::Status::kNoBase, .figures = {4, std::nullopt}, .points = 500}};
  score.groups = {{.status = core::Status::kIncomplete, .points = 500},
                  {.status = core::Status::kNotReported, .points = {}}};
  score.total_status = core::Status::kIncomplete;
  score.total_points = 500;
  ExpectPacked(score, R"pb(
    statuses: 1
    statuses: 2
    numerators: 1
    numerators: 5
    denominators: 128
    points: 1
    points: 501
    origins { bases: 4 parts_expected: 5 parts_missing: 2 }
    groups { statuses: 6 statuses: 3 points: 501 }
    total_status: 6
    total_points: 501
  )pb");
}

TEST(PackScore, ColumnsEndBeforeTheirZerosDo) {
  core::Score score;
  score.indicators = {{.status = core::Status::kNotReported},
                      {.status = core::Status::kScored, .figures = {1, 1}, .points = 5},
                      {.status = core::Status::kNotReported}};
  score.groups = {{.status = core::Status::kNotReported, .points = {}}};
  ExpectPacked(score, R"pb(
    statuses: 3
    statuses: 1
    statuses: 3
    numerators: 0
    numerators: 2
    denominators: 0
    denominators: 2
    points: 0
    points: 6
    origins {}
    groups { statuses: 3 }
    total_status: 3
  )pb");
}

TEST(PackScore, AUnitThatValuesAreTakenOverFromIsNamedOnce) {
  const core::UnitKey source{"H44", ParseDate("2025-07-01")};
  core::Score score;
  score.indicators = {{.status = core::Status::kInherited, .inherited_from = source},
                      {.status = core::Status::kScored, .capped = true},
                      {.status = core::Status::kInherited, .inherited_from = source},
                      {.status = core::Status::kInherited, .inherited_from = core::UnitKey{"T", {}}}};
  ExpectPacked(score, R"pb(
    statuses: 5
    statuses: 1
    statuses: 5
    statuses: 5
    origins {
      capped: false
      capped: true
      inherited_from: 1
      inherited_from: 0
      inherited_from: 1
      inherited_from: 2
      sources { code: "H44" valid_from: "2025-07-01" }
      sources { code: "T" }
    }
    groups {}
    total_status: 3
  )pb");
}

TEST(PackScore, ABandIsItsPlaceInTheDefinition) {
  const core::IndexDefinition definition = Definition();
  core::Score score;
  EXPECT_EQ(PackScore(score, definition).band(), 0u);
  score.band = definition.bands[1].name;
  EXPECT_EQ(PackScore(score, definition).band(), 2u);
}

}  // namespace
}  // namespace chiso
