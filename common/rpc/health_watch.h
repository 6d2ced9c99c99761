// Keeps a server's health true.

#ifndef CHISO_COMMON_RPC_HEALTH_WATCH_H_
#define CHISO_COMMON_RPC_HEALTH_WATCH_H_

#include <functional>

#include "absl/status/status.h"
#include "common/rpc/server.h"
#include "common/service/periodic_worker.h"

namespace chiso {

// Sets a server's health to what a probe says, in a thread of its own, from the constructor to the
// destructor; then the health is NOT_SERVING. That the probe fails is logged once, and so is that it no
// longer does.
class HealthWatch {
 public:
  // `probe` is called by one thread, about every second, and must return in bounded time. It may do other
  // regular work too. `server` must outlive this object.
  HealthWatch(Server& server, std::function<absl::Status()> probe);
  ~HealthWatch();
  HealthWatch(const HealthWatch&) = delete;
  HealthWatch& operator=(const HealthWatch&) = delete;

 private:
  Server& server_;
  PeriodicWorker worker_;
};

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_HEALTH_WATCH_H_
