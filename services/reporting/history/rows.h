// Rows of units, official figures and scores, and the columns that they are made of.

#ifndef CHISO_SERVICES_REPORTING_HISTORY_ROWS_H_
#define CHISO_SERVICES_REPORTING_HISTORY_ROWS_H_

#include <pqxx/pqxx>
#include <vector>

#include "absl/status/statusor.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "common/sql/values.h"
#include "services/reporting/history/known_definitions.h"

namespace chiso {

#define CHISO_UNIT_COLUMNS "code, valid_from, valid_to, level, name, parent_code"
std::vector<record::v1::Unit> ToUnits(const pqxx::result& rows);

#define CHISO_FIGURE_COLUMNS \
  "unit_code, period, code, value, revision, revision_order, " CHISO_MICROS("read_time") " AS read_micros"
reporting::v1::OfficialFigure ToFigure(const pqxx::row& row);

// The score without positions and time. Codes as of KnownDefinitions.
#define CHISO_SCORE_COLUMNS "period, scope, unit_code, unit_valid_from, definition_id, packed, known_from"
absl::StatusOr<index::v1::Score> ToScore(pqxx::transaction_base& work, KnownDefinitions& definitions,
                                         const pqxx::row& row);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_HISTORY_ROWS_H_
