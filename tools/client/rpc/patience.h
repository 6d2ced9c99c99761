// How long to try again.

#ifndef CHISO_TOOLS_CLIENT_RPC_PATIENCE_H_
#define CHISO_TOOLS_CLIENT_RPC_PATIENCE_H_

#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace chiso {

// After which time the service wants to be called again (RetryInfo); nothing where it does not say.
std::optional<absl::Duration> RetryDelayOf(const absl::Status& status);

// Gives up once nothing has succeeded for a time. Not thread-safe.
class Patience {
 public:
  // Told of an error before the first new attempt after a success.
  using Notice = std::function<void(const absl::Status&)>;

  explicit Patience(absl::Duration limit, Notice notice = {});

  // Something succeeded: the time begins anew.
  void Renew();
  absl::Time deadline() const { return deadline_; }
  // Whether to try again after this error. If so, it first waits as long as the service asks for, else a
  // growing while. Worth it are UNAVAILABLE, RESOURCE_EXHAUSTED, and CANCELLED: so gRPC itself ends a call
  // that reaches a service just as it goes down.
  bool TryAgain(const absl::Status& status);

 private:
  const absl::Duration limit_;
  const Notice notice_;
  absl::Time deadline_;
  absl::Duration pause_;
  bool noticed_ = false;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_RPC_PATIENCE_H_
