#include "common/record/receipt_chain.h"

#include "common/sha256.h"
#include "gtest/gtest.h"

namespace chiso {
namespace {

TEST(ReceiptChainTest, IsTheDigestOfTheLineOfTheContract) {
  Positions positions;
  positions.Add()->set_log("main");
  positions[0].set_sequence(9000);
  positions.Add()->set_log("reference");
  positions[1].set_sequence(5);
  EXPECT_EQ(ReceiptChain({"\x01\xab", "\xff", 12, 3, positions}),
            Sha256("01ab ff 12 3 main:9000,reference:5"));
  // The first receipt of a sender, of a batch of which nothing was taken.
  EXPECT_EQ(ReceiptChain({"", "\xff", 0, 1, {}}), Sha256(" ff 0 1 "));
}

}  // namespace
}  // namespace chiso
