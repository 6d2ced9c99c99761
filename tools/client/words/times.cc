#include "tools/client/words/times.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/period.h"

namespace chiso {
namespace {

constexpr size_t kDayDigits = 8;
constexpr size_t kTimeDigits = 14;

// Requires: digits alone.
int Number(absl::string_view digits) {
  int number = 0;
  return absl::SimpleAtoi(digits, &number) ? number : 0;
}

// `10/9/2026 14:30` and `14:30 10/9/2026` become `2026-09-10 14:30`; all else stays as it is.
std::string WithDayInFront(absl::string_view text) {
  const size_t first = text.find(' ');
  if (first == absl::string_view::npos) {
    const std::optional<absl::CivilDay> day = ParseDay(text);
    return day ? FormatDate(*day) : std::string(text);
  }
  absl::string_view front = text.substr(0, first), back = text.substr(first + 1);
  if (absl::StrContains(back, '/')) std::swap(front, back);
  const std::optional<absl::CivilDay> day = ParseDay(front);
  return day ? absl::StrCat(FormatDate(*day), " ", back) : std::string(text);
}

}  // namespace

std::optional<absl::CivilDay> ParseDay(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() == 1) return ParseDate(text);
  const auto two_digits = [](absl::string_view part) {
    return part.size() < 2 ? absl::StrCat("0", part) : std::string(part);
  };
  if (parts.size() != 3) return std::nullopt;
  return ParseDate(absl::StrCat(parts[2], "-", two_digits(parts[1]), "-", two_digits(parts[0])));
}

std::optional<absl::Time> ParseTime(absl::string_view typed) {
  const std::string in_order = WithDayInFront(typed);
  const absl::string_view text = in_order;
  const std::optional<absl::CivilDay> day = ParseDate(text.substr(0, 10));
  if (!day) return std::nullopt;
  if (text.size() == 10) return absl::FromCivil(*day, HoChiMinh());
  // absl::ParseTime skips spaces; the formats here allow none.
  if (text[10] != 'T' && text[10] != ' ') return std::nullopt;
  const std::string rest(text.substr(11));
  if (absl::StrContains(rest, ' ')) return std::nullopt;
  const std::string canonical = absl::StrCat(text.substr(0, 10), "T", rest);
  for (const char* format :
       {"%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M"}) {
    absl::Time time;
    std::string ignored;
    if (absl::ParseTime(format, canonical, HoChiMinh(), &time, &ignored)) return time;
  }
  return std::nullopt;
}

std::optional<absl::Time> ParseExchangeTime(absl::string_view text) {
  if (text.size() != kDayDigits && text.size() != kTimeDigits) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return std::nullopt;
  const auto day = ParseDate(absl::StrCat(text.substr(0, 4), "-", text.substr(4, 2), "-", text.substr(6, 2)));
  if (!day) return std::nullopt;
  if (text.size() == kDayDigits) return absl::FromCivil(*day, HoChiMinh());
  const int hour = Number(text.substr(8, 2));
  const int minute = Number(text.substr(10, 2));
  const int second = Number(text.substr(12, 2));
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return absl::FromCivil(absl::CivilSecond(day->year(), day->month(), day->day(), hour, minute, second),
                         HoChiMinh());
}

std::optional<int64_t> ParseRevision(absl::string_view text) {
  int64_t revision = 0;
  if (!text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) {
    if (!absl::SimpleAtoi(text, &revision)) return std::nullopt;
  } else if (const std::optional<absl::Time> time = ParseTime(text)) {
    revision = absl::ToUnixMicros(*time);
  }
  if (revision < 1) return std::nullopt;
  return revision;
}

std::optional<absl::Time> ModificationTime(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return absl::TimeFromTimespec(info.st_mtim);
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const timespec parts = absl::ToTimespec(time);
  timestamp.set_seconds(parts.tv_sec);
  timestamp.set_nanos(static_cast<int32_t>(parts.tv_nsec));
  return timestamp;
}

std::string FormatTimestamp(const google::protobuf::Timestamp& timestamp) {
  const absl::Time time = absl::FromUnixSeconds(timestamp.seconds());
  const bool midnight = absl::FromCivil(DayOf(time), HoChiMinh()) == time;
  return absl::FormatTime(midnight ? "%Y-%m-%d" : "%Y-%m-%d %H:%M", time, HoChiMinh());
}

}  // namespace chiso
