#include "tools/client/receipts/receipt_keeper.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "common/testing/test_file.h"
#include "tools/client/receipts/receipt_file.h"

namespace chiso {
namespace {

ingestion::v1::Receipt ReceiptOf(char chain) {
  ingestion::v1::Receipt receipt;
  receipt.set_sender("mot-cua");
  receipt.set_batch_id(std::string("batch-") + chain);
  receipt.set_chain(std::string(32, chain));
  return receipt;
}

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

void Keep(const std::string& path, const ingestion::v1::Receipt& receipt) {
  const auto keeper = ReceiptKeeper::Open(path);
  ASSERT_TRUE(keeper.ok()) << keeper.status();
  EXPECT_TRUE((*keeper)->Keep(receipt).ok());
}

TEST(ReceiptKeeper, AReceiptIsKeptOnceAndAtOnce) {
  const TestFile file("");
  const auto keeper = ReceiptKeeper::Open(file.path());
  ASSERT_TRUE(keeper.ok());
  EXPECT_TRUE((*keeper)->Keep(ReceiptOf('a')).ok());
  EXPECT_EQ(Content(file.path()), ReceiptLine(ReceiptOf('a')));
  EXPECT_TRUE((*keeper)->Keep(ReceiptOf('a')).ok());
  Keep(file.path(), ReceiptOf('a'));
  Keep(file.path(), ReceiptOf('b'));
  EXPECT_EQ(Content(file.path()), ReceiptLine(ReceiptOf('a')) + ReceiptLine(ReceiptOf('b')));
}

TEST(ReceiptKeeper, ABatchThatWasOnlyCheckedLeavesNothing) {
  const TestFile file("");
  ingestion::v1::Receipt receipt = ReceiptOf('a');
  receipt.clear_chain();
  Keep(file.path(), receipt);
  EXPECT_EQ(Content(file.path()), "");
}

TEST(ReceiptKeeper, ALineThatWasBrokenOffIsReplaced) {
  const std::string whole = ReceiptLine(ReceiptOf('a'));
  const std::string broken = ReceiptLine(ReceiptOf('b'));
  const TestFile file(whole + broken.substr(0, broken.size() / 2));
  Keep(file.path(), ReceiptOf('b'));
  EXPECT_EQ(Content(file.path()), whole + broken);
}

TEST(ReceiptKeeper, ALineThatWasBrokenOffAloneIsTakenAway) {
  const std::string line = ReceiptLine(ReceiptOf('b'));
  const TestFile file(line.substr(0, line.size() - 2));
  Keep(file.path(), ReceiptOf('b'));
  EXPECT_EQ(Content(file.path()), line);
}

TEST(ReceiptKeeper, AFileOfSomethingElseIsLeftAlone) {
  const std::string receipt = ReceiptLine(ReceiptOf('a'));
  for (const std::string& other :
       {std::string("unit_code,period\n"), std::string("unit_code,period"), std::string("{"),
        std::string("{}\n"), std::string("{\"sender\":\"a\",\"reason\":\"x\""),
        std::string("{\"sender\":\"a"), std::string("{\"sender\":\"a\"}\n"), std::string("\n\nnotes"),
        receipt + "notes", "notes\n" + receipt, std::string("a\0b", 3)}) {
    const TestFile file(other);
    EXPECT_FALSE(ReceiptKeeper::Open(file.path()).ok()) << other;
    EXPECT_EQ(Content(file.path()), other);
  }
}

}  // namespace
}  // namespace chiso
