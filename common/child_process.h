// A program that this process starts, and that does not outlive it. For tests and tools; a service starts
// nothing.

#ifndef CHISO_COMMON_CHILD_PROCESS_H_
#define CHISO_COMMON_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace chiso {

// It leads a process group of its own, which takes in what it starts itself, and is killed when the thread
// that started it ends. Thread-safe.
class ChildProcess {
 public:
  struct Options {
    // Set for it beside what is set for this process, as NAME=value.
    std::vector<std::string> environment;
    // Files to whose ends standard output and standard error are written; empty: where this process writes.
    std::string out;
    std::string err;
  };

  // Starts `arguments[0]`, a path, with nothing to read at standard input. UNAVAILABLE: it cannot be started,
  // or a file not be written.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const std::vector<std::string>& arguments,
                                                             const Options& options);
  // Kills its group, if it has not ended, and waits.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }

  // Sends the signal to its group; does nothing once its end is known.
  void Signal(int signal);

  // Waits for its end, if need be until the deadline. Its exit code, or minus the signal that ended it;
  // absent: it still runs.
  std::optional<int> Wait(absl::Time deadline = absl::InfiniteFuture());

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}

  const pid_t pid_;
  absl::Mutex mutex_;
  std::optional<int> code_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_COMMON_CHILD_PROCESS_H_
