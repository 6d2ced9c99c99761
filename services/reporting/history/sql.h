// What the files of History share beside common/sql/values.h.

#ifndef CHISO_SERVICES_REPORTING_HISTORY_SQL_H_
#define CHISO_SERVICES_REPORTING_HISTORY_SQL_H_

#include <pqxx/pqxx>
#include <vector>

#include "absl/status/status.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/sql/values.h"
#include "google/protobuf/message_lite.h"

namespace chiso {

// Whether somebody may write the scores of the log of a row: LogWriter.followed.
#define CHISO_FOLLOWED(row) \
  "(SELECT count(*) FROM log_progress q WHERE q.epoch = " row ".epoch) = " row ".granted_logs"

// Reads a stored message; a row that does not hold one goes to the log, and is INTERNAL to callers.
absl::Status ParseStored(const pqxx::field& field, google::protobuf::MessageLite& message);

absl::Status AlreadyPublished();

// All pinned definitions, ordered by id.
absl::Status ReadDefinitions(pqxx::transaction_base& work,
                             std::vector<index::v1::IndexDefinition>& definitions);

// All units, ordered by code and first day of validity.
std::vector<record::v1::Unit> ReadUnits(pqxx::transaction_base& work);

// How far the scores have come: see History::GetProgress. An as_of_time after `latest_micros` counts as none.
reporting::v1::Progress ReadProgress(pqxx::transaction_base& work, int64_t latest_micros);

// Makes all statements of the transaction read one snapshot of the database. Must be its first statement.
void ReadOneSnapshot(pqxx::transaction_base& work);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_HISTORY_SQL_H_
