#include "services/ingestion/admission/rules/field_rules.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "common/personal.h"
#include "common/text.h"
#include "common/unseen.h"

namespace chiso {
namespace {

using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.
using google::protobuf::Timestamp;

// 2000-01-01 and 2200-01-01 at midnight in Asia/Ho_Chi_Minh.
constexpr int64_t kFirstSecond = 946'684'800 - 7 * 3600;
constexpr int64_t kEndSecond = 7'258'118'400 - 7 * 3600;

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// A part such as `H53`.
bool IsTopLevel(absl::string_view part) {
  return part.size() == 3 && absl::ascii_isupper(static_cast<unsigned char>(part[0])) &&
         IsDigits(part.substr(1));
}

// `H15`, with further numbers below it: `H15.50.05.13`.
bool IsPrescribedUnitCode(absl::string_view code) {
  const absl::string_view numbers = code.substr(std::min<size_t>(3, code.size()));
  if (!IsTopLevel(code.substr(0, 3))) return false;
  if (!numbers.empty() && numbers[0] != '.') return false;
  bool after_dot = false;
  for (const char c : numbers) {
    if (c == '.' ? after_dot : !absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
    after_dot = c == '.';
  }
  return !after_dot;
}

}  // namespace

Finding Required(absl::string_view field, absl::string_view value) {
  if (!value.empty()) return {};
  return MakeVerdict(REASON_FIELD_MISSING, field, "must be given");
}

Finding Code(absl::string_view field, absl::string_view value) {
  if (IsUnitCode(value)) return {};
  return MakeVerdict(REASON_CODE_MALFORMED, field,
                     NamingUnseen("must be 1 to 40 characters of A-Z, a-z, 0-9, '.', '-' and '_'", value));
}

Finding RequiredCode(absl::string_view field, absl::string_view value) {
  if (IsUnitCode(value)) return {};
  return value.empty() ? Required(field, value) : Code(field, value);
}

Finding UnitOfCase(absl::string_view field, absl::string_view value) {
  if (auto f = RequiredCode(field, value)) return f;
  if (!IsPersonalNumber(value)) return {};
  return MakeVerdict(REASON_PERSONAL_DATA, field,
                     "must be the code of a unit, not a number of nine digits or more");
}

Finding LongCode(absl::string_view field, absl::string_view value) {
  if (IsLongCode(value)) return {};
  return MakeVerdict(
      REASON_CODE_MALFORMED, field,
      NamingUnseen("must be 1 to 64 characters of A-Z, a-z, 0-9, '.', '-', '_' and '/'", value));
}

Finding RequiredLongCode(absl::string_view field, absl::string_view value) {
  if (IsLongCode(value)) return {};
  return value.empty() ? Required(field, value) : LongCode(field, value);
}

Finding SenderName(absl::string_view field, absl::string_view value) {
  if (IsSenderName(value)) return {};
  return MakeVerdict(REASON_CODE_MALFORMED, field,
                     NamingUnseen("must be 1 to 100 characters of a-z, 0-9, '.', '_' and '-'", value));
}

Finding Date(absl::string_view field, absl::string_view value) {
  if (value.empty() || ParseDate(value).has_value()) return {};
  return MakeVerdict(REASON_DATE_MALFORMED, field,
                     NamingUnseen("must be a date YYYY-MM-DD of the years 1900 to 2199", value));
}

Finding DatesInOrder(absl::string_view field, absl::string_view earlier, absl::string_view later,
                     absl::string_view name) {
  // Dates in this form order as text.
  if (earlier.empty() || later.empty() || earlier <= later) return {};
  return MakeVerdict(REASON_DATES_REVERSED, field, absl::StrCat("must not lie before ", name));
}

Finding PeriodForm(absl::string_view field, absl::string_view value) {
  if (value.empty()) return Required(field, value);
  if (Period::Parse(value).has_value()) return {};
  return MakeVerdict(
      REASON_PERIOD_MALFORMED, field,
      NamingUnseen("must be like 2026-08, 2026-Q3, 2026-H2 or 2026, of the years 1900 to 2199", value));
}

Finding Number(absl::string_view field, int64_t value, int64_t least, int64_t greatest) {
  if (value >= least && value <= greatest) return {};
  return MakeVerdict(REASON_NUMBER_OUT_OF_RANGE, field, absl::StrCat("must be ", least, " to ", greatest));
}

Finding Length(absl::string_view field, int64_t size, int64_t greatest) {
  if (size <= greatest) return {};
  return MakeVerdict(REASON_NUMBER_OUT_OF_RANGE, field,
                     absl::StrCat("must have at most ", greatest, " entries"));
}

Finding Name(absl::string_view field, absl::string_view value, size_t max_bytes) {
  if (value.size() > max_bytes || !IsCleanText(value)) {
    return MakeVerdict(REASON_TEXT_MALFORMED, field,
                       absl::StrCat("must be UTF-8 in Unicode NFC without control characters, at most ",
                                    max_bytes, " bytes"));
  }
  if (!LooksPersonal(value)) return {};
  return MakeVerdict(
      REASON_PERSONAL_DATA, field,
      "must be an official name, without an e-mail address or a number of nine digits or more");
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

Finding RevisionOrder(int64_t order) {
  if (order >= 0) return {};
  return MakeVerdict(REASON_NUMBER_OUT_OF_RANGE, "revision_order", "must be at least 0");
}

Finding Known(absl::string_view field, int value, bool valid) {
  if (value == 0) return MakeVerdict(REASON_FIELD_MISSING, field, "must be given");
  return KnownOrEmpty(field, valid);
}

Finding KnownOrEmpty(absl::string_view field, bool valid) {
  if (valid) return {};
  return MakeVerdict(REASON_VALUE_UNKNOWN, field, "has a value that this service does not know");
}

Finding Time(absl::string_view field, bool given, const Timestamp& time) {
  if (!given || (time.seconds() >= kFirstSecond && time.seconds() < kEndSecond && time.nanos() >= 0 &&
                 time.nanos() < 1'000'000'000)) {
    return {};
  }
  return MakeVerdict(REASON_DATE_MALFORMED, field,
                     "must be a time of the years 2000 to 2199; where there is none, it must be left out");
}

Finding PastTime(absl::string_view field, bool given, const Timestamp& time, absl::Time now) {
  if (Finding finding = Time(field, given, time)) return finding;
  if (time.seconds() <= absl::ToUnixSeconds(now) + absl::ToInt64Seconds(kClockSkew)) return {};
  return MakeVerdict(REASON_TIME_IN_FUTURE, field, "must not lie more than a day in the future");
}

Finding DaysInOrder(absl::string_view field, bool both_given, const Timestamp& earlier,
                    const Timestamp& later, absl::string_view name) {
  if (!both_given || DayNumberIn(earlier) <= DayNumberIn(later)) return {};
  return MakeVerdict(REASON_DATES_REVERSED, field, absl::StrCat("must not lie on a day before ", name));
}

int64_t DayNumberIn(const Timestamp& time) { return DayNumberOf(absl::FromUnixSeconds(time.seconds())); }

bool IsPrescribedDossierCode(absl::string_view code) {
  const size_t number = code.rfind('-');
  if (number == absl::string_view::npos || number == 0) return false;
  const size_t day = code.rfind('-', number - 1);
  if (day == absl::string_view::npos) return false;
  const absl::string_view digits = code.substr(number + 1);
  return digits.size() >= 4 && digits.size() <= 7 && IsDigits(digits) && number - day == 7 &&
         IsDigits(code.substr(day + 1, 6)) && IsPrescribedUnitCode(code.substr(0, day));
}

}  // namespace chiso
