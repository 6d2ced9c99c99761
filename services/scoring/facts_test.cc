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

const char kDossier[] = R"pb(
  revision: 1
  dossier {
    code: "H44-1"
    unit_code: "H44.100"
    unit_name: "Quầy 1"
    procedure_code: "1.001"
    status: DOSSIER_STATUS_FINISHED
    channel: CHANNEL_ONLINE
    payment: PAYMENT_LOCAL_GATEWAY
    receive_time { seconds: 100 nanos: 999999999 }
    process_end_time { seconds: -1 nanos: 1 }
    account_verified: true
    database_codes: "A"
    results { file_count: 1 }
    fees { amount: 1 line_count: 2 zero_count: 1 }
    supplements {
      request_time { seconds: 200 nanos: 5 }
      new_due_time { seconds: 300 nanos: 5 }
    }
  }
)pb";

core::Dossier DossierOf(const record::v1::Record& record) {
  return std::get<core::DossierFact>(*FactFromProto(record, "")).dossier;
}

TEST(FactFromProto, Dossier) {
  const core::Dossier dossier = DossierOf(Parse(kDossier));
  EXPECT_EQ(dossier.status, core::DossierStatus::kFinished);
  EXPECT_EQ(dossier.unit_code, "H44.100");
  EXPECT_EQ(dossier.unit_name, "Quầy 1");
  EXPECT_EQ(dossier.procedure_code, "1.001");
  EXPECT_EQ(dossier.due, std::nullopt);
  EXPECT_TRUE(dossier.flags.Has(core::DossierFlag::kOnline));
  EXPECT_TRUE(dossier.flags.Has(core::DossierFlag::kPaidOnline));
  EXPECT_TRUE(dossier.flags.Has(core::DossierFlag::kAccountVerified));
  EXPECT_TRUE(dossier.flags.Has(core::DossierFlag::kResultFile));
  EXPECT_TRUE(dossier.flags.Has(core::DossierFlag::kHasAmount));
  EXPECT_FALSE(dossier.flags.Has(core::DossierFlag::kAllLinesAreZero));
  EXPECT_EQ(dossier.database_codes, std::vector<std::string>{"A"});
}

TEST(FactFromProto, TimesAreCutToWholeSeconds) {
  const core::Dossier dossier = DossierOf(Parse(kDossier));
  EXPECT_EQ(dossier.receive, 100);
  // Downwards before 1970 too, where nanoseconds count upwards from the second.
  EXPECT_EQ(dossier.process_end, -1);
  ASSERT_EQ(dossier.supplements.size(), 1u);
  EXPECT_EQ(dossier.supplements[0], (core::Supplement{.request = 200, .receive = {}, .new_due = 300}));
}

TEST(FactFromProto, ALineIsKeptApartByItsNanoseconds) {
  const auto line = std::get<core::LineFact>(*FactFromProto(Parse(R"pb(revision: 1
                                                                       progress {
                                                                         dossier_code: "H44-1"
                                                                         status: DOSSIER_STATUS_RETURNED
                                                                         process_time { seconds: 7 nanos: 9 }
                                                                       })pb"),
                                                            ""));
  EXPECT_EQ(line.time, 7);
  EXPECT_EQ(line.nanos, 9);
  EXPECT_EQ(line.status, core::DossierStatus::kReturned);
}

TEST(FactFromProto, WhatIsDigitisedIsSaidByTheComponentsElseByTheFlag) {
  record::v1::Record record = Parse(kDossier);
  EXPECT_FALSE(DossierOf(record).flags.Has(core::DossierFlag::kDigitisedComponent));
  record.mutable_dossier()->set_has_digitised_component(true);
  EXPECT_TRUE(DossierOf(record).flags.Has(core::DossierFlag::kDigitisedComponent));
  EXPECT_TRUE(DossierOf(record).flags.Has(core::DossierFlag::kReusesData));
  record.mutable_dossier()->mutable_components()->set_reused_count(0);
  EXPECT_FALSE(DossierOf(record).flags.Has(core::DossierFlag::kDigitisedComponent));
  // The flag alone says that data were reused, whatever the components count.
  EXPECT_TRUE(DossierOf(record).flags.Has(core::DossierFlag::kReusesData));
  record.mutable_dossier()->mutable_components()->set_digitised_count(1);
  EXPECT_TRUE(DossierOf(record).flags.Has(core::DossierFlag::kDigitisedComponent));
  record.mutable_dossier()->set_has_digitised_component(false);
  EXPECT_FALSE(DossierOf(record).flags.Has(core::DossierFlag::kReusesData));
  record.mutable_dossier()->mutable_components()->set_reused_count(1);
  EXPECT_TRUE(DossierOf(record).flags.Has(core::DossierFlag::kReusesData));
  record.mutable_dossier()->mutable_components()->set_storage_count(1);
  EXPECT_TRUE(DossierOf(record).flags.Has(core::DossierFlag::kFromStorage));
}

TEST(FactFromProto, FeesThatAreAllZeroAreNoneAndWithoutLinesNothingIsSaid) {
  record::v1::Record record = Parse(kDossier);
  record::v1::Fees& fees = *record.mutable_dossier()->mutable_fees();
  fees.set_amount(0);
  EXPECT_FALSE(DossierOf(record).flags.Has(core::DossierFlag::kHasAmount));
  fees.set_zero_count(2);
  EXPECT_TRUE(DossierOf(record).flags.Has(core::DossierFlag::kAllLinesAreZero));
  fees.set_line_count(0);
  fees.set_zero_count(0);
  EXPECT_FALSE(DossierOf(record).flags.Has(core::DossierFlag::kAllLinesAreZero));
}

TEST(FactFromProto, WhatAProcedureDoesNotSayIsAbsent) {
  const auto procedure = [](const std::string& text) {
    return std::get<core::ProcedureFact>(*FactFromProto(Parse(text), "")).procedure;
  };
  const core::Procedure silent = procedure(R"pb(procedure { code: "1" unit_code: "H44" })pb");
  EXPECT_EQ(silent.facts, core::ProcedureFacts());
  EXPECT_FALSE(silent.online);
  EXPECT_TRUE(silent.levels.empty());
  const core::Procedure said = procedure(R"pb(
    procedure {
      code: "1"
      unit_code: "H44"
      has_fee: false
      result_required: false
      max_working_days: 3
      online_level: ONLINE_LEVEL_PARTIAL
      levels: LEVEL_COMMUNE
      valid_to: "2026-08-31"
      announce_date: "1970-01-02"
    })pb");
  EXPECT_EQ(said.facts, (core::ProcedureFacts{false, false, 3}));
  EXPECT_TRUE(said.online);
  EXPECT_TRUE(said.levels.Contains(core::Level::kCommune));
  EXPECT_EQ(said.in_force.last, ParseDate("2026-08-31"));
  EXPECT_EQ(said.announced, 1);
}

TEST(FactFromProto, AnEmptyTotalIsNotZero) {
  const auto total = [](const std::string& count) {
    const record::v1::Record record =
        Parse(R"pb(national_total { unit_code: "H44" period: "2026-08" scope: SCOPE_SUBTREE
                                    source: TOTAL_SOURCE_NATIONAL_PORTAL)pb" +
              count + "}");
    return std::get<core::TotalFact>(*FactFromProto(record, "")).received;
  };
  EXPECT_EQ(total(""), std::nullopt);
  EXPECT_EQ(total(" received_count: 0"), 0);
}

TEST(FactFromProto, ScoredKindsAreThoseThatMakeFacts) {
  EXPECT_EQ(ScoredKinds().size(), std::variant_size_v<core::Fact>);
  record::v1::Record record;
  record.mutable_publication();
  EXPECT_THAT(FactFromProto(record, "").status().ToString(), HasSubstr("content: "));
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
