// Messages as bytes, for methods that take and give them raw.

#ifndef CHISO_COMMON_RPC_RAW_MESSAGE_H_
#define CHISO_COMMON_RPC_RAW_MESSAGE_H_

#include <google/protobuf/message_lite.h>

#include "absl/strings/string_view.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace chiso {

// The bytes of a message that was received; `slice` keeps them. Empty where nothing was received.
absl::string_view BytesOf(const grpc::ByteBuffer& message, grpc::Slice& slice);

grpc::ByteBuffer ToByteBuffer(const google::protobuf::MessageLite& message);

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_RAW_MESSAGE_H_
