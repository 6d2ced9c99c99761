#include "common/service/periodic_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/testing/log_lines.h"

namespace chiso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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
