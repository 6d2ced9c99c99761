#include "services/ingestion/admission/rules/reasons.h"

namespace chiso {
namespace {

using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

constexpr ReasonRule kRules[] = {
    {REASON_CONTENT_MISSING, SEVERITY_REJECTED},     {REASON_FIELD_MISSING, SEVERITY_REJECTED},
    {REASON_CODE_MALFORMED, SEVERITY_REJECTED},      {REASON_DATE_MALFORMED, SEVERITY_REJECTED},
    {REASON_DATES_REVERSED, SEVERITY_REJECTED},      {REASON_PERIOD_MALFORMED, SEVERITY_REJECTED},
    {REASON_NUMBER_OUT_OF_RANGE, SEVERITY_REJECTED}, {REASON_TEXT_MALFORMED, SEVERITY_REJECTED},
    {REASON_VALUE_UNKNOWN, SEVERITY_REJECTED},       {REASON_REVISION_IN_FUTURE, SEVERITY_REJECTED},
    {REASON_UNIT_UNKNOWN, SEVERITY_WARNING},         {REASON_NUMERATOR_ABOVE_DENOMINATOR, SEVERITY_WARNING},
    {REASON_PARENT_IS_SELF, SEVERITY_REJECTED},      {REASON_TIME_IN_FUTURE, SEVERITY_REJECTED},
    {REASON_PERSONAL_DATA, SEVERITY_REJECTED},       {REASON_CODE_LEGACY, SEVERITY_WARNING},
    {REASON_PROCEDURE_UNKNOWN, SEVERITY_WARNING},    {REASON_RETURNED_BEFORE_END, SEVERITY_WARNING},
    {REASON_PERIOD_PUBLISHED, SEVERITY_WARNING},     {REASON_UNIT_NOT_VALID, SEVERITY_WARNING},
    {REASON_PERIOD_IN_FUTURE, SEVERITY_WARNING},     {REASON_NAME_LIKE_FORMULA, SEVERITY_WARNING},
    {REASON_SENDER_UNKNOWN, SEVERITY_WARNING},
};

}  // namespace

absl::Span<const ReasonRule> ReasonRules() { return kRules; }

Severity SeverityOf(Reason reason) {
  for (const ReasonRule& rule : kRules) {
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

}  // namespace chiso
