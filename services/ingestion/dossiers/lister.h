// Takes the dossiers of the logs into the table `dossier`, from which they are listed, some way behind the
// heads.

#ifndef CHISO_SERVICES_INGESTION_DOSSIERS_LISTER_H_
#define CHISO_SERVICES_INGESTION_DOSSIERS_LISTER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/service/periodic_worker.h"
#include "common/sql/postgres.h"

namespace chiso {

// Works in a thread of its own, from the constructor to the destructor. Any number of processes may do this
// at once: a log is taken by one of them at a time. The table and how far each log is in it change in one
// transaction, so a crash loses nothing.
class DossierLister {
 public:
  // `postgres` must outlive this object and hold IngestionSchema(). `busy_time` gives how long this process
  // has spent appending, which goes first; it is called from the thread too.
  DossierLister(Postgres& postgres, std::function<absl::Duration()> busy_time);

 private:
  // What was known after a run, from which the next one tells how busy the logs are.
  struct Seen {
    absl::Time at;
    absl::Duration busy;
    // The heads of all logs together: other processes append too.
    int64_t heads = 0;
  };

  absl::StatusOr<absl::Duration> Run();
  // Takes the next records of each log; whether there may be more at once.
  absl::StatusOr<bool> TakeAll(absl::Time deadline);
  absl::StatusOr<bool> TakeOne(const std::string& log, absl::Time deadline);

  Postgres& postgres_;
  const std::function<absl::Duration()> busy_time_;
  // What one transaction takes at most.
  int64_t records_;
  // The heads of all logs together, when they were last looked at.
  int64_t heads_ = 0;
  Seen seen_;
  // The last member: its thread uses the others.
  PeriodicWorker worker_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_DOSSIERS_LISTER_H_
