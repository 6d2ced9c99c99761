#include "common/rpc/raw_message.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <utility>

namespace chiso {

absl::string_view BytesOf(const grpc::ByteBuffer& message, grpc::Slice& slice) {
  if (!message.DumpToSingleSlice(&slice).ok()) return {};
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

grpc::ByteBuffer ToByteBuffer(const google::protobuf::MessageLite& message) {
  using Traits = grpc::SerializationTraits<google::protobuf::MessageLite>;
  grpc::ByteBuffer bytes;
  bool own = false;
  Traits::Serialize(message, &bytes, &own);
  return bytes;
}

grpc::Slice ToSlice(std::string bytes) {
  auto* const held = new std::string(std::move(bytes));
  return {held->data(), held->size(), [](void* owner) { delete static_cast<std::string*>(owner); }, held};
}

}  // namespace chiso
