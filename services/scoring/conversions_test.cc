#include "services/scoring/conversions.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::HasSubstr;

record::v1::Record Parse(const std::string& text) {
  record::v1::Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record)) << text;
  return record;
}

const char kReturn[] = R"pb(
  revision: 7
  unit_return {
    unit_code: "H44"
    unit_valid_from: "2025-07-01"
    period: "2026-Q3"
    indicator: "ON_TIME"
    scope: SCOPE_OWN_OFFICES
    numerator: 0
  }
)pb";

const char kUnit[] = R"pb(
  revision: 7
  unit {
    code: "H44.100"
    valid_from: "2025-07-01"
    valid_to: "2025-12-31"
    name: "Phường Việt Trì"
    level: LEVEL_COMMUNE
    parent_code: "H44"
  }
)pb";

std::string Fault(const std::string& text) { return FactFromProto(Parse(text)).status().ToString(); }

TEST(FactFromProto, Return) {
  const absl::StatusOr<core::Fact> fact = FactFromProto(Parse(kReturn));
  ASSERT_TRUE(fact.ok()) << fact.status();
  const auto& data = std::get<core::ReturnFact>(*fact);
  EXPECT_EQ(data.version.revision, 7);
  EXPECT_EQ(data.version.digest.size(), 32u);
  EXPECT_FALSE(data.retracted);
  EXPECT_EQ(data.cell.unit, (core::UnitKey{"H44", ParseDate("2025-07-01")}));
  EXPECT_EQ(data.cell.period, *Period::Parse("2026-Q3"));
  EXPECT_EQ(data.cell.scope, core::Scope::kOwnOffices);
  EXPECT_EQ(data.indicator, "ON_TIME");
  // Zero is said, the denominator is not.
  EXPECT_EQ(data.figures, (core::Figures{0, std::nullopt}));
}

TEST(FactFromProto, UnitThereAndBack) {
  const record::v1::Record record = Parse(kUnit);
  const absl::StatusOr<core::Fact> fact = FactFromProto(record);
  ASSERT_TRUE(fact.ok()) << fact.status();
  const auto& unit = std::get<core::UnitFact>(*fact).unit;
  EXPECT_EQ(unit.valid_to, ParseDate("2025-12-31"));
  EXPECT_EQ(unit.level, core::Level::kCommune);
  EXPECT_EQ(ToProto(unit).SerializeAsString(), record.unit().SerializeAsString());
  EXPECT_EQ(*UnitKeyFromProto(ToProto(unit.key)), unit.key);
}

TEST(FactFromProto, DigestIsOfEverythingButTheRevision) {
  const auto digest = [](const record::v1::Record& record) {
    return std::get<core::ReturnFact>(*FactFromProto(record)).version.digest;
  };
  const record::v1::Record record = Parse(kReturn);
  record::v1::Record other = record;
  other.set_revision(8);
  EXPECT_EQ(digest(other), digest(record));
  other.set_retracted(true);
  EXPECT_NE(digest(other), digest(record));
  other = record;
  other.mutable_unit_return()->set_denominator(0);
  EXPECT_NE(digest(other), digest(record));
}

TEST(FactFromProto, RetractionNeedsOnlyTheKey) {
  const absl::StatusOr<core::Fact> fact = FactFromProto(Parse(R"pb(revision: 1
                                                                   retracted: true
                                                                   unit { code: "H44" })pb"));
  ASSERT_TRUE(fact.ok()) << fact.status();
  EXPECT_TRUE(std::get<core::UnitFact>(*fact).retracted);
}

TEST(FactFromProto, RefusesWhatItCannotRead) {
  EXPECT_THAT(Fault("revision: 1"), HasSubstr("content: "));
  EXPECT_THAT(Fault(R"pb(unit { code: "A" })pb"), HasSubstr("unit.level: "));
  EXPECT_THAT(Fault(R"pb(unit { code: "A" valid_from: "2025-02-30" })pb"), HasSubstr("unit.valid_from: "));
  EXPECT_THAT(Fault(R"pb(unit_return { period: "2026-13" })pb"), HasSubstr("unit_return.period: "));
  EXPECT_THAT(Fault(R"pb(unit_return { period: "2026-12" })pb"), HasSubstr("unit_return.scope: "));
}

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
