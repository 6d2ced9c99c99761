// Takes the dossiers of the logs into the table `dossier`, from which they are listed, some way behind the
// heads.

#ifndef CHISO_SERVICES_INGESTION_DOSSIERS_LISTER_H_
#define CHISO_SERVICES_INGESTION_DOSSIERS_LISTER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "common/sql/postgres.h"

namespace chiso {

// One thread, from the constructor to the destructor. Any number of processes may do this at once: a log is
// taken by one of them at a time. The table and how far each log is in it change in one transaction, so a
// crash loses nothing.
class DossierLister {
 public:
  // `postgres` must outlive this object and hold IngestionSchema(). `busy_time`: how long this
  // process has spent appending, which goes first; called from the thread.
  DossierLister(Postgres& postgres, std::function<absl::Duration()> busy_time);
  ~DossierLister();
  DossierLister(const DossierLister&) = delete;
  DossierLister& operator=(const DossierLister&) = delete;

 private:
  void Run();
  // Takes the next records of each log; whether there may be more at once.
  absl::StatusOr<bool> TakeAll(absl::Time deadline);
  absl::StatusOr<bool> TakeOne(const std::string& log, absl::Time deadline);

  Postgres& postgres_;
  const std::function<absl::Duration()> busy_time_;
  // What one transaction takes at most.
  int64_t records_;
  // Of all logs together, when they were last looked at: others append too.
  int64_t heads_ = 0;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_DOSSIERS_LISTER_H_
