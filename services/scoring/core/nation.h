// The score of a nation: the mean of its provinces.

#ifndef CHISO_SERVICES_SCORING_CORE_NATION_H_
#define CHISO_SERVICES_SCORING_CORE_NATION_H_

#include "absl/types/span.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/score.h"

namespace chiso::core {

struct UnitScore {
  UnitKey unit;
  Score score;
};

// Of each group the unweighted mean of the points of those provinces whose total is SCORED, rounded half up
// to hundredths; the total is the sum of these. A group in which a province has no points counts as 0 there.
//
// A province whose total is not SCORED is missing and enters no mean: then groups and total are INCOMPLETE.
// Where all are missing, or there is none, there is no mean: no group applies, and the total is NOT_REPORTED.
// No indicator applies to a nation.
Score ScoreNation(const IndexDefinition& definition, absl::Span<const UnitScore> provinces);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_NATION_H_
