#include "services/scoring/facts.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "services/scoring/conversions.h"

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

std::string Fault(const std::string& text) { return FactFromProto(Parse(text), "").status().ToString(); }

TEST(FactFromProto, Return) {
  const absl::StatusOr<core::Fact> fact = FactFromProto(Parse(kReturn), "one.h44");
  ASSERT_TRUE(fact.ok()) << fact.status();
  const auto& data = std::get<core::ReturnFact>(*fact);
  EXPECT_EQ(data.origin.version.revision, 7);
  EXPECT_EQ(data.origin.version.digest.size(), 32u);
  EXPECT_FALSE(data.origin.retracted);
  EXPECT_EQ(data.origin.sender, "one.h44");
  EXPECT_EQ(data.cell.unit, (core::UnitKey{"H44", ParseDate("2025-07-01")}));
  EXPECT_EQ(data.cell.period, *Period::Parse("2026-Q3"));
  EXPECT_EQ(data.cell.scope, core::Scope::kOwnOffices);
  EXPECT_EQ(data.indicator, "ON_TIME");
  // Zero is said, the denominator is not.
  EXPECT_EQ(data.figures, (core::Figures{0, std::nullopt}));
}

TEST(FactFromProto, UnitThereAndBack) {
  const record::v1::Record record = Parse(kUnit);
  const absl::StatusOr<core::Fact> fact = FactFromProto(record, "");
  ASSERT_TRUE(fact.ok()) << fact.status();
  const auto& unit = std::get<core::UnitFact>(*fact).unit;
  EXPECT_EQ(unit.valid_to, ParseDate("2025-12-31"));
  EXPECT_EQ(unit.level, core::Level::kCommune);
  EXPECT_EQ(ToProto(unit).SerializeAsString(), record.unit().SerializeAsString());
  EXPECT_EQ(*UnitKeyFromProto(ToProto(unit.key)), unit.key);
}

TEST(FactFromProto, DigestIsOfEverythingButTheRevision) {
  const auto digest = [](const record::v1::Record& record) {
    return std::get<core::ReturnFact>(*FactFromProto(record, "")).origin.version.digest;
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
                                                                   unit { code: "H44" })pb"),
                                                        "");
  ASSERT_TRUE(fact.ok()) << fact.status();
  EXPECT_TRUE(std::get<core::UnitFact>(*fact).origin.retracted);
}

TEST(FactFromProto, RefusesWhatItCannotRead) {
  EXPECT_THAT(Fault("revision: 1"), HasSubstr("content: "));
  EXPECT_THAT(Fault(R"pb(unit { code: "A" })pb"), HasSubstr("unit.level: "));
  EXPECT_THAT(Fault(R"pb(unit { code: "A" valid_from: "2025-02-30" })pb"), HasSubstr("unit.valid_from: "));
  EXPECT_THAT(Fault(R"pb(unit_return { period: "2026-13" })pb"), HasSubstr("unit_return.period: "));
  EXPECT_THAT(Fault(R"pb(unit_return { period: "2026-12" })pb"), HasSubstr("unit_return.scope: "));
}

}  // namespace
}  // namespace chiso
