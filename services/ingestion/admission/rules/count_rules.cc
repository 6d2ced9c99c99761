// Counts for a unit and a period, and their publication.

#include <optional>

#include "common/period.h"
#include "common/text.h"
#include "common/unseen.h"
#include "services/ingestion/admission/rules/kind_rules.h"

namespace chiso::rules {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

absl::string_view ScopeText(rv1::Scope scope) {
  return scope == rv1::SCOPE_SUBTREE ? "subtree" : "own_offices";
}

Finding CheckScope(absl::string_view field, rv1::Scope scope) {
  return Known(field, scope, rv1::Scope_IsValid(scope));
}

std::string UnitAndPeriod(const auto& count) {
  return absl::StrCat(UnitText(count.unit_code(), count.unit_valid_from()), "/", count.period());
}

void AddPeriodWarning(absl::string_view field, const std::string& text, absl::Time now, Verdicts& verdicts) {
  const std::optional<Period> period = Period::Parse(text);
  if (!period || !LiesFarAhead(*period, now)) return;
  verdicts.push_back(MakeVerdict(REASON_PERIOD_IN_FUTURE, field,
                                 absl::StrCat("begins more than ", kPeriodLeadDays,
                                              " days from now, so nothing of it can have been counted")));
}

}  // namespace

Finding CheckKey(const rv1::Return& ret) {
  if (auto f = RequiredCode("unit_return.unit_code", ret.unit_code())) return f;
  if (auto f = Date("unit_return.unit_valid_from", ret.unit_valid_from())) return f;
  if (auto f = PeriodForm("unit_return.period", ret.period())) return f;
  if (auto f = Required("unit_return.indicator", ret.indicator())) return f;
  if (!IsFigureCode(ret.indicator())) {
    return MakeVerdict(REASON_CODE_MALFORMED, "unit_return.indicator",
                       NamingUnseen("must be 1 to 64 characters of A-Z, 0-9 and '_', beginning with a letter",
                                    ret.indicator()));
  }
  return CheckScope("unit_return.scope", ret.scope());
}

Finding CheckContent(const rv1::Return& ret, absl::Time) {
  if (auto f = Count("unit_return.numerator", ret.numerator())) return f;
  return Count("unit_return.denominator", ret.denominator());
}

void AddWarnings(const rv1::Return& ret, absl::Time now, Verdicts& verdicts) {
  AddPeriodWarning("unit_return.period", ret.period(), now, verdicts);
  // An absent number reads as 0: a numerator without a base is as odd as one above it.
  if (ret.numerator() <= ret.denominator()) return;
  verdicts.push_back(MakeVerdict(REASON_NUMERATOR_ABOVE_DENOMINATOR, "unit_return.numerator",
                                 "exceeds the denominator; where they are a share it counts as the whole"));
}

std::string KeyText(const rv1::Return& ret) {
  return absl::StrCat(UnitAndPeriod(ret), "/", ret.indicator(), "/", ScopeText(ret.scope()));
}

void KeepKey(rv1::Return& ret) {
  ret.clear_numerator();
  ret.clear_denominator();
}

Finding CheckKey(const rv1::NationalTotal& total) {
  if (auto f = RequiredCode("national_total.unit_code", total.unit_code())) return f;
  if (auto f = Date("national_total.unit_valid_from", total.unit_valid_from())) return f;
  if (auto f = PeriodForm("national_total.period", total.period())) return f;
  if (auto f = Known("national_total.source", total.source(), rv1::TotalSource_IsValid(total.source())))
    return f;
  return CheckScope("national_total.scope", total.scope());
}

Finding CheckContent(const rv1::NationalTotal& total, absl::Time) {
  return Count("national_total.received_count", total.received_count());
}

void AddWarnings(const rv1::NationalTotal& total, absl::Time now, Verdicts& verdicts) {
  AddPeriodWarning("national_total.period", total.period(), now, verdicts);
}

std::string KeyText(const rv1::NationalTotal& total) {
  const absl::string_view source =
      total.source() == rv1::TOTAL_SOURCE_NATIONAL_PORTAL ? "national_portal" : "national_reporting";
  return absl::StrCat(UnitAndPeriod(total), "/", source, "/", ScopeText(total.scope()));
}

void KeepKey(rv1::NationalTotal& total) { total.clear_received_count(); }

Finding CheckKey(const rv1::CertifiedCopyCount& copies) {
  if (auto f = RequiredCode("certified_copy.unit_code", copies.unit_code())) return f;
  if (auto f = Date("certified_copy.unit_valid_from", copies.unit_valid_from())) return f;
  return PeriodForm("certified_copy.period", copies.period());
}

Finding CheckContent(const rv1::CertifiedCopyCount& copies, absl::Time) {
  return Count("certified_copy.copy_count", copies.copy_count());
}

void AddWarnings(const rv1::CertifiedCopyCount& copies, absl::Time now, Verdicts& verdicts) {
  AddPeriodWarning("certified_copy.period", copies.period(), now, verdicts);
}

std::string KeyText(const rv1::CertifiedCopyCount& copies) { return UnitAndPeriod(copies); }

void KeepKey(rv1::CertifiedCopyCount& copies) { copies.clear_copy_count(); }

Finding CheckKey(const rv1::Publication& publication) {
  if (auto f = RequiredCode("publication.unit_code", publication.unit_code())) return f;
  if (auto f = Date("publication.unit_valid_from", publication.unit_valid_from())) return f;
  return PeriodForm("publication.period", publication.period());
}

Finding CheckContent(const rv1::Publication& publication, absl::Time now) {
  if (!publication.has_publish_time()) {
    return MakeVerdict(REASON_FIELD_MISSING, "publication.publish_time", "must be given");
  }
  return PastTime("publication.publish_time", publication.has_publish_time(), publication.publish_time(),
                  now);
}

void AddWarnings(const rv1::Publication& publication, absl::Time now, Verdicts& verdicts) {
  AddPeriodWarning("publication.period", publication.period(), now, verdicts);
}

std::string KeyText(const rv1::Publication& publication) { return UnitAndPeriod(publication); }

void KeepKey(rv1::Publication& publication) { publication.clear_publish_time(); }

}  // namespace chiso::rules
