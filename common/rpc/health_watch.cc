#include "common/rpc/health_watch.h"

#include <utility>

#include "absl/time/time.h"

namespace chiso {
namespace {

constexpr absl::Duration kPeriod = absl::Seconds(1);

}  // namespace

HealthWatch::HealthWatch(Server& server, std::function<absl::Status()> probe)
    : server_(server),
      worker_("serve", kPeriod, [&server, probe = std::move(probe)]() -> absl::StatusOr<absl::Duration> {
        const absl::Status health = probe();
        server.SetServing(health.ok());
        if (!health.ok()) return health;
        return kPeriod;
      }) {}

HealthWatch::~HealthWatch() {
  worker_.Stop();
  // A run that is under way would set the health once more.
  worker_.EndedWithin(absl::InfiniteDuration());
  server_.SetServing(false);
}

}  // namespace chiso
