// The database of a service. Declares the flags --postgres and --startup_timeout.

#ifndef CHISO_COMMON_SERVICE_DATABASE_H_
#define CHISO_COMMON_SERVICE_DATABASE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/postgres.h"

namespace chiso {

// Opens the database at --postgres with at most `connections`, waits for it for as long as --startup_timeout
// says, and brings its schema up to date. `service` is `ingestion` or `reporting`. Needs
// BlockTerminationSignals. CANCELLED: the process was asked to end while it waited. Otherwise as
// MigrateAtStart.
absl::StatusOr<std::unique_ptr<Postgres>> OpenDatabase(const std::string& service, int connections,
                                                       const std::vector<Migration>& schema);

}  // namespace chiso

#endif  // CHISO_COMMON_SERVICE_DATABASE_H_
