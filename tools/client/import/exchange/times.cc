#include "tools/client/import/exchange/times.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/period.h"

namespace chiso {
namespace {

using google::protobuf::Timestamp;

constexpr size_t kDayDigits = 8;
constexpr size_t kTimeDigits = 14;
constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kStages = 8;

// Requires: digits alone.
int Number(absl::string_view digits) {
  int number = 0;
  return absl::SimpleAtoi(digits, &number) ? number : 0;
}

// The first run of so many digits, no more and no less, that is a time.
std::optional<absl::Time> FirstTime(absl::string_view text, size_t digits) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && absl::ascii_isdigit(text[end])) ++end;
    if (end - begin == digits) {
      if (const auto time = ParseExchangeTime(text.substr(begin, digits))) return time;
    }
    begin = end + 1;
  }
  return std::nullopt;
}

// How far a dossier is on its way: many states have no time of their own.
int64_t StageOf(record::v1::DossierStatus status) {
  switch (status) {
    case record::v1::DOSSIER_STATUS_RECEIVED:
      return 1;
    case record::v1::DOSSIER_STATUS_PROCESSING:
    case record::v1::DOSSIER_STATUS_SUPPLEMENT_AWAITED:
    case record::v1::DOSSIER_STATUS_PAYMENT_AWAITED:
    case record::v1::DOSSIER_STATUS_STOPPED:
      return 2;
    case record::v1::DOSSIER_STATUS_FINISHED:
      return 3;
    case record::v1::DOSSIER_STATUS_WITHDRAWN:
    case record::v1::DOSSIER_STATUS_REFUSED:
      return 4;
    case record::v1::DOSSIER_STATUS_RETURNED:
      return 5;
    default:
      return 0;
  }
}

void TakeLatest(std::optional<int64_t>& latest, bool given, const Timestamp& time) {
  if (given && time.seconds() > latest.value_or(0)) latest = time.seconds();
}

std::optional<int64_t> LatestTime(const record::v1::Dossier& dossier) {
  std::optional<int64_t> latest;
  TakeLatest(latest, dossier.has_submit_time(), dossier.submit_time());
  TakeLatest(latest, dossier.has_receive_time(), dossier.receive_time());
  TakeLatest(latest, dossier.has_process_end_time(), dossier.process_end_time());
  TakeLatest(latest, dossier.has_return_time(), dossier.return_time());
  TakeLatest(latest, dossier.has_refuse_time(), dossier.refuse_time());
  for (const record::v1::Supplement& supplement : dossier.supplements()) {
    TakeLatest(latest, supplement.has_request_time(), supplement.request_time());
    TakeLatest(latest, supplement.has_receive_time(), supplement.receive_time());
  }
  return latest;
}

std::optional<int64_t> LatestTime(const record::v1::ProgressLine& progress) {
  std::optional<int64_t> latest;
  TakeLatest(latest, progress.has_process_time(), progress.process_time());
  return latest;
}

}  // namespace

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

std::optional<absl::Time> TimeInName(absl::string_view path) {
  const size_t slash = path.rfind('/');
  const absl::string_view name = slash == absl::string_view::npos ? path : path.substr(slash + 1);
  const std::optional<absl::Time> time = FirstTime(name, kTimeDigits);
  return time ? time : FirstTime(name, kDayDigits);
}

int64_t RevisionOf(const record::v1::Record& record, const RevisionRule& rule) {
  if (rule.fixed) return *rule.fixed;
  const std::optional<int64_t> latest =
      record.has_progress() ? LatestTime(record.progress()) : LatestTime(record.dossier());
  const absl::Time start = absl::FromCivil(absl::CivilDay(2020, 1, 1), HoChiMinh());
  const int64_t hours =
      std::clamp<int64_t>(absl::ToInt64Hours(rule.file_time - start), 0, kMicrosPerSecond / kStages - 1);
  const int64_t stage = record.has_dossier() ? StageOf(record.dossier().status()) : 0;
  return latest.value_or(absl::ToUnixSeconds(rule.file_time)) * kMicrosPerSecond + hours * kStages + stage;
}

}  // namespace chiso
