// Comparing the scores that are kept with those that the logs give.

#ifndef CHISO_SERVICES_SCORING_DRIFT_H_
#define CHISO_SERVICES_SCORING_DRIFT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "chiso/scoring/v1/recompute.pb.h"
#include "services/scoring/core/units.h"
#include "services/scoring/replay.h"
#include "services/scoring/state.h"

namespace chiso {

// The codes of units that stand topmost below the nation, in their order.
std::vector<std::string> TopLevelUnits(const core::Units& units);

// Compares the whole tree that the unit stands in. Holds the state's lock once, shared, for as long as it
// takes to score that tree. NOT_FOUND: there is no such unit. INVALID_ARGUMENT: it is a nation, or the code
// is malformed. UNAVAILABLE: not every log has been read to its end yet. Otherwise as Replay::Run.
absl::StatusOr<scoring::v1::TreeDrift> CheckTree(const State& state, const std::string& unit_code,
                                                 const ReadLog& read);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_DRIFT_H_
