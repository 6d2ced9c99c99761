#include "common/service/periodic_worker.h"

#include <utility>

#include "common/log.h"

namespace chiso {

PeriodicWorker::PeriodicWorker(std::string task, absl::Duration pause_after_error, Body body)
    : task_(std::move(task)),
      pause_after_error_(pause_after_error),
      body_(std::move(body)),
      thread_([this] { Run(); }) {}

PeriodicWorker::~PeriodicWorker() {
  Stop();
  thread_.join();
}

void PeriodicWorker::Stop() {
  if (!stop_.HasBeenNotified()) stop_.Notify();
}

void PeriodicWorker::Run() {
  bool failing = false;
  absl::Duration pause = absl::ZeroDuration();
  while (!StoppedWithin(pause)) {
    const absl::StatusOr<absl::Duration> run = body_();
    if (!run.ok() && !failing && !stop_.HasBeenNotified()) {
      SPDLOG_WARN("cannot {}: {}", task_, std::string(run.status().message()));
    }
    if (run.ok() && failing) SPDLOG_INFO("can {} now", task_);
    failing = !run.ok();
    pause = run.ok() ? *run : pause_after_error_;
  }
  ended_.Notify();
}

}  // namespace chiso
