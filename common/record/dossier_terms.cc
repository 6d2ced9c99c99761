#include "common/record/dossier_terms.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

namespace chiso {

namespace rv1 = record::v1;

absl::Span<const rv1::DossierStatus> EndedStatuses() {
  static constexpr rv1::DossierStatus kEnded[] = {rv1::DOSSIER_STATUS_REFUSED, rv1::DOSSIER_STATUS_WITHDRAWN,
                                                  rv1::DOSSIER_STATUS_STOPPED, rv1::DOSSIER_STATUS_FINISHED,
                                                  rv1::DOSSIER_STATUS_RETURNED};
  return kEnded;
}

bool HasEnded(rv1::DossierStatus status) {
  return std::count(EndedStatuses().begin(), EndedStatuses().end(), status) > 0;
}

std::optional<google::protobuf::Timestamp> EndTime(const rv1::Dossier& dossier) {
  if (!HasEnded(dossier.status())) return std::nullopt;
  if (dossier.has_process_end_time()) return dossier.process_end_time();
  if (dossier.has_return_time()) return dossier.return_time();
  if (dossier.has_refuse_time()) return dossier.refuse_time();
  return std::nullopt;
}

std::optional<google::protobuf::Timestamp> DueTime(const rv1::Dossier& dossier) {
  std::optional<google::protobuf::Timestamp> due;
  if (dossier.has_due_time()) due = dossier.due_time();
  const std::optional<google::protobuf::Timestamp> end = EndTime(dossier);
  for (const rv1::Supplement& supplement : dossier.supplements()) {
    if (!supplement.has_new_due_time()) continue;
    if (end && supplement.has_request_time() && *end < supplement.request_time()) continue;
    if (!due || *due < supplement.new_due_time()) due = supplement.new_due_time();
  }
  return due;
}

}  // namespace chiso
