// Scores as they were known at given positions and a given time.

#ifndef CHISO_SERVICES_SCORING_RECOMPUTE_H_
#define CHISO_SERVICES_SCORING_RECOMPUTE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "chiso/scoring/v1/recompute.pb.h"
#include "services/scoring/definitions.h"
#include "services/scoring/replay.h"

namespace chiso {

// Answers the request by the logs alone. `logs`: those that are followed, which it must name. Codes as of
// ScoringService::RecomputeScores.
absl::StatusOr<scoring::v1::RecomputeScoresResponse> RecomputeScores(
    const Definitions& definitions, const std::vector<std::string>& logs,
    const scoring::v1::RecomputeScoresRequest& request, const ReadLog& read);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_RECOMPUTE_H_
