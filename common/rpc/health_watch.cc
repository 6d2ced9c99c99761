#include "common/rpc/health_watch.h"

#include <utility>

#include "absl/time/time.h"

namespace chiso {
namespace {

constexpr absl::Duration kPeriod = absl::Seconds(1);

}  // namespace

HealthWatch::HealthWatch(Server& server, std::function<absl::Status()> probe)
    : server_(server), thread_([this, probe = std::move(probe)] {
        do {
          server_.SetServing(probe().ok());
        } while (!end_.WaitForNotificationWithTimeout(kPeriod));
      }) {}

HealthWatch::~HealthWatch() {
  end_.Notify();
  thread_.join();
  server_.SetServing(false);
}

}  // namespace chiso
