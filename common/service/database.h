// The database of a service, and who watches over it. Declares the flags --postgres and --startup_timeout.

#ifndef CHISO_COMMON_SERVICE_DATABASE_H_
#define CHISO_COMMON_SERVICE_DATABASE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/service/periodic_worker.h"
#include "common/sql/postgres.h"

namespace chiso {

// Watches in a thread of its own, over a connection of its own, until the destructor: about every second it
// ends the transactions of dead clients (common/sql/dead_clients.h), and looks whether the server keeps what
// it says is committed. Thread-safe.
class Database {
 public:
  // Opens the database at --postgres, waits for it for as long as --startup_timeout says, and brings its
  // schema up to date. `service` is `ingestion` or `reporting`. Needs BlockTerminationSignals. CANCELLED: the
  // process was asked to end while it waited. Otherwise as MigrateAtStart.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& service,
                                                        const std::vector<Migration>& schema);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // For pools, which take no connections from one another. One for what the process does of itself, with as
  // many connections as it has threads that do so; another for what callers ask, who may ask anything: there
  // a transaction takes 15 seconds at most, and who finds all connections taken for 2 seconds is told to come
  // again (RESOURCE_EXHAUSTED).
  Postgres::Options OwnPool(int connections) const;
  Postgres::Options CallersPool(int connections) const;

  // OK: what the server says is committed survives the end of its machine, as far as its settings tell.
  // FAILED_PRECONDITION: which of fsync, synchronous_commit and full_page_writes are off. UNKNOWN: it has not
  // been asked yet. A change is logged too.
  absl::Status durability() const;
  // The name by which health tells whether that is OK.
  static constexpr char kDurability[] = "durability";

 private:
  explicit Database(std::string application_name);

  absl::Status Watch();

  const std::string application_name_;
  Postgres watching_;
  mutable absl::Mutex mutex_;
  // The settings that are off; absent: not known yet.
  std::optional<std::vector<std::string>> off_ ABSL_GUARDED_BY(mutex_);
  // The last member: its thread uses the others.
  PeriodicWorker worker_;
};

}  // namespace chiso

#endif  // CHISO_COMMON_SERVICE_DATABASE_H_
