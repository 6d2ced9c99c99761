// Scores in the packed form in which reporting takes them.

#ifndef CHISO_SERVICES_SCORING_PACK_H_
#define CHISO_SERVICES_SCORING_PACK_H_

#include "chiso/reporting/v1/packed.pb.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/score.h"

namespace chiso {

// The values of a score under the definition, of which the score must be.
reporting::v1::ScoreValues PackScore(const core::Score& score, const core::IndexDefinition& definition);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_PACK_H_
