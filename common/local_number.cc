#include "common/local_number.h"

#include <unicode/dcfmtsym.h>
#include <unicode/locid.h>
#include <unicode/numberformatter.h>
#include <unicode/unistr.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/period.h"

namespace chiso {
namespace {

// What ICU knows of a language, looked up once.
struct Language {
  explicit Language(const icu::Locale& locale) : counts(icu::number::NumberFormatter::withLocale(locale)) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::DecimalFormatSymbols symbols(locale, error);
    symbols.getConstSymbol(icu::DecimalFormatSymbols::kDecimalSeparatorSymbol).toUTF8String(decimal_mark);
  }

  std::string decimal_mark;
  icu::number::LocalizedNumberFormatter counts;
};

const Language& LanguageOf(Locale locale) {
  static const auto* const kEnglish = new Language(icu::Locale("en"));
  static const auto* const kVietnamese = new Language(icu::Locale("vi"));
  return locale == Locale::kEnglish ? *kEnglish : *kVietnamese;
}

}  // namespace

std::string FormatDecimal(absl::string_view decimal, Locale locale) {
  // A formatter would drop zeros that were recorded.
  return absl::StrReplaceAll(decimal, {{".", LanguageOf(locale).decimal_mark}});
}

std::string FormatCount(int64_t count, Locale locale) {
  UErrorCode error = U_ZERO_ERROR;
  std::string text;
  LanguageOf(locale).counts.formatInt(count, error).toString(error).toUTF8String(text);
  return text;
}

std::string FormatDay(absl::CivilDay day, Locale locale) {
  if (locale == Locale::kEnglish) return FormatDate(day);
  return absl::StrFormat("%02d/%s/%d", day.day(), FormatMonth(day.month(), locale), day.year());
}

std::string FormatMonth(int month, Locale locale) {
  return locale == Locale::kVietnamese && month <= 2 ? absl::StrFormat("%02d", month) : absl::StrCat(month);
}

}  // namespace chiso
