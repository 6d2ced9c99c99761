#include "common/rpc/deadline.h"

#include "absl/time/clock.h"

namespace chiso {

absl::Time DeadlineOf(const grpc::ServerContext& context, absl::Duration fallback) {
  const absl::Time now = absl::Now();
  const absl::Time deadline = absl::FromChrono(context.deadline());
  // A call without a deadline has one in the far future.
  return deadline > now + absl::Hours(24) ? now + fallback : deadline;
}

}  // namespace chiso
