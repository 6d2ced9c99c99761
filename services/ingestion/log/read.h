// One read of a log inside a transaction, for the files of the log alone.

#ifndef CHISO_SERVICES_INGESTION_LOG_READ_H_
#define CHISO_SERVICES_INGESTION_LOG_READ_H_

#include "absl/status/statusor.h"
#include "common/sql/postgres.h"
#include "services/ingestion/log/record_log.h"

namespace chiso {

// As RecordLog::Read. Throws as libpqxx does.
absl::StatusOr<RecordLog::Stretch> ReadStretch(Transaction& transaction, const record::v1::Position& after,
                                               const RecordLog::ReadLimits& limits);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_READ_H_
