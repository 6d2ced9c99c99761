// Messages as bytes, for methods that take and give them raw.

#ifndef CHISO_COMMON_RPC_RAW_MESSAGE_H_
#define CHISO_COMMON_RPC_RAW_MESSAGE_H_

#include <google/protobuf/message_lite.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/bounds/message_bounds.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace chiso {

// The bytes of a message that was received; `slice` keeps them. Empty where nothing was received.
absl::string_view BytesOf(const grpc::ByteBuffer& message, grpc::Slice& slice);

// The message that was received. INVALID_ARGUMENT: it is none, or goes beyond the bounds of its contract
// (common/bounds).
template <typename Message>
absl::StatusOr<Message> ParseWithinBounds(const grpc::ByteBuffer& received) {
  grpc::Slice slice;
  const absl::string_view bytes = BytesOf(received, slice);
  if (absl::Status status = CheckBounds(*Message::descriptor(), bytes); !status.ok()) return status;
  Message message;
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return message;
  return MessageMalformed();
}

grpc::ByteBuffer ToByteBuffer(const google::protobuf::MessageLite& message);

// The bytes as a piece of a message, without copying them.
grpc::Slice ToSlice(std::string bytes);

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_RAW_MESSAGE_H_
