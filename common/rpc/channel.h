// The channel to a service.

#ifndef CHISO_COMMON_RPC_CHANNEL_H_
#define CHISO_COMMON_RPC_CHANNEL_H_

#include <memory>
#include <string>

#include "grpcpp/grpcpp.h"

namespace chiso {

// A channel to the service that listens at `address`, e.g. `127.0.0.1:7661`. It connects with the first call,
// and again as long as there are calls: a service that comes back is found within about a second, one that
// falls silent in the middle of a call counts as gone within half a minute. Answers of any size are taken.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_CHANNEL_H_
