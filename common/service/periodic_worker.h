// Work that a process does again and again, beside what it is asked for.

#ifndef CHISO_COMMON_SERVICE_PERIODIC_WORKER_H_
#define CHISO_COMMON_SERVICE_PERIODIC_WORKER_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace chiso {

// Runs a body in one thread, from the constructor to the destructor, with pauses in between.
//
// An outage is told once, and so is its end: the first error is logged as the warning `cannot TASK: MESSAGE`,
// those that follow it are not, and the next run without an error is logged as `can TASK now`.
class PeriodicWorker {
 public:
  // One run: gives the pause until the next one, or what went wrong.
  using Body = std::function<absl::StatusOr<absl::Duration>()>;

  // `task` says what the body does, e.g. `list the newest dossiers`. The first run begins at once.
  PeriodicWorker(std::string task, absl::Duration pause_after_error, Body body);
  // Stops, and waits for the run that is under way; it does not wait for the end of a pause.
  ~PeriodicWorker();
  PeriodicWorker(const PeriodicWorker&) = delete;
  PeriodicWorker& operator=(const PeriodicWorker&) = delete;

  // Lets no further run begin, and returns at once. From now on errors are not logged, since the run that is
  // under way may be broken off. Only the thread that destroys this object calls it.
  void Stop();
  // For a body that takes long: waits for at most `time`; true: it has been stopped. Thread-safe.
  bool StoppedWithin(absl::Duration time) const { return stop_.WaitForNotificationWithTimeout(time); }
  // After Stop: waits for at most `time`; true: the run that was under way has ended.
  bool EndedWithin(absl::Duration time) const { return ended_.WaitForNotificationWithTimeout(time); }

 private:
  void Run();

  const std::string task_;
  const absl::Duration pause_after_error_;
  const Body body_;
  absl::Notification stop_;
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace chiso

#endif  // CHISO_COMMON_SERVICE_PERIODIC_WORKER_H_
