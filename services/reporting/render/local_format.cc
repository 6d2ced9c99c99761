#include "services/reporting/render/local_format.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/fixed_point.h"
#include "common/local_number.h"
#include "common/period.h"
#include "services/reporting/bulletin/summary.h"

namespace chiso {

namespace rv1 = reporting::v1;

namespace {

// What is unspecified is Vietnamese.
Locale LocaleOf(rv1::Language language) {
  return language == rv1::LANGUAGE_EN ? Locale::kEnglish : Locale::kVietnamese;
}

}  // namespace

std::string LocalNumber(absl::string_view decimal, rv1::Language language) {
  return FormatDecimal(decimal, LocaleOf(language));
}

std::string LocalDelta(absl::string_view decimal, rv1::Language language) {
  const std::optional<Decimal> delta = Decimal::Parse(decimal);
  const std::string size = LocalDeltaSize(decimal, language);
  if (!delta || *delta == Decimal()) return size;
  const char* const gap = language == rv1::LANGUAGE_EN ? "" : " ";
  return absl::StrCat(*delta < Decimal() ? "-" : "+", gap, size);
}

std::string LocalDeltaSize(absl::string_view decimal, rv1::Language language) {
  if (!absl::ConsumePrefix(&decimal, "-")) absl::ConsumePrefix(&decimal, "+");
  return LocalNumber(AtLeastTwoDecimals(decimal), language);
}

std::string LocalValue(absl::string_view value, const rv1::BulletinColumn& column, rv1::Language language) {
  if (value.empty()) return "";
  if (column.code() == "DELTA") return LocalDelta(value, language);
  if (column.unit() == rv1::FIGURE_UNIT_POINTS) return LocalNumber(AtLeastTwoDecimals(value), language);
  return LocalNumber(value, language);
}

std::string LetterCount(int count, rv1::Language language) {
  return language == rv1::LANGUAGE_EN ? absl::StrCat(count) : absl::StrFormat("%02d", count);
}

std::string LocalDate(absl::Time time, rv1::Language language) {
  return FormatDay(DayOf(time), LocaleOf(language));
}

std::string LocalMonth(int month, rv1::Language language) { return FormatMonth(month, LocaleOf(language)); }

}  // namespace chiso
