// How callers and servers know each other: today not at all, all of it is plaintext. Whatever is more has its
// place here alone. The admin port does not go by it: it is plaintext always.

#ifndef CHISO_COMMON_RPC_CREDENTIALS_H_
#define CHISO_COMMON_RPC_CREDENTIALS_H_

#include <memory>

#include "grpcpp/grpcpp.h"

namespace chiso {

// What a caller of a service presents, and asks to be presented.
std::shared_ptr<grpc::ChannelCredentials> CallerCredentials();

// What a service presents to its callers, and asks of them.
std::shared_ptr<grpc::ServerCredentials> ServiceCredentials();

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_CREDENTIALS_H_
