// Which scores are asked for, and giving them from a ledger.

#ifndef CHISO_SERVICES_SCORING_SCORE_QUERY_H_
#define CHISO_SERVICES_SCORING_SCORE_QUERY_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/unit.pb.h"
#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/offices.h"
#include "services/scoring/core/units.h"
#include "services/scoring/definitions.h"

namespace chiso {

// The fields that all requests for scores have.
struct ScoreQuery {
  Period period;
  core::Scope scope;
};

// INVALID_ARGUMENT "field: reason".
absl::StatusOr<ScoreQuery> QueryOf(const std::string& period, record::v1::Scope scope);
absl::Status CheckUnitCode(const std::string& field, const std::string& code);

// The unit that a request names by its code and, where that is not empty, its first day. NOT_FOUND: none of
// that code in the period. INVALID_ARGUMENT "field: reason".
absl::StatusOr<const core::Unit*> FindUnit(const core::Units& units, const std::string& code,
                                           const std::string& valid_from, const Period& period);

// The definition asked for, or where the id is empty the one in force. NOT_FOUND: there is none.
absl::StatusOr<const core::IndexDefinition*> DefinitionFor(const Definitions& definitions,
                                                           const std::string& id, const Period& period);

// The place of the unit's office in the period's tree; -1: it has none.
int32_t PlaceOf(const core::Ledger& ledger, const core::Unit& unit, const Period& period);

// The score of the unit's office, as the unit that it stands as in the period, by whichever of its units it
// is asked for. Without positions and time.
index::v1::Score ScoreOf(const core::Ledger& ledger, const core::IndexDefinition& definition,
                         const core::Unit& unit, const ScoreQuery& query);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_SCORE_QUERY_H_
