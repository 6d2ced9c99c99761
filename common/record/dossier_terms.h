// When a dossier has ended, and when it is due. Pure; thread-safe.

#ifndef CHISO_COMMON_RECORD_DOSSIER_TERMS_H_
#define CHISO_COMMON_RECORD_DOSSIER_TERMS_H_

#include <optional>

#include "absl/types/span.h"
#include "chiso/record/v1/dossier.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace chiso {

// The states in which processing has ended: refused, withdrawn, stopped, finished, returned. A dossier in any
// other state is open, what has not been received yet included.
absl::Span<const record::v1::DossierStatus> EndedStatuses();
bool HasEnded(record::v1::DossierStatus status);

// When processing ended: of the times of the end, the handing over and the refusal the first that is there,
// where the state says that it has ended. A dossier that has ended without any of them has ended at a time
// that nobody knows.
std::optional<google::protobuf::Timestamp> EndTime(const record::v1::Dossier& dossier);

// The due time in force: the latest of the dossier's own and of the new ones that its supplements carry, but
// for those that were asked for after its end.
std::optional<google::protobuf::Timestamp> DueTime(const record::v1::Dossier& dossier);

}  // namespace chiso

#endif  // CHISO_COMMON_RECORD_DOSSIER_TERMS_H_
