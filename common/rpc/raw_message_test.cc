#include "common/rpc/raw_message.h"

#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include <string>

namespace chiso {
namespace {

TEST(RawMessage, GivesBackTheBytesThatWereSent) {
  google::rpc::Status message;
  message.set_code(5);
  message.set_message("no such unit");
  grpc::Slice slice;
  EXPECT_EQ(BytesOf(ToByteBuffer(message), slice), message.SerializeAsString());
}

TEST(RawMessage, JoinsWhatArrivesInPieces) {
  const grpc::Slice pieces[] = {grpc::Slice("first "), grpc::Slice(std::string(100'000, 'x')),
                                grpc::Slice("last")};
  grpc::Slice slice;
  EXPECT_EQ(BytesOf(grpc::ByteBuffer(pieces, 3), slice), "first " + std::string(100'000, 'x') + "last");
}

TEST(RawMessage, IsEmptyWhereNothingWasReceived) {
  grpc::Slice slice;
  EXPECT_EQ(BytesOf(grpc::ByteBuffer(), slice), "");
}

}  // namespace
}  // namespace chiso
