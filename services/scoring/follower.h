// Follows one log of ingestion into the state.

#ifndef CHISO_SERVICES_SCORING_FOLLOWER_H_
#define CHISO_SERVICES_SCORING_FOLLOWER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chiso/record/v1/log.pb.h"
#include "grpcpp/grpcpp.h"
#include "services/scoring/state.h"

namespace chiso {

// Reads the log from its beginning and then on as it grows, in a thread of its own. Where the connection
// breaks it resumes from the last position with a digest; records that it reads twice change nothing. Every
// error but LOG_DIVERGED is an outage, which is logged once and waited out.
class Follower {
 public:
  // `on_diverged` is called once, from the follower's thread, where ingestion no longer holds the history
  // that was read: the log was restored from an older state, and only a rebuild from its beginning is right.
  Follower(std::shared_ptr<grpc::Channel> ingestion, std::string log, State& state,
           std::function<void()> on_diverged);
  // Cancels the call under way and waits for the thread.
  ~Follower();

 private:
  void Run();
  // Reads until the stream ends.
  absl::Status ReadOn();
  void TellProgress(int64_t head);
  bool Stopped();

  const std::shared_ptr<grpc::Channel> ingestion_;
  const std::string log_;
  State& state_;
  const std::function<void()> on_diverged_;
  // The thread's own:
  record::v1::Position resume_;  // up to here the state holds the log; it has a digest, or is the beginning
  bool caught_up_ = false;       // with the head, once
  absl::Time began_at_ = absl::Now();
  absl::Time told_progress_at_ = absl::Now();
  absl::Status told_;  // the outage that was logged last, unless something has been read since
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* call_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_FOLLOWER_H_
