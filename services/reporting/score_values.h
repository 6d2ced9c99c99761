// Scores as columns (chiso/reporting/v1/packed.proto), and back. Pure.
//
// Columns have one form for one score: nothing that their reader would know without it. So what is stored
// differs only where scores differ.

#ifndef CHISO_SERVICES_REPORTING_SCORE_VALUES_H_
#define CHISO_SERVICES_REPORTING_SCORE_VALUES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/reporting/v1/packed.pb.h"

namespace chiso {

// The columns of a score. INVALID_ARGUMENT: its indicators or groups are not those of the definition in their
// order, or a value has no place in a column; `at` stands before the name of the field.
absl::StatusOr<reporting::v1::ScoreValues> PackScore(const std::string& at, const index::v1::Score& score,
                                                     const index::v1::IndexDefinition& definition);

// Checks columns that were received by the rules of packed.proto, and brings them into their one form.
// INVALID_ARGUMENT as above.
absl::Status TidyValues(const std::string& at, const index::v1::IndexDefinition& definition,
                        reporting::v1::ScoreValues& values);

// The score: all but unit, period, scope, positions and time. Requires columns of PackScore or TidyValues.
index::v1::Score UnpackScore(const reporting::v1::ScoreValues& values,
                             const index::v1::IndexDefinition& definition);

// The number of indicators in all groups.
int IndicatorCount(const index::v1::IndexDefinition& definition);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_SCORE_VALUES_H_
