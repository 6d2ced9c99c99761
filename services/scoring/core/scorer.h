// The score of a unit from what a ledger holds.

#ifndef CHISO_SERVICES_SCORING_CORE_SCORER_H_
#define CHISO_SERVICES_SCORING_CORE_SCORER_H_

#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/tally.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

// Scores a unit of the tallies' ledger. An indicator that the unit's level inherits has the figures of the
// nearest unit above that measures it, in scope subtree, unless the unit has a return of its own; the own
// offices of a unit that measures it inherit the unit's figures. Where the unit is not valid in the period,
// nothing is reported of it.
//
// For many scores use one Tallies. Requires: the definition has passed Check and outlives the tallies.
Score ScoreUnit(Tallies& tallies, const IndexDefinition& definition, const Unit& unit, const Period& period,
                Scope scope);

// The same for a single score.
Score ScoreUnit(const Ledger& ledger, const IndexDefinition& definition, const Unit& unit,
                const Period& period, Scope scope);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_SCORER_H_
