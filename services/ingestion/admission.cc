#include "services/ingestion/admission.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/errors.h"
#include "common/period.h"
#include "common/text.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

using Finding = std::optional<Verdict>;

Finding Required(absl::string_view field, absl::string_view value) {
  if (!value.empty()) return {};
  return MakeVerdict(REASON_FIELD_MISSING, field, "must be given");
}

Finding UnitCode(absl::string_view field, absl::string_view value) {
  if (IsUnitCode(value)) return {};
  return MakeVerdict(REASON_CODE_MALFORMED, field,
                     "must be 1 to 40 characters of A-Z, a-z, 0-9, '.', '-' and '_'");
}

Finding Date(absl::string_view field, absl::string_view value) {
  if (value.empty() || ParseDate(value).has_value()) return {};
  return MakeVerdict(REASON_DATE_MALFORMED, field, "must be a date YYYY-MM-DD of the years 1900 to 2199");
}

Finding Count(absl::string_view field, int64_t value) {
  if (value >= 0 && value <= kMaxCount) return {};
  return MakeVerdict(REASON_NUMBER_OUT_OF_RANGE, field, absl::StrCat("must be 0 to ", kMaxCount));
}

Finding Revision(int64_t revision, absl::Time now) {
  if (revision < 1) {
    return MakeVerdict(REASON_NUMBER_OUT_OF_RANGE, "revision",
                       "must be at least 1, in microseconds since 1970-01-01T00:00:00Z");
  }
  if (revision > absl::ToUnixMicros(now + kClockSkew)) {
    return MakeVerdict(
        REASON_REVISION_IN_FUTURE, "revision",
        "must not lie more than a day in the future, in microseconds since 1970-01-01T00:00:00Z");
  }
  return {};
}

// For enums, whose value 0 means that the field is empty.
Finding Known(absl::string_view field, int value, bool valid) {
  if (value == 0) return MakeVerdict(REASON_FIELD_MISSING, field, "must be given");
  if (!valid) return MakeVerdict(REASON_VALUE_UNKNOWN, field, "has a value that this service does not know");
  return {};
}

Finding UnitKey(const rv1::Unit& unit) {
  if (auto f = Required("unit.code", unit.code())) return f;
  if (auto f = UnitCode("unit.code", unit.code())) return f;
  return Date("unit.valid_from", unit.valid_from());
}

Finding UnitContent(const rv1::Unit& unit) {
  if (auto f = Date("unit.valid_to", unit.valid_to())) return f;
  // Dates in this form order as text.
  if (!unit.valid_to().empty() && unit.valid_to() < unit.valid_from()) {
    return MakeVerdict(REASON_DATES_REVERSED, "unit.valid_to", "must not lie before valid_from");
  }
  if (auto f = Required("unit.name", unit.name())) return f;
  if (unit.name().size() > kMaxNameBytes || !IsCleanText(unit.name())) {
    return MakeVerdict(REASON_TEXT_MALFORMED, "unit.name",
                       absl::StrCat("must be UTF-8 in Unicode NFC without control characters, at most ",
                                    kMaxNameBytes, " bytes"));
  }
  if (auto f = Known("unit.level", unit.level(), rv1::Level_IsValid(unit.level()))) return f;
  if (unit.parent_code().empty()) return {};
  if (auto f = UnitCode("unit.parent_code", unit.parent_code())) return f;
  if (unit.parent_code() == unit.code()) {
    return MakeVerdict(REASON_PARENT_IS_SELF, "unit.parent_code", "must name another unit");
  }
  return {};
}

Finding ReturnKey(const rv1::Return& ret) {
  if (auto f = Required("unit_return.unit_code", ret.unit_code())) return f;
  if (auto f = UnitCode("unit_return.unit_code", ret.unit_code())) return f;
  if (auto f = Date("unit_return.unit_valid_from", ret.unit_valid_from())) return f;
  if (auto f = Required("unit_return.period", ret.period())) return f;
  if (!Period::Parse(ret.period()).has_value()) {
    return MakeVerdict(REASON_PERIOD_MALFORMED, "unit_return.period",
                       "must be like 2026-08, 2026-Q3, 2026-H2 or 2026, of the years 1900 to 2199");
  }
  if (auto f = Required("unit_return.indicator", ret.indicator())) return f;
  if (!IsFigureCode(ret.indicator())) {
    return MakeVerdict(REASON_CODE_MALFORMED, "unit_return.indicator",
                       "must be 1 to 64 characters of A-Z, 0-9 and '_', beginning with a letter");
  }
  return Known("unit_return.scope", ret.scope(), rv1::Scope_IsValid(ret.scope()));
}

Finding ReturnContent(const rv1::Return& ret) {
  if (auto f = Count("unit_return.numerator", ret.numerator())) return f;
  if (auto f = Count("unit_return.denominator", ret.denominator())) return f;
  // An absent number reads as 0: a numerator without a base is as odd as one above it.
  if (ret.numerator() > ret.denominator()) {
    return MakeVerdict(REASON_NUMERATOR_ABOVE_DENOMINATOR, "unit_return.numerator",
                       "exceeds the denominator; where they are a share it counts as the whole");
  }
  return {};
}

Finding Key(const rv1::Record& record) {
  return record.has_unit() ? UnitKey(record.unit()) : ReturnKey(record.unit_return());
}

Finding Content(const rv1::Record& record) {
  return record.has_unit() ? UnitContent(record.unit()) : ReturnContent(record.unit_return());
}

std::string UnitText(const std::string& code, const std::string& valid_from) {
  return valid_from.empty() ? code : absl::StrCat(code, "@", valid_from);
}

}  // namespace

const std::vector<ReasonRule>& ReasonRules() {
  static const auto* const kRules = new std::vector<ReasonRule>{
      {REASON_CONTENT_MISSING, SEVERITY_REJECTED},     {REASON_FIELD_MISSING, SEVERITY_REJECTED},
      {REASON_CODE_MALFORMED, SEVERITY_REJECTED},      {REASON_DATE_MALFORMED, SEVERITY_REJECTED},
      {REASON_DATES_REVERSED, SEVERITY_REJECTED},      {REASON_PERIOD_MALFORMED, SEVERITY_REJECTED},
      {REASON_NUMBER_OUT_OF_RANGE, SEVERITY_REJECTED}, {REASON_TEXT_MALFORMED, SEVERITY_REJECTED},
      {REASON_VALUE_UNKNOWN, SEVERITY_REJECTED},       {REASON_REVISION_IN_FUTURE, SEVERITY_REJECTED},
      {REASON_UNIT_UNKNOWN, SEVERITY_WARNING},         {REASON_NUMERATOR_ABOVE_DENOMINATOR, SEVERITY_WARNING},
      {REASON_PARENT_IS_SELF, SEVERITY_REJECTED},
  };
  return *kRules;
}

Severity SeverityOf(Reason reason) {
  for (const ReasonRule& rule : ReasonRules()) {
    if (rule.reason == reason) return rule.severity;
  }
  return SEVERITY_UNSPECIFIED;
}

Verdict MakeVerdict(Reason reason, absl::string_view field, absl::string_view message) {
  Verdict verdict;
  verdict.set_severity(SeverityOf(reason));
  verdict.set_reason(reason);
  verdict.set_field(field.data(), field.size());
  verdict.set_message(message.data(), message.size());
  return verdict;
}

Finding Examine(const rv1::Record& record, absl::Time now) {
  if (record.content_case() == rv1::Record::CONTENT_NOT_SET) {
    return MakeVerdict(REASON_CONTENT_MISSING, "",
                       "the record says nothing, or is of a kind that this service does not know");
  }
  if (auto f = Key(record)) return f;
  Finding finding = Revision(record.revision(), now);
  if (!finding.has_value() && !record.retracted()) finding = Content(record);
  if (finding.has_value()) finding->set_key(KeyOf(record));
  return finding;
}

rv1::RecordKind KindOf(const rv1::Record& record) {
  // The contract: a kind is the number of its field less 10.
  return record.content_case() == rv1::Record::CONTENT_NOT_SET
             ? rv1::RECORD_KIND_UNSPECIFIED
             : static_cast<rv1::RecordKind>(record.content_case() - 10);
}

std::string KeyOf(const rv1::Record& record) {
  if (record.has_unit()) return UnitText(record.unit().code(), record.unit().valid_from());
  const rv1::Return& ret = record.unit_return();
  const absl::string_view scope = ret.scope() == rv1::SCOPE_SUBTREE ? "subtree" : "own_offices";
  return absl::StrCat(UnitText(ret.unit_code(), ret.unit_valid_from()), "/", ret.period(), "/",
                      ret.indicator(), "/", scope);
}

void KeepKeyOnly(rv1::Record& record) {
  if (record.has_unit()) {
    rv1::Unit& unit = *record.mutable_unit();
    unit.clear_valid_to();
    unit.clear_name();
    unit.clear_level();
    unit.clear_parent_code();
  } else if (record.has_unit_return()) {
    rv1::Return& ret = *record.mutable_unit_return();
    ret.clear_numerator();
    ret.clear_denominator();
  }
}

absl::string_view TopLevelCode(absl::string_view code) {
  const absl::string_view first = code.substr(0, code.find('.'));
  if (first.size() == code.size() || !std::all_of(first.begin(), first.end(), absl::ascii_isdigit))
    return first;
  // The older form writes the top level last.
  return code.substr(code.rfind('.') + 1);
}

absl::StatusOr<Routing> Routing::Parse(absl::string_view text) {
  Routing routing;
  for (absl::string_view assignment : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(assignment, absl::MaxSplits('=', 1));
    if (!IsUnitCode(parts.first) || TopLevelCode(parts.first) != parts.first || !IsSenderName(parts.second) ||
        parts.second == kReferenceLog) {
      return InvalidArgument("assign_logs",
                             "must be like H44=north,H15=south: top-level codes and names of logs");
    }
    if (!routing.logs.emplace(parts.first, parts.second).second) {
      return InvalidArgument("assign_logs", "names a code twice");
    }
  }
  return routing;
}

std::string LogOf(const rv1::Record& record, const Routing& routing) {
  if (record.has_unit()) return kReferenceLog;
  const auto it = routing.logs.find(std::string(TopLevelCode(record.unit_return().unit_code())));
  return it == routing.logs.end() ? routing.default_log : it->second;
}

}  // namespace chiso
