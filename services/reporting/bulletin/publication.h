// From the snapshot of a unit and the units below it to the input of its bulletin. Pure.

#ifndef CHISO_SERVICES_REPORTING_BULLETIN_PUBLICATION_H_
#define CHISO_SERVICES_REPORTING_BULLETIN_PUBLICATION_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "services/reporting/bulletin/bulletin.h"
#include "services/reporting/snapshot.h"

namespace chiso {

// The first bulletin of a period. The publisher is the unit that bears the code in the period; below it stand
// the units of `snapshot` that name it as their parent. The row of its own offices: by official figures those
// that are recorded under its own code, by computed ones its score in the scope of own offices; without any
// there is no such row. By official figures each code has one row, that of the unit which bears it at the end
// of the period.
//
// The definition is that of the scores, or by official figures the one in force for the period.
//
// NOT_FOUND: no unit bears the code in the period. UNAVAILABLE with a RetryInfo: by computed figures, a score
// rests on records that the progress does not account for yet, so that a change was recorded in part.
// Requires: a well-formed request.
absl::StatusOr<BulletinInput> MakeBulletinInput(const reporting::v1::PublishBulletinRequest& request,
                                                const Snapshot& snapshot, absl::Time now);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_BULLETIN_PUBLICATION_H_
