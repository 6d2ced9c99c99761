// Ends the wait for a server that does not answer. libpq would wait for ever, and the limit of a statement's
// time is kept by the server, for each statement alone.

#ifndef CHISO_COMMON_SQL_DEADLINE_WATCH_H_
#define CHISO_COMMON_SQL_DEADLINE_WATCH_H_

#include <set>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace chiso {

// Cuts sockets at their deadlines, in a thread of its own. Thread-safe.
class DeadlineWatch {
 public:
  // While it lives, its socket is shut down once the deadline has passed: whoever reads or writes then fails
  // as if the other side had gone.
  class Watched {
   public:
    // `socket` may be closed before this object ends. `watch` must outlive it.
    Watched(DeadlineWatch& watch, int socket, absl::Time deadline);
    ~Watched();
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    // Whether the deadline has passed, and the socket was cut.
    bool cut() const;

   private:
    friend class DeadlineWatch;

    DeadlineWatch& watch_;
    // A descriptor of its own: the number of a closed one may soon be that of another socket.
    const int socket_;
    const absl::Time deadline_;
    bool cut_ = false;
  };

  DeadlineWatch();
  // Requires that nothing is watched.
  ~DeadlineWatch();
  DeadlineWatch(const DeadlineWatch&) = delete;
  DeadlineWatch& operator=(const DeadlineWatch&) = delete;

 private:
  void Run();

  mutable absl::Mutex mutex_;
  std::set<Watched*> watched_ ABSL_GUARDED_BY(mutex_);
  // When the thread looks again. It is later than the earliest deadline only while `earlier_`.
  absl::Time next_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  bool earlier_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // The last member: it uses the others.
  std::thread thread_;
};

}  // namespace chiso

#endif  // CHISO_COMMON_SQL_DEADLINE_WATCH_H_
