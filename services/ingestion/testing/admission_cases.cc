#include "services/ingestion/testing/admission_cases.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "services/ingestion/testing/records.h"

namespace chiso::testing {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

constexpr int64_t kTrillion = 1'000'000'000'000;

struct Change {
  const char* rule;
  rv1::RecordKind kind;
  std::string change;
  Reason reason;
  const char* field;
};

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// What only one kind knows.
const std::vector<Change>& Changes() {
  static const auto* const kChanges = new std::vector<Change>{
      {"a unit does not end before it begins", rv1::RECORD_KIND_UNIT, "unit { valid_to: '2025-06-30' }",
       REASON_DATES_REVERSED, "unit.valid_to"},
      {"a unit is not above itself", rv1::RECORD_KIND_UNIT, "unit { parent_code: 'H44.1' }",
       REASON_PARENT_IS_SELF, "unit.parent_code"},
      {"a unit does not change into itself", rv1::RECORD_KIND_UNIT_CHANGE,
       "unit_change { to { code: 'H15' valid_from: '2004-01-01' } }", REASON_PARENT_IS_SELF,
       "unit_change.to"},
      {"an alias does not end before it begins", rv1::RECORD_KIND_UNIT_ALIAS,
       "unit_alias { valid_to: '2025-06-30' }", REASON_DATES_REVERSED, "unit_alias.valid_to"},
      {"a numerator exceeds its denominator", rv1::RECORD_KIND_RETURN, "unit_return { numerator: 11 }",
       REASON_NUMERATOR_ABOVE_DENOMINATOR, "unit_return.numerator"},
      {"a numerator has an empty base", rv1::RECORD_KIND_RETURN, "unit_return { denominator: 0 }",
       REASON_NUMERATOR_ABOVE_DENOMINATOR, "unit_return.numerator"},
      {"a return is of a period that has begun", rv1::RECORD_KIND_RETURN, "unit_return { period: '2199' }",
       REASON_PERIOD_IN_FUTURE, "unit_return.period"},
      {"a total is of a period that has begun", rv1::RECORD_KIND_NATIONAL_TOTAL,
       "national_total { period: '2027-Q1' }", REASON_PERIOD_IN_FUTURE, "national_total.period"},
      {"copies are of a period that has begun", rv1::RECORD_KIND_CERTIFIED_COPY,
       "certified_copy { period: '2027-03' }", REASON_PERIOD_IN_FUTURE, "certified_copy.period"},
      {"a publication is of a period that has begun", rv1::RECORD_KIND_PUBLICATION,
       "publication { period: '2028-H1' }", REASON_PERIOD_IN_FUTURE, "publication.period"},
      {"a unit's name is no formula", rv1::RECORD_KIND_UNIT, "unit { name: '=1+1' }",
       REASON_NAME_LIKE_FORMULA, "unit.name"},
      {"an alias is no formula", rv1::RECORD_KIND_UNIT_ALIAS, "unit_alias { alias: '+UBND' }",
       REASON_NAME_LIKE_FORMULA, "unit_alias.alias"},
      {"the name of a dossier's unit is no formula", rv1::RECORD_KIND_DOSSIER,
       "dossier { unit_name: '-UBND' }", REASON_NAME_LIKE_FORMULA, "dossier.unit_name"},
      {"there are four quarters", rv1::RECORD_KIND_RETURN, "unit_return { period: '2026-Q5' }",
       REASON_PERIOD_MALFORMED, "unit_return.period"},
      {"an indicator is in capitals", rv1::RECORD_KIND_RETURN, "unit_return { indicator: 'on_time' }",
       REASON_CODE_MALFORMED, "unit_return.indicator"},
      {"an indicator begins with a letter", rv1::RECORD_KIND_RETURN, "unit_return { indicator: '1_ON_TIME' }",
       REASON_CODE_MALFORMED, "unit_return.indicator"},
      {"the code of a unit has no slash", rv1::RECORD_KIND_RETURN, "unit_return { unit_code: 'H44/1' }",
       REASON_CODE_MALFORMED, "unit_return.unit_code"},
      {"the name of a sender has no capitals", rv1::RECORD_KIND_FEED, "feed { sender: 'One-Stop' }",
       REASON_CODE_MALFORMED, "feed.sender"},
      {"a procedure is published after it is announced", rv1::RECORD_KIND_PROCEDURE,
       "procedure { publish_date: '2026-01-04' }", REASON_DATES_REVERSED, "procedure.publish_date"},
      {"a procedure is not out of force before it is in force", rv1::RECORD_KIND_PROCEDURE,
       "procedure { valid_to: '2025-06-30' }", REASON_DATES_REVERSED, "procedure.valid_to"},
      {"a feed does not end before it begins", rv1::RECORD_KIND_FEED, "feed { valid_to: '2025-06-30' }",
       REASON_DATES_REVERSED, "feed.valid_to"},
      {"a procedure has few levels", rv1::RECORD_KIND_PROCEDURE,
       "procedure { " + Repeated("levels: LEVEL_COMMUNE ", 10) + "}", REASON_NUMBER_OUT_OF_RANGE,
       "procedure.levels"},
      {"a level of a procedure is said", rv1::RECORD_KIND_PROCEDURE,
       "procedure { levels: LEVEL_UNSPECIFIED }", REASON_FIELD_MISSING, "procedure.levels"},
      {"a dossier has few databases", rv1::RECORD_KIND_DOSSIER,
       "dossier { " + Repeated("database_codes: '7' ", 20) + "}", REASON_NUMBER_OUT_OF_RANGE,
       "dossier.database_codes"},
      {"every database has a code", rv1::RECORD_KIND_DOSSIER, "dossier { database_codes: '' }",
       REASON_CODE_MALFORMED, "dossier.database_codes"},
      {"a dossier has few supplements", rv1::RECORD_KIND_DOSSIER,
       "dossier { " + Repeated("supplements { request_time { seconds: 1 } } ", 100) + "}",
       REASON_NUMBER_OUT_OF_RANGE, "dossier.supplements"},
      {"the unit of a dossier is no person", rv1::RECORD_KIND_DOSSIER,
       "dossier { unit_code: '001099012345' }", REASON_PERSONAL_DATA, "dossier.unit_code"},
      {"the unit of a petition is no person", rv1::RECORD_KIND_PETITION,
       "petition { unit_code: '0912.345.678' }", REASON_PERSONAL_DATA, "petition.unit_code"},
      {"a dossier's code is the portal's", rv1::RECORD_KIND_DOSSIER, "dossier { code: '2026/HS-17' }",
       REASON_CODE_LEGACY, "dossier.code"},
      {"a result is there before it is handed over", rv1::RECORD_KIND_DOSSIER,
       "dossier { process_end_time @\"2026-08-04 00:00:00\" return_time @\"2026-08-03 23:59:59\" }",
       REASON_RETURNED_BEFORE_END, "dossier.return_time"},
      {"a revision is at least 1", rv1::RECORD_KIND_UNIT, "revision: -5", REASON_NUMBER_OUT_OF_RANGE,
       "revision"},
      {"a revision_order is at least 0", rv1::RECORD_KIND_UNIT, "revision_order: -1",
       REASON_NUMBER_OUT_OF_RANGE, "revision_order"},
      {"a revision lies at most a day in the future", rv1::RECORD_KIND_UNIT,
       absl::StrCat("revision: ", absl::ToUnixMicros(kNow + absl::Hours(24)) + 1), REASON_REVISION_IN_FUTURE,
       "revision"},
  };
  return *kChanges;
}

using List = std::vector<Case>;

// Sets the text of a field to each of the values.
void AddTexts(const std::string& path, const std::string& rule, Reason reason,
              const std::vector<std::string>& values, List& cases) {
  for (const std::string& value : values) {
    Case& c =
        cases.emplace_back(Case{absl::StrCat(rule, ": ", path), SampleOf(KindOfPath(path)), reason, path});
    SetText(c.record, path, value);
  }
}

void AddText(const std::string& path, List& cases) {
  const std::string too_long(LongestText(path) + 1, TextClassOf(path) == TextClass::kName ? 'x' : '1');
  switch (TextClassOf(path)) {
    case TextClass::kCode:
      AddTexts(path, "a code has only its characters and a longest length", REASON_CODE_MALFORMED,
               {"Nguyễn", "a b", "a@b", "a:b", too_long}, cases);
      break;
    case TextClass::kDate:
      AddTexts(path, "a date is one of the calendar, in one form", REASON_DATE_MALFORMED,
               {"2025-02-29", "2025-7-1", "01/07/2025", "1899-12-31", "2200-01-01"}, cases);
      break;
    case TextClass::kPeriod:
      AddTexts(path, "a period is canonical", REASON_PERIOD_MALFORMED,
               {"2026-8", "2026-13", "2026-H3", "08/2026", "2200"}, cases);
      break;
    case TextClass::kName:
      AddTexts(path, "a name is clean and has a longest length", REASON_TEXT_MALFORMED,
               {too_long, "e\xCC\x82", "a\x01z", "a\xff"}, cases);
      AddTexts(path, "a name holds nothing personal", REASON_PERSONAL_DATA,
               {"Một Cửa mark@example.vn", "Nguyễn 0912345678"}, cases);
      break;
  }
}

void AddEnum(const std::string& path, List& cases) {
  Case& c = cases.emplace_back(
      Case{"a value is known: " + path, SampleOf(KindOfPath(path)), REASON_VALUE_UNKNOWN, path});
  SetEnum(c.record, path, 77);
}

void AddNumber(const std::string& path, List& cases) {
  const auto bounds = NumberBounds().find(path);
  ASSERT_NE(bounds, NumberBounds().end()) << path;
  for (const int64_t value : {bounds->second.least - 1, bounds->second.greatest + 1}) {
    Case& c = cases.emplace_back(
        Case{"a number has bounds: " + path, SampleOf(KindOfPath(path)), REASON_NUMBER_OUT_OF_RANGE, path});
    SetNumber(c.record, path, value);
  }
}

void AddTime(const std::string& path, List& cases) {
  const absl::Time first = absl::FromCivil(absl::CivilDay(2000, 1, 1), HoChiMinh());
  const absl::Time end = absl::FromCivil(absl::CivilDay(2200, 1, 1), HoChiMinh());
  // With the two that systems write for none.
  const absl::Time none = absl::FromCivil(absl::CivilDay(1900, 1, 1), HoChiMinh());
  for (const absl::Time time : {none, absl::UnixEpoch(), first - absl::Seconds(1), end}) {
    Case& c = cases.emplace_back(
        Case{"a time has bounds: " + path, SampleOf(KindOfPath(path)), REASON_DATE_MALFORMED, path});
    SetTime(c.record, path, time);
  }
  if (absl::EndsWith(path, "due_time")) return;
  Case& c = cases.emplace_back(
      Case{"what has happened is past: " + path, SampleOf(KindOfPath(path)), REASON_TIME_IN_FUTURE, path});
  SetTime(c.record, path, kNow + absl::Hours(24) + absl::Seconds(1));
}

void AddMissing(List& cases) {
  cases.push_back({"a record says something", Parse("revision: 1"), REASON_CONTENT_MISSING, ""});
  for (const std::string& path : RequiredFields()) {
    Case& c = cases.emplace_back(
        Case{"must be given: " + path, SampleOf(KindOfPath(path)), REASON_FIELD_MISSING, path});
    Clear(c.record, path);
  }
  Case& no_unit =
      cases.emplace_back(Case{"a dossier has a unit, by code or name", SampleOf(rv1::RECORD_KIND_DOSSIER),
                              REASON_FIELD_MISSING, "dossier.unit_code"});
  no_unit.record.mutable_dossier()->clear_unit_code();
  no_unit.record.mutable_dossier()->clear_unit_name();
}

void AddOrders(List& cases) {
  // The same day in UTC.
  const absl::Time midnight = absl::FromCivil(absl::CivilDay(2026, 8, 3), HoChiMinh());
  for (const Order& order : Orders()) {
    Case& c = cases.emplace_back(Case{absl::StrCat(order.later, " is not on a day before ", order.earlier),
                                      SampleOf(order.kind), REASON_DATES_REVERSED, order.later});
    SetTime(c.record, order.earlier, midnight);
    SetTime(c.record, order.later, midnight - absl::Seconds(1));
  }
}

}  // namespace

std::vector<Case> Cases() {
  List cases;
  for (const Change& c : Changes()) cases.push_back({c.rule, SampleOf(c.kind, c.change), c.reason, c.field});
  AddMissing(cases);
  AddOrders(cases);
  for (const rv1::RecordKind kind : AllKinds()) {
    for (const std::string& path : FieldsOf(kind, FieldType::kText)) AddText(path, cases);
    for (const std::string& path : FieldsOf(kind, FieldType::kEnum)) AddEnum(path, cases);
    for (const std::string& path : FieldsOf(kind, FieldType::kNumber)) AddNumber(path, cases);
    for (const std::string& path : FieldsOf(kind, FieldType::kTime)) AddTime(path, cases);
  }
  return cases;
}

std::map<Reason, std::set<std::string>> FieldsOfCases() {
  std::map<Reason, std::set<std::string>> fields;
  for (const Case& c : Cases()) {
    std::set<std::string>& of_reason = fields[c.reason];
    if (!c.field.empty()) of_reason.insert(DocumentPath(c.field));
  }
  return fields;
}

const std::vector<Order>& Orders() {
  static const auto* const kOrders = new std::vector<Order>{
      {rv1::RECORD_KIND_DOSSIER, "dossier.receive_time", "dossier.due_time"},
      {rv1::RECORD_KIND_DOSSIER, "dossier.receive_time", "dossier.process_end_time"},
      {rv1::RECORD_KIND_DOSSIER, "dossier.receive_time", "dossier.return_time"},
      {rv1::RECORD_KIND_DOSSIER, "dossier.submit_time", "dossier.receive_time"},
      {rv1::RECORD_KIND_DOSSIER, "dossier.submit_time", "dossier.refuse_time"},
      {rv1::RECORD_KIND_DOSSIER, "dossier.supplements[0].request_time",
       "dossier.supplements[0].receive_time"},
      {rv1::RECORD_KIND_PROGRESS, "progress.start_time", "progress.due_time"},
      {rv1::RECORD_KIND_PETITION, "petition.receive_time", "petition.outcome_time"},
      {rv1::RECORD_KIND_PETITION, "petition.outcome_time", "petition.publish_time"},
  };
  return *kOrders;
}

const std::vector<std::string>& RequiredFields() {
  static const auto* const kRequired = new std::vector<std::string>{
      "unit.code",
      "unit.name",
      "unit.level",  //
      "unit_return.unit_code",
      "unit_return.period",
      "unit_return.indicator",
      "unit_return.scope",  //
      "dossier.code",
      "dossier.procedure_code",
      "dossier.status",
      "dossier.receive_time",                 //
      "dossier.supplements[0].request_time",  //
      "progress.dossier_code",
      "progress.process_time",  //
      "petition.code",
      "petition.unit_code",
      "petition.receive_time",
      "petition.outcome",       //
      "petition.outcome_time",  //
      "satisfaction.dossier_code",
      "satisfaction.answer_time",
      "satisfaction.satisfaction",  //
      "procedure.code",
      "procedure.unit_code",  //
      "national_total.unit_code",
      "national_total.period",
      "national_total.source",  //
      "national_total.scope",   //
      "certified_copy.unit_code",
      "certified_copy.period",  //
      "calendar_day.date",
      "calendar_day.kind",  //
      "unit_change.change_date",
      "unit_change.from.code",
      "unit_change.to.code",
      "unit_change.kind",  //
      "unit_alias.alias",
      "unit_alias.unit_code",  //
      "feed.sender",
      "feed.kind",  //
      "publication.unit_code",
      "publication.period",
      "publication.publish_time",  //
  };
  return *kRequired;
}

const std::map<std::string, Bounds>& NumberBounds() {
  static const auto* const kBounds = new std::map<std::string, Bounds>{
      {"unit_return.numerator", {0, kTrillion}},
      {"unit_return.denominator", {0, kTrillion}},
      {"national_total.received_count", {0, kTrillion}},
      {"certified_copy.copy_count", {0, kTrillion}},
      {"dossier.components.count", {0, 10'000}},
      {"dossier.components.digitised_count", {0, 9}},
      {"dossier.components.reused_count", {0, 9}},
      {"dossier.components.reused_result_count", {0, 9}},
      {"dossier.components.storage_count", {0, 9}},
      {"dossier.results.count", {0, 10'000}},
      {"dossier.results.file_count", {0, 3}},
      {"dossier.results.code_count", {0, 3}},
      {"dossier.results.input_file_count", {0, 3}},
      {"dossier.fees.line_count", {0, 10'000}},
      {"dossier.fees.zero_count", {0, 2}},
      {"dossier.fees.amount", {0, kTrillion}},
      {"procedure.max_working_days", {1, 1000}},
      {"feed.precedence", {1, 1000}},
  };
  return *kBounds;
}

size_t LongestText(const std::string& path) {
  if (path == "procedure.name") return 2000;
  if (TextClassOf(path) == TextClass::kName) return 300;
  if (absl::EndsWith(path, ".sender")) return 100;
  for (const char* const longer :
       {"dossier.code", "progress.dossier_code", "petition.code", "petition.dossier_code",
        "satisfaction.dossier_code", "satisfaction.code", "unit_return.indicator"}) {
    if (path == longer) return 64;
  }
  return 40;
}

rv1::RecordKind KindOfPath(const std::string& path) {
  for (const rv1::RecordKind kind : AllKinds()) {
    if (absl::StartsWith(path, FieldOfKind(kind) + ".")) return kind;
  }
  ADD_FAILURE() << path << " is of no kind";
  return rv1::RECORD_KIND_UNIT;
}

}  // namespace chiso::testing
