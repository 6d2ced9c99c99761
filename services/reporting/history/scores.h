// The scores and units of an update, inside its transaction.

#ifndef CHISO_SERVICES_REPORTING_HISTORY_SCORES_H_
#define CHISO_SERVICES_REPORTING_HISTORY_SCORES_H_

#include <cstdint>
#include <pqxx/pqxx>
#include <vector>

#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/sql/postgres.h"
#include "services/reporting/staged_scores.h"

namespace chiso {

// Each writes only what differs, and returns how many rows that were. What scores become is known from the
// day of `as_of_micros` on; the last values of the days before stay in former_score.
int64_t RemoveUnits(pqxx::transaction_base& work,
                    const google::protobuf::RepeatedPtrField<record::v1::UnitId>& units);
int64_t WriteUnits(pqxx::transaction_base& work,
                   const google::protobuf::RepeatedPtrField<record::v1::Unit>& units);
int64_t RemoveScores(Transaction& transaction, const std::vector<ScoreName>& names, int64_t as_of_micros);
int64_t WriteScores(Transaction& transaction, const std::vector<StagedScore>& scores, int64_t as_of_micros);

// The names of the scores after this one in their order, at most so many.
std::vector<ScoreName> ScoresAfter(pqxx::transaction_base& work, const ScoreName& name, int most);
// Units or definitions have changed.
void MarkReferenceChanged(pqxx::transaction_base& work);

// Of all units.
std::vector<record::v1::UnitId> UnitIds(pqxx::transaction_base& work);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_HISTORY_SCORES_H_
