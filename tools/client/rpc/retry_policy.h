// When a call that failed is tried again.

#ifndef CHISO_TOOLS_CLIENT_RPC_RETRY_POLICY_H_
#define CHISO_TOOLS_CLIENT_RPC_RETRY_POLICY_H_

#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace chiso {

// The delay after which the service wants to be called again (RetryInfo); absent where it names none.
std::optional<absl::Duration> RetryDelayOf(const absl::Status& status);

// Exponential backoff that gives up when nothing has succeeded within the limit. Not thread-safe.
class RetryPolicy {
 public:
  // Called with the error before the first retry after a success.
  using Notice = std::function<void(const absl::Status&)>;

  explicit RetryPolicy(absl::Duration limit, Notice notice = {});

  // Something succeeded: the limit and the backoff begin anew.
  void Reset();
  absl::Time deadline() const { return deadline_; }
  // Whether to try again after this error. If so, first waits for the delay that the service asks for, else
  // for the backoff. Retried are UNAVAILABLE, RESOURCE_EXHAUSTED and CANCELLED; gRPC itself ends a call with
  // the last one when it reaches a service that is going down.
  bool WaitToRetry(const absl::Status& status);

 private:
  const absl::Duration limit_;
  const Notice notice_;
  absl::Time deadline_;
  absl::Duration pause_;
  bool noticed_ = false;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_RPC_RETRY_POLICY_H_
