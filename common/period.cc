#include "common/period.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace chiso {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;
// Vietnam is seven hours ahead of UTC, all year round.
constexpr int kOffsetSeconds = 7 * 60 * 60;
constexpr int64_t kDaySeconds = 24 * 60 * 60;

// Reads exactly `count` digits at the front of the text and takes them away.
std::optional<int> TakeDigits(absl::string_view& text, size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool TakeChar(absl::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

int MonthCount(Period::Kind kind) {
  switch (kind) {
    case Period::Kind::kMonth:
      return 1;
    case Period::Kind::kQuarter:
      return 3;
    case Period::Kind::kHalfYear:
      return 6;
    case Period::Kind::kYear:
      return 12;
  }
  return 1;
}

}  // namespace

std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  const std::optional<int> year = TakeDigits(text, 4);
  if (!year || !TakeChar(text, '-')) return std::nullopt;
  const std::optional<int> month = TakeDigits(text, 2);
  if (!month || !TakeChar(text, '-')) return std::nullopt;
  const std::optional<int> day = TakeDigits(text, 2);
  if (!day || !text.empty()) return std::nullopt;
  const absl::CivilDay date(*year, *month, *day);
  // CivilDay normalises 2026-02-30 into March: a date that moved was not one of the calendar.
  if (date.year() != *year || date.month() != *month || date.day() != *day) return std::nullopt;
  if (*year < kFirstYear || *year > kLastYear) return std::nullopt;
  return date;
}

std::string FormatDate(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

absl::TimeZone HoChiMinh() {
  // Absl looks the zone up by its name each time it is asked for.
  static const absl::TimeZone zone = absl::FixedTimeZone(kOffsetSeconds);
  return zone;
}

absl::CivilDay DayOf(absl::Time time) { return absl::CivilDay(1970, 1, 1) + DayNumberOf(time); }

int64_t DayNumberOf(absl::Time time) {
  const int64_t local = absl::ToUnixSeconds(time) + kOffsetSeconds;
  // Rounded down, before 1970 too.
  return local >= 0 ? local / kDaySeconds : (local - kDaySeconds + 1) / kDaySeconds;
}

Period Period::Containing(Kind kind, absl::CivilMonth month) {
  const int count = MonthCount(kind);
  const int first = (month.month() - 1) / count * count + 1;
  return Period(kind, absl::CivilMonth(month.year(), first));
}

std::optional<Period> Period::Parse(absl::string_view text) {
  const std::optional<int> year = TakeDigits(text, 4);
  if (!year || *year < kFirstYear || *year > kLastYear) return std::nullopt;
  if (text.empty()) return Period(Kind::kYear, absl::CivilMonth(*year, 1));
  if (!TakeChar(text, '-')) return std::nullopt;
  Kind kind = Kind::kMonth;
  size_t digits = 2;
  if (TakeChar(text, 'Q')) {
    kind = Kind::kQuarter;
    digits = 1;
  } else if (TakeChar(text, 'H')) {
    kind = Kind::kHalfYear;
    digits = 1;
  }
  const std::optional<int> number = TakeDigits(text, digits);
  const int count = MonthCount(kind);
  if (!number || !text.empty() || *number < 1 || *number > 12 / count) return std::nullopt;
  return Period(kind, absl::CivilMonth(*year, (*number - 1) * count + 1));
}

int Period::month_count() const { return MonthCount(kind_); }

bool Period::Contains(const Period& other) const {
  return other.first_ >= first_ && other.first_ + other.month_count() <= first_ + month_count();
}

Period Period::Previous() const { return Period(kind_, first_ - month_count()); }

std::vector<Period> Period::Parts() const {
  if (kind_ == Kind::kMonth) return {};
  const Kind part = static_cast<Kind>(static_cast<int>(kind_) - 1);
  std::vector<Period> parts;
  for (absl::CivilMonth month = first_; month < first_ + month_count(); month += MonthCount(part)) {
    parts.push_back(Period(part, month));
  }
  return parts;
}

std::vector<Period> Period::Enclosing() const {
  std::vector<Period> larger;
  for (int kind = static_cast<int>(kind_) + 1; kind <= static_cast<int>(Kind::kYear); ++kind) {
    larger.push_back(Containing(static_cast<Kind>(kind), first_));
  }
  return larger;
}

std::string Period::ToString() const {
  switch (kind_) {
    case Kind::kMonth:
      return absl::StrFormat("%04d-%02d", first_.year(), first_.month());
    case Kind::kQuarter:
      return absl::StrFormat("%04d-Q%d", first_.year(), (first_.month() - 1) / 3 + 1);
    case Kind::kHalfYear:
      return absl::StrFormat("%04d-H%d", first_.year(), (first_.month() - 1) / 6 + 1);
    case Kind::kYear:
      break;
  }
  return absl::StrFormat("%04d", first_.year());
}

std::strong_ordering operator<=>(const Period& a, const Period& b) {
  if (a.first_ != b.first_) {
    return a.first_ < b.first_ ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return b.kind_ <=> a.kind_;
}

bool LiesFarAhead(const Period& period, absl::Time now) {
  return period.first_day() > DayOf(now) + kPeriodLeadDays;
}

}  // namespace chiso
