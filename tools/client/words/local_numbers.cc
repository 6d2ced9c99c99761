#include "tools/client/words/local_numbers.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/fixed_point.h"
#include "common/local_number.h"
#include "common/period.h"

namespace chiso {
namespace {

Locale LocaleOf(Language language) {
  return language == Language::kEnglish ? Locale::kEnglish : Locale::kVietnamese;
}

}  // namespace

std::string LocalPoints(Language language, int64_t hundredths) {
  return LocalDecimal(language, FormatHundredths(hundredths));
}

std::string LocalDecimal(Language language, absl::string_view decimal) {
  return decimal.empty() ? kMissing : FormatDecimal(decimal, LocaleOf(language));
}

std::string LocalChange(Language language, absl::string_view decimal) {
  // Zero has no sign.
  if (decimal.find_first_of("123456789") == absl::string_view::npos) {
    return LocalDecimal(language, absl::StripPrefix(absl::StripPrefix(decimal, "+"), "-"));
  }
  const std::string text = LocalDecimal(language, decimal);
  if (absl::StartsWith(text, "-") || absl::StartsWith(text, "+")) return text;
  return absl::StrCat("+", text);
}

std::string LocalCount(Language language, int64_t count) { return FormatCount(count, LocaleOf(language)); }

std::string LocalMoment(Language language, const google::protobuf::Timestamp& timestamp) {
  const absl::CivilSecond civil =
      absl::ToCivilSecond(absl::FromUnixSeconds(timestamp.seconds()), HoChiMinh());
  const std::string day = FormatDay(absl::CivilDay(civil), LocaleOf(language));
  const bool midnight = civil == absl::CivilSecond(absl::CivilDay(civil));
  return midnight ? day : absl::StrFormat("%s %02d:%02d", day, civil.hour(), civil.minute());
}

std::string LocalDate(Language language, const std::string& date) {
  const std::optional<absl::CivilDay> day = ParseDate(date);
  return day ? FormatDay(*day, LocaleOf(language)) : date;
}

std::string LocalDuration(Language language, absl::Duration duration) {
  const int64_t seconds = absl::ToInt64Seconds(absl::Ceil(duration, absl::Seconds(1)));
  if (seconds < 60) return Say(language, Text::kSeconds, seconds);
  if (seconds < 3600) return Say(language, Text::kMinutes, seconds / 60, seconds % 60);
  return Say(language, Text::kHours, seconds / 3600, seconds % 3600 / 60);
}

std::string PositionsText(const google::protobuf::RepeatedPtrField<record::v1::Position>& positions) {
  return absl::StrJoin(positions, ", ", [](std::string* out, const record::v1::Position& position) {
    absl::StrAppend(out, position.log(), " ", position.sequence());
  });
}

}  // namespace chiso
