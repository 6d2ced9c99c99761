// How long a caller waits.

#ifndef CHISO_COMMON_RPC_DEADLINE_H_
#define CHISO_COMMON_RPC_DEADLINE_H_

#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace chiso {

// The deadline of a call. A call that has none, or one of more than a day, gets `fallback` from now.
absl::Time DeadlineOf(const grpc::ServerContext& context, absl::Duration fallback = absl::Seconds(30));

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_DEADLINE_H_
