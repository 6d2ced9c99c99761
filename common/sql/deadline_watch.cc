#include "common/sql/deadline_watch.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "absl/time/clock.h"

namespace chiso {

DeadlineWatch::Watched::Watched(DeadlineWatch& watch, int socket, absl::Time deadline)
    : watch_(watch), socket_(fcntl(socket, F_DUPFD_CLOEXEC, 0)), deadline_(deadline) {
  absl::MutexLock lock(&watch_.mutex_);
  watch_.watched_.insert(this);
  // Most deadlines are later than those before them, so the thread sleeps on.
  if (deadline_ < watch_.next_) watch_.earlier_ = true;
}

DeadlineWatch::Watched::~Watched() {
  {
    absl::MutexLock lock(&watch_.mutex_);
    watch_.watched_.erase(this);
  }
  if (socket_ >= 0) close(socket_);
}

bool DeadlineWatch::Watched::cut() const {
  absl::MutexLock lock(&watch_.mutex_);
  return cut_;
}

DeadlineWatch::DeadlineWatch() : thread_([this] { Run(); }) {}

DeadlineWatch::~DeadlineWatch() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  thread_.join();
}

void DeadlineWatch::Run() {
  absl::MutexLock lock(&mutex_);
  const auto may_go_on = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopped_ || earlier_; };
  while (!stopped_) {
    const absl::Time now = absl::Now();
    earlier_ = false;
    next_ = absl::InfiniteFuture();
    for (Watched* const watched : watched_) {
      if (watched->cut_) continue;
      if (watched->deadline_ > now) {
        next_ = std::min(next_, watched->deadline_);
        continue;
      }
      watched->cut_ = true;
      shutdown(watched->socket_, SHUT_RDWR);
    }
    mutex_.AwaitWithDeadline(absl::Condition(&may_go_on), next_);
  }
}

}  // namespace chiso
