#include "services/ingestion/received_batch.h"

#include <google/protobuf/arena.h>

#include <optional>

#include "common/errors.h"
#include "gtest/gtest.h"

namespace chiso {
namespace {

std::string BatchOf(int records) {
  ingestion::v1::Batch batch;
  for (int i = 0; i < records; ++i) batch.add_records()->mutable_dossier()->set_code("H44.1-260803-0001");
  return batch.SerializeAsString();
}

TEST(ReceivedBatchTest, HoldsWhatWasSentAndItsBytes) {
  const std::string bytes = BatchOf(3);
  ReceivedBatch received(bytes);
  ASSERT_TRUE(received.status().ok());
  EXPECT_EQ(received.batch().records_size(), 3);
  EXPECT_EQ(received.bytes(), bytes);
}

TEST(ReceivedBatchTest, OtherBytesAreMalformed) {
  EXPECT_EQ(ReasonOf(ReceivedBatch("\xff").status()), "MESSAGE_MALFORMED");
}

TEST(ReceivedBatchTest, WhatWouldTakeTooMuchMemoryIsNotParsed) {
  std::string bytes;
  for (int i = 0; i < 1'000'000; ++i) bytes += std::string("\x22\x00", 2);
  EXPECT_EQ(ReasonOf(ReceivedBatch(bytes).status()), "MESSAGE_TOO_LARGE");
  EXPECT_EQ(ReasonOf(ReceivedBatch(std::string(1'000'000, '\xff')).status()), "MESSAGE_MALFORMED");
}

TEST(ReceivedBatchTest, LargeMessageLeavesNoMoreMemoryThanASmallOne) {
  const std::string bytes = BatchOf(30'000);
  std::optional<ReceivedBatch> received(bytes);
  const google::protobuf::Arena* const arena = received->batch().GetArena();
  EXPECT_GT(arena->SpaceAllocated(), ReceivedBatch::kKeptBytes);
  received.reset();
  EXPECT_EQ(arena->SpaceAllocated(), ReceivedBatch::kKeptBytes);
}

}  // namespace
}  // namespace chiso
