// The score of a unit from what a ledger holds.

#ifndef CHISO_SERVICES_SCORING_CORE_SCORER_H_
#define CHISO_SERVICES_SCORING_CORE_SCORER_H_

#include <cstdint>

#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/tally.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

// Scores a place of the period's tree. An indicator that the unit's level inherits has the figures of the
// nearest unit above that measures it, in scope subtree, unless the unit has a return of its own; the own
// offices of a unit that measures it inherit the unit's figures. In scope subtree a nation has the
// mean of the provinces directly below it, and of those with nothing above them (ScoreNation).
Score ScorePlace(Tallies& tallies, int32_t place, const Period& period, Scope scope);

// The same for one of the ledger's units: the score of its office in the period. Where it has none then,
// nothing is reported of it. Requires: the definition has passed Check.
Score ScoreUnit(const Ledger& ledger, const IndexDefinition& definition, const Unit& unit,
                const Period& period, Scope scope);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_SCORER_H_
