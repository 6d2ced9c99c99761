// The history of a unit, period by period. Pure.

#ifndef CHISO_SERVICES_REPORTING_TIMELINE_H_
#define CHISO_SERVICES_REPORTING_TIMELINE_H_

#include <set>

#include "absl/status/statusor.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/period.h"
#include "services/reporting/snapshot.h"

namespace chiso {

// The periods of which MakeTimeline needs what stands under the keys of the snapshot: those of the requested
// page, and the like periods before them. Codes as of MakeTimeline.
absl::StatusOr<std::set<Period>> PeriodsOfPage(const reporting::v1::GetHistoryRequest& request,
                                               const UnitSnapshot& snapshot);

// The requested page of the code's history: the latest period first, and within a period the unit that began
// later first; fewer entries where they are long (common/page.h). Official figures belong to the unit that
// bears the code in their period (BearerIn).
//
// NOT_FOUND: nothing bears the code, or no unit of it began on the day asked for. INVALID_ARGUMENT:
// page_token is malformed. Requires: a request that is otherwise well-formed.
absl::StatusOr<reporting::v1::GetHistoryResponse> MakeTimeline(
    const reporting::v1::GetHistoryRequest& request, const UnitSnapshot& snapshot);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_TIMELINE_H_
