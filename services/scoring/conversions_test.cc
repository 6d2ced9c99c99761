#include "services/scoring/conversions.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::HasSubstr;

TEST(ScoreToProto, AbsentStaysAbsent) {
  core::IndexDefinition definition;
  definition.id = "766-2026";
  definition.sha256 = std::string(32, 'x');
  core::Score score;
  core::IndicatorScore inherited;
  inherited.code = "PUBLISH_ON_TIME";
  inherited.status = core::Status::kInherited;
  inherited.figures = {0, 0};
  inherited.max_points = 600;
  inherited.inherited_from = core::UnitKey{"H44", std::nullopt};
  inherited.basis = core::TallyBasis::kPeriods;
  inherited.parts_reported = 2;
  inherited.parts_expected = 3;
  core::IndicatorScore missing;
  missing.code = "ON_TIME";
  missing.max_points = 2000;
  score.indicators = {inherited, missing};
  score.groups = {{.code = "CKMB", .status = core::Status::kIncomplete, .points = {}, .max_points = 1800},
                  {.code = "TDGQ", .status = core::Status::kScored, .points = 0, .max_points = 2000}};
  score.total_status = core::Status::kIncomplete;
  const core::Cell cell{
      {"H44.100", ParseDate("2025-07-01")}, *Period::Parse("2026-08"), core::Scope::kSubtree};
  index::v1::Score expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        unit { code: "H44.100" valid_from: "2025-07-01" }
        period: "2026-08"
        scope: SCOPE_SUBTREE
        definition_id: "766-2026"
        definition_sha256: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        indicators {
          code: "PUBLISH_ON_TIME"
          status: STATUS_INHERITED
          numerator: 0
          denominator: 0
          max_points: 600
          inherited_from { code: "H44" }
          basis: TALLY_BASIS_PERIODS
          parts_reported: 2
          parts_expected: 3
        }
        indicators { code: "ON_TIME" status: STATUS_NOT_REPORTED max_points: 2000 }
        groups { code: "CKMB" status: STATUS_INCOMPLETE max_points: 1800 }
        groups { code: "TDGQ" status: STATUS_SCORED points: 0 max_points: 2000 }
        total_status: STATUS_INCOMPLETE
        max_points: 10000
      )pb",
      &expected));
  EXPECT_EQ(ToProto(score, definition, cell).DebugString(), expected.DebugString());
  EXPECT_FALSE(ToProto(score, definition).has_unit());
}

TEST(DefinitionFromProto, NamesTheField) {
  index::v1::IndexDefinition proto;
  proto.set_valid_from("2026-1-1");
  EXPECT_THAT(DefinitionFromProto(proto).status().ToString(), HasSubstr("valid_from: must be a date"));
  proto.set_valid_from("2026-01-01");
  index::v1::Indicator& indicator = *proto.add_groups()->add_indicators();
  const auto fault = [&proto] { return DefinitionFromProto(proto).status().ToString(); };
  EXPECT_THAT(fault(), HasSubstr("groups[0].indicators[0].rule: must be linear, target, shown or full"));
  indicator.mutable_rule()->mutable_full();
  EXPECT_THAT(fault(), HasSubstr("groups[0].indicators[0].empty_base: "));
  indicator.mutable_rule()->mutable_linear();
  EXPECT_THAT(fault(), HasSubstr("groups[0].indicators[0].empty_base: "));
  indicator.set_empty_base(index::v1::EMPTY_BASE_FULL);
  EXPECT_THAT(fault(), HasSubstr("groups[0].indicators[0].population: "));
  indicator.set_population(index::v1::POPULATION_DUE);
  indicator.add_levels(record::v1::LEVEL_UNSPECIFIED);
  EXPECT_THAT(fault(), HasSubstr("groups[0].indicators[0].levels[0]: "));
  indicator.set_levels(0, record::v1::LEVEL_PROVINCE);
  EXPECT_TRUE(DefinitionFromProto(proto).ok());
}

TEST(Timestamps, KeepMicroseconds) {
  const google::protobuf::Timestamp timestamp = ToTimestamp(absl::FromUnixMicros(1'700'000'000'000'001));
  EXPECT_EQ(timestamp.seconds(), 1'700'000'000);
  EXPECT_EQ(timestamp.nanos(), 1000);
}

}  // namespace
}  // namespace chiso
