#include "common/rpc/credentials.h"

namespace chiso {

std::shared_ptr<grpc::ChannelCredentials> CallerCredentials() { return grpc::InsecureChannelCredentials(); }

std::shared_ptr<grpc::ServerCredentials> ServiceCredentials() { return grpc::InsecureServerCredentials(); }

}  // namespace chiso
