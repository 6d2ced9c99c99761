#include "services/ingestion/admission.h"

#include <google/protobuf/text_format.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

constexpr char kUnit[] = R"(revision: 1 unit { code: "H44" valid_from: "2025-07-01" name: "Tỉnh Phú Thọ"
                                               level: LEVEL_PROVINCE parent_code: "VN" })";
constexpr char kReturn[] =
    R"(revision: 1 unit_return { unit_code: "H44" period: "2026-08" indicator: "ON_TIME"
                                                        scope: SCOPE_SUBTREE numerator: 9 denominator: 10 })";

// The record with `change` merged into it: fields that it names are replaced.
rv1::Record Parse(const std::string& base, const std::string& change = "") {
  rv1::Record record, changes;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(base, &record));
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(change, &changes)) << change;
  record.MergeFrom(changes);
  return record;
}

Reason ReasonFor(const rv1::Record& record) {
  const auto verdict = Examine(record, kNow);
  return verdict.has_value() ? verdict->reason() : REASON_UNSPECIFIED;
}

TEST(AdmissionTest, GoodRecordsHaveNoVerdict) {
  EXPECT_EQ(ReasonFor(Parse(kUnit)), REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonFor(Parse(kReturn)), REASON_UNSPECIFIED);
  // What may be empty.
  EXPECT_EQ(ReasonFor(Parse(R"(revision: 1 unit { code: "G" name: "x" level: LEVEL_NATION })")),
            REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonFor(Parse(R"(revision: 1 unit_return { unit_code: "G" period: "2026" indicator: "A"
                                                         scope: SCOPE_OWN_OFFICES })")),
            REASON_UNSPECIFIED);
}

struct Case {
  const char* rule;
  const char* base;
  std::string change;
  Reason reason;
  const char* field;
};

std::vector<Case> Cases() {
  const std::string long_name(kMaxNameBytes + 1, 'x');
  return {
      {"code must be given", kUnit, "", REASON_FIELD_MISSING, "unit.code"},
      {"code has only its characters", kUnit, R"(unit { code: "H 44" })", REASON_CODE_MALFORMED, "unit.code"},
      {"valid_from is a date", kUnit, R"(unit { valid_from: "2025-02-29" })", REASON_DATE_MALFORMED,
       "unit.valid_from"},
      {"valid_to is a date", kUnit, R"(unit { valid_to: "31/12/2026" })", REASON_DATE_MALFORMED,
       "unit.valid_to"},
      {"valid_to is not before valid_from", kUnit, R"(unit { valid_to: "2025-06-30" })",
       REASON_DATES_REVERSED, "unit.valid_to"},
      {"name has a longest length", kUnit, absl::StrCat("unit { name: \"", long_name, "\" }"),
       REASON_TEXT_MALFORMED, "unit.name"},
      {"name is in NFC", kUnit, "unit { name: \"e\\314\\202\" }", REASON_TEXT_MALFORMED, "unit.name"},
      {"name has no control characters", kUnit, "unit { name: \"a\\001b\" }", REASON_TEXT_MALFORMED,
       "unit.name"},
      {"level is known", kUnit, "unit { level: 77 }", REASON_VALUE_UNKNOWN, "unit.level"},
      {"parent has the form of a code", kUnit, R"(unit { parent_code: "V/N" })", REASON_CODE_MALFORMED,
       "unit.parent_code"},
      {"a unit is not above itself", kUnit, R"(unit { parent_code: "H44" })", REASON_PARENT_IS_SELF,
       "unit.parent_code"},
      {"revision is at least 1", kUnit, "revision: -5", REASON_NUMBER_OUT_OF_RANGE, "revision"},
      {"unit_code has the form of a code", kReturn, R"(unit_return { unit_code: "Nguyễn" })",
       REASON_CODE_MALFORMED, "unit_return.unit_code"},
      {"unit_valid_from is a date", kReturn, R"(unit_return { unit_valid_from: "2025-7-1" })",
       REASON_DATE_MALFORMED, "unit_return.unit_valid_from"},
      {"period is canonical", kReturn, R"(unit_return { period: "2026-8" })", REASON_PERIOD_MALFORMED,
       "unit_return.period"},
      {"period has four quarters", kReturn, R"(unit_return { period: "2026-Q5" })", REASON_PERIOD_MALFORMED,
       "unit_return.period"},
      {"indicator has the form of a figure", kReturn, R"(unit_return { indicator: "on_time" })",
       REASON_CODE_MALFORMED, "unit_return.indicator"},
      {"scope is known", kReturn, "unit_return { scope: 9 }", REASON_VALUE_UNKNOWN, "unit_return.scope"},
      {"numerator is not negative", kReturn, "unit_return { numerator: -1 }", REASON_NUMBER_OUT_OF_RANGE,
       "unit_return.numerator"},
      {"denominator is not negative", kReturn, "unit_return { denominator: -1 }", REASON_NUMBER_OUT_OF_RANGE,
       "unit_return.denominator"},
      {"counts have a bound", kReturn, absl::StrCat("unit_return { denominator: ", kMaxCount + 1, " }"),
       REASON_NUMBER_OUT_OF_RANGE, "unit_return.denominator"},
      {"numerator above denominator", kReturn, "unit_return { numerator: 11 }",
       REASON_NUMERATOR_ABOVE_DENOMINATOR, "unit_return.numerator"},
      {"numerator above an empty base", kReturn, "unit_return { denominator: 0 }",
       REASON_NUMERATOR_ABOVE_DENOMINATOR, "unit_return.numerator"},
  };
}

TEST(AdmissionTest, EachRuleGivesItsReasonAndField) {
  for (const Case& c : Cases()) {
    rv1::Record record = Parse(c.base, c.change);
    if (c.change.empty()) record.mutable_unit()->clear_code();
    const auto verdict = Examine(record, kNow);
    ASSERT_TRUE(verdict.has_value()) << c.rule;
    EXPECT_EQ(verdict->reason(), c.reason) << c.rule;
    EXPECT_EQ(verdict->field(), c.field) << c.rule;
    EXPECT_EQ(verdict->severity(), SeverityOf(c.reason)) << c.rule;
    EXPECT_NE(verdict->message(), "") << c.rule;
  }
}

TEST(AdmissionTest, RequiredFieldsMustBeGiven) {
  for (const char* const name : {"code", "name", "level"}) {
    rv1::Record record = Parse(kUnit);
    rv1::Unit& unit = *record.mutable_unit();
    unit.GetReflection()->ClearField(&unit, unit.GetDescriptor()->FindFieldByName(name));
    const auto verdict = Examine(record, kNow);
    ASSERT_TRUE(verdict.has_value()) << name;
    EXPECT_EQ(verdict->reason(), REASON_FIELD_MISSING);
    EXPECT_EQ(verdict->field(), absl::StrCat("unit.", name));
  }
  for (const char* const name : {"unit_code", "period", "indicator", "scope"}) {
    rv1::Record record = Parse(kReturn);
    rv1::Return& ret = *record.mutable_unit_return();
    ret.GetReflection()->ClearField(&ret, ret.GetDescriptor()->FindFieldByName(name));
    const auto verdict = Examine(record, kNow);
    ASSERT_TRUE(verdict.has_value()) << name;
    EXPECT_EQ(verdict->reason(), REASON_FIELD_MISSING);
    EXPECT_EQ(verdict->field(), absl::StrCat("unit_return.", name));
  }
}

TEST(AdmissionTest, RecordWithoutContentIsRefused) {
  EXPECT_EQ(ReasonFor(Parse("revision: 1")), REASON_CONTENT_MISSING);
}

TEST(AdmissionTest, RevisionMayLieADayInTheFutureAndNoMore) {
  rv1::Record record = Parse(kReturn);
  record.set_revision(absl::ToUnixMicros(kNow + absl::Hours(24)));
  EXPECT_EQ(ReasonFor(record), REASON_UNSPECIFIED);
  record.set_revision(record.revision() + 1);
  EXPECT_EQ(ReasonFor(record), REASON_REVISION_IN_FUTURE);
}

TEST(AdmissionTest, BoundsThemselvesAreAdmitted) {
  EXPECT_EQ(ReasonFor(Parse(kUnit, R"(unit { valid_to: "2025-07-01" })")), REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonFor(Parse(kUnit, absl::StrCat("unit { name: \"", std::string(kMaxNameBytes, 'x'), "\" }"))),
            REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonFor(Parse(kReturn, "unit_return { numerator: 10 }")), REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonFor(Parse(kReturn, "unit_return { numerator: 0 denominator: 0 }")), REASON_UNSPECIFIED);
}

TEST(AdmissionTest, InvalidUtf8IsRefused) {
  rv1::Record record = Parse(kUnit);
  record.mutable_unit()->set_name("a\xff");
  EXPECT_EQ(ReasonFor(record), REASON_TEXT_MALFORMED);
}

TEST(AdmissionTest, OfARetractedRecordOnlyTheKeyIsLookedAtAndKept) {
  rv1::Record record = Parse(R"(revision: 7 retracted: true unit { code: "H44" })");
  EXPECT_EQ(ReasonFor(record), REASON_UNSPECIFIED);
  record = Parse(kReturn, "retracted: true unit_return { numerator: -1 unit_valid_from: '2025-07-01' }");
  EXPECT_EQ(ReasonFor(record), REASON_UNSPECIFIED);
  KeepKeyOnly(record);
  EXPECT_FALSE(record.unit_return().has_numerator());
  EXPECT_FALSE(record.unit_return().has_denominator());
  EXPECT_EQ(KeyOf(record), "H44@2025-07-01/2026-08/ON_TIME/subtree");
  record.mutable_unit_return()->clear_period();
  EXPECT_EQ(ReasonFor(record), REASON_FIELD_MISSING);
  record = Parse(R"(retracted: true unit { code: "H44" })");
  EXPECT_EQ(ReasonFor(record), REASON_NUMBER_OUT_OF_RANGE);

  record = Parse(kUnit, "retracted: true");
  const std::string key = KeyOf(record);
  KeepKeyOnly(record);
  EXPECT_EQ(KeyOf(record), key);
  EXPECT_EQ(record.unit().name(), "");
  EXPECT_EQ(record.unit().parent_code(), "");
}

TEST(AdmissionTest, VerdictNamesTheKeyUnlessTheKeyIsAtFault) {
  EXPECT_EQ(Examine(Parse(kReturn, "unit_return { numerator: -1 }"), kNow)->key(),
            "H44/2026-08/ON_TIME/subtree");
  EXPECT_EQ(Examine(Parse(kUnit, "unit { level: 77 }"), kNow)->key(), "H44@2025-07-01");
  EXPECT_EQ(Examine(Parse(kUnit, "unit { code: 'Nguyễn Văn A' }"), kNow)->key(), "");
}

TEST(AdmissionTest, EveryReasonHasASeverityAndACase) {
  std::set<int> with_rule, with_case = {REASON_CONTENT_MISSING, REASON_REVISION_IN_FUTURE};
  for (const ReasonRule& rule : ReasonRules()) {
    EXPECT_TRUE(with_rule.insert(rule.reason).second);
    EXPECT_NE(rule.severity, SEVERITY_UNSPECIFIED);
  }
  for (const Case& c : Cases()) with_case.insert(c.reason);
  // It depends on other records, so it is given where the batch is appended.
  with_case.insert(REASON_UNIT_UNKNOWN);
  const google::protobuf::EnumDescriptor* const reasons = Reason_descriptor();
  std::set<int> all;
  for (int i = 0; i < reasons->value_count(); ++i) {
    if (reasons->value(i)->number() != 0) all.insert(reasons->value(i)->number());
  }
  EXPECT_EQ(with_rule, all);
  EXPECT_EQ(with_case, all);
}

TEST(AdmissionTest, WarningsAreTheReasonsThatTheContractCallsWarnings) {
  for (const ReasonRule& rule : ReasonRules()) {
    const bool warning =
        rule.reason == REASON_UNIT_UNKNOWN || rule.reason == REASON_NUMERATOR_ABOVE_DENOMINATOR;
    EXPECT_EQ(rule.severity, warning ? SEVERITY_WARNING : SEVERITY_REJECTED) << Reason_Name(rule.reason);
  }
}

TEST(AdmissionTest, KindIsTheNumberOfItsFieldLessTen) {
  const google::protobuf::OneofDescriptor* const content =
      rv1::Record::descriptor()->FindOneofByName("content");
  ASSERT_EQ(content->field_count(), rv1::RecordKind_descriptor()->value_count() - 1);
  EXPECT_EQ(KindOf(Parse(kUnit)), rv1::RECORD_KIND_UNIT);
  EXPECT_EQ(KindOf(Parse(kReturn)), rv1::RECORD_KIND_RETURN);
  EXPECT_EQ(KindOf(rv1::Record()), rv1::RECORD_KIND_UNSPECIFIED);
}

TEST(AdmissionTest, KeysTellScopesAndValidityApart) {
  EXPECT_EQ(KeyOf(Parse(kReturn)), "H44/2026-08/ON_TIME/subtree");
  EXPECT_EQ(KeyOf(Parse(kReturn, "unit_return { scope: SCOPE_OWN_OFFICES }")),
            "H44/2026-08/ON_TIME/own_offices");
  EXPECT_EQ(KeyOf(Parse(kReturn, "unit_return { unit_valid_from: '2025-07-01' }")),
            "H44@2025-07-01/2026-08/ON_TIME/subtree");
  EXPECT_EQ(KeyOf(Parse(kUnit)), "H44@2025-07-01");
  EXPECT_EQ(KeyOf(Parse(R"(unit { code: "H44" })")), "H44");
}

TEST(RoutingTest, TopLevelCodeOfBothCodeSystems) {
  EXPECT_EQ(TopLevelCode("H53"), "H53");
  EXPECT_EQ(TopLevelCode("H53.30.20"), "H53");
  EXPECT_EQ(TopLevelCode("000.20.30.H53"), "H53");
  EXPECT_EQ(TopLevelCode("000"), "000");
}

TEST(RoutingTest, UnitsGoToReferenceAndReturnsWhereTheirTopLevelIsAssigned) {
  const absl::StatusOr<Routing> routing = Routing::Parse("H44=north,H45=south");
  ASSERT_TRUE(routing.ok());
  EXPECT_EQ(LogOf(Parse(kUnit), *routing), "reference");
  EXPECT_EQ(LogOf(Parse(kReturn), *routing), "north");
  EXPECT_EQ(LogOf(Parse(kReturn, "unit_return { unit_code: '000.01.H45' }"), *routing), "south");
  EXPECT_EQ(LogOf(Parse(kReturn, "unit_return { unit_code: 'H46.1' }"), *routing), "main");
  EXPECT_EQ(LogOf(Parse(kReturn), Routing()), "main");
}

TEST(RoutingTest, MalformedAssignmentsAreRefused) {
  for (const char* const text :
       {"H44", "H44=", "=north", "H44=reference", "H44.1=north", "H44=a,H44=b", "H44=No"}) {
    EXPECT_EQ(Routing::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_TRUE(Routing::Parse("").ok());
}

}  // namespace
}  // namespace chiso
