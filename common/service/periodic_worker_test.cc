#include "common/service/periodic_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ringbuffer_sink.h>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/log.h"

namespace chiso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What is logged while this object lives, as `LEVEL MESSAGE`.
class LogLines {
 public:
  LogLines() {
    auto logger = std::make_shared<spdlog::logger>("test", sink_);
    logger->set_pattern("%l %v", spdlog::pattern_time_type::local);
    spdlog::set_default_logger(std::move(logger));
  }
  ~LogLines() { spdlog::set_default_logger(before_); }

  std::vector<std::string> All() {
    std::vector<std::string> lines = sink_->last_formatted();
    for (std::string& line : lines) line.erase(line.find_last_not_of('\n') + 1);
    return lines;
  }

 private:
  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  const std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> sink_ =
      std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(100);
};

TEST(PeriodicWorker, AnOutageIsToldOnceAndSoIsItsEnd) {
  LogLines lines;
  const std::vector<absl::Status> runs = {absl::OkStatus(),
                                          absl::UnavailableError("away"),
                                          absl::InternalError("broken"),
                                          absl::OkStatus(),
                                          absl::OkStatus(),
                                          absl::UnavailableError("gone"),
                                          absl::OkStatus()};
  size_t next = 0;
  absl::Notification done;
  {
    const PeriodicWorker worker("count", absl::ZeroDuration(), [&]() -> absl::StatusOr<absl::Duration> {
      if (next == runs.size()) {
        done.Notify();
        return absl::InfiniteDuration();
      }
      const absl::Status& run = runs[next++];
      if (!run.ok()) return run;
      return absl::ZeroDuration();
    });
    done.WaitForNotification();
  }
  EXPECT_THAT(lines.All(), ElementsAre("warning cannot count: away", "info can count now",
                                       "warning cannot count: gone", "info can count now"));
}

TEST(PeriodicWorker, StoppingDoesNotWaitForTheEndOfAPause) {
  for (const bool well : {true, false}) {
    absl::Notification ran;
    const PeriodicWorker worker("count", absl::InfiniteDuration(), [&]() -> absl::StatusOr<absl::Duration> {
      ran.Notify();
      if (!well) return absl::UnavailableError("away");
      return absl::InfiniteDuration();
    });
    ran.WaitForNotification();
  }
}

TEST(PeriodicWorker, TheDestructorWaitsForTheRunUnderWayAndLetsNoOtherBegin) {
  std::atomic<int> begun = 0, ended = 0;
  absl::Notification running, go_on;
  std::optional<PeriodicWorker> worker;
  worker.emplace("count", absl::ZeroDuration(), [&]() -> absl::StatusOr<absl::Duration> {
    ++begun;
    running.Notify();
    go_on.WaitForNotification();
    worker->StoppedWithin(absl::InfiniteDuration());
    ++ended;
    return absl::ZeroDuration();
  });
  running.WaitForNotification();
  go_on.Notify();
  worker.reset();
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(ended, 1);
}

TEST(PeriodicWorker, ARunThatIsBrokenOffIsAwaitedAndNotLogged) {
  LogLines lines;
  absl::Notification running, broken_off;
  PeriodicWorker worker("count", absl::ZeroDuration(), [&]() -> absl::StatusOr<absl::Duration> {
    running.Notify();
    broken_off.WaitForNotification();
    return absl::CancelledError("broken off");
  });
  running.WaitForNotification();
  worker.Stop();
  EXPECT_FALSE(worker.EndedWithin(absl::ZeroDuration()));
  broken_off.Notify();
  EXPECT_TRUE(worker.EndedWithin(absl::InfiniteDuration()));
  EXPECT_THAT(lines.All(), IsEmpty());
}

}  // namespace
}  // namespace chiso
