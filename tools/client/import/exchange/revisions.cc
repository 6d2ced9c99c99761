#include "tools/client/import/exchange/revisions.h"

#include <algorithm>

#include "common/period.h"

namespace chiso {
namespace {

using google::protobuf::Timestamp;

constexpr int64_t kMicrosPerSecond = 1'000'000;

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

// Former versions had no revision_order. In these microseconds they told the hours from 2020-01-01 to the
// making of the file, up to 124,999, and the stage, 0 to 7. With those of the last hour of its day a file
// counts over what they imported of that day and before, and not over what they imported of later days. Of
// files of one day all are equal, as of all files made after April 2034.
int64_t MicrosOfDay(absl::Time time) {
  const absl::CivilDay first(2020, 1, 1), last(2035, 1, 1);
  const absl::Time bounded =
      std::clamp(time, absl::FromCivil(first, HoChiMinh()), absl::FromCivil(last, HoChiMinh()));
  const int64_t hours = std::min<int64_t>((DayOf(bounded) - first) * 24 + 23, 124'999);
  return hours * 8 + 7;
}

}  // namespace

void SetRevision(const RevisionRule& rule, record::v1::Record& record) {
  const std::optional<int64_t> latest =
      record.has_progress() ? LatestTime(record.progress()) : LatestTime(record.dossier());
  const int64_t seconds = latest.value_or(absl::ToUnixSeconds(rule.making.time));
  record.set_revision(rule.fixed.value_or(seconds * kMicrosPerSecond + MicrosOfDay(rule.making.time)));
  record.set_revision_order(
      RevisionOrder(rule.making, record.has_dossier() ? StageOf(record.dossier().status()) : 0));
}

}  // namespace chiso
