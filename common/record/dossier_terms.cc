#include "common/record/dossier_terms.h"

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

}  // namespace chiso
