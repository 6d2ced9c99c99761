#include "common/record/receipt_chain.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "chiso/ingestion/v1/batch.pb.h"
#include "common/sha256.h"
#include "gtest/gtest.h"

namespace chiso {
namespace {

using ingestion::v1::Receipt;

const std::string kDigest(32, '\xff');

TEST(ReceiptChainTest, IsTheDigestOfTheValuesOfTheContract) {
  Receipt receipt;
  receipt.set_chain_version(1);
  receipt.set_sender("a");
  receipt.set_batch_id("b");
  receipt.set_digest(kDigest);
  EXPECT_EQ(ReceiptChain(receipt),
            Sha256(absl::StrCat("1:1,0:,1:a,1:b,32:", kDigest, ",1:0,1:0,1:0,1:0,1:0,1:0,1:0,")));
  receipt.set_previous_chain("\x01");
  receipt.mutable_create_time()->set_seconds(1'790'000'000);
  receipt.mutable_create_time()->set_nanos(120'000);
  receipt.set_accepted_count(12);
  receipt.set_rejected_count(1);
  record::v1::Position& position = *receipt.add_positions();
  position.set_log("main");
  position.set_sequence(9000);
  position.set_digest(kDigest);
  ingestion::v1::Verdict& verdict = *receipt.add_verdicts();
  verdict.set_index(3);
  verdict.set_severity(ingestion::v1::SEVERITY_REJECTED);
  verdict.set_reason(ingestion::v1::REASON_FIELD_MISSING);
  verdict.set_field("dossier.status");
  verdict.set_message("must be set");
  verdict.set_key("k");
  receipt.set_omitted_warning_count(7);
  EXPECT_EQ(ReceiptChain(receipt),
            Sha256(absl::StrCat("1:1,1:\x01,1:a,1:b,32:", kDigest, ",10:1790000000,6:120000,2:12,1:1,",
                                "1:1,4:main,4:9000,32:", kDigest, ",",
                                "1:1,1:3,1:2,1:2,14:dossier.status,11:must be set,1:k,1:7,")));
}

TEST(ReceiptChainTest, OfBeforeIsTheDigestOfItsLine) {
  Receipt receipt;
  receipt.set_previous_chain("\x01\xab");
  receipt.set_digest("\xff");
  receipt.set_accepted_count(12);
  receipt.set_rejected_count(3);
  receipt.add_positions()->set_log("main");
  receipt.mutable_positions(0)->set_sequence(9000);
  receipt.add_positions()->set_log("reference");
  receipt.mutable_positions(1)->set_sequence(5);
  EXPECT_EQ(ReceiptChain(receipt), Sha256("01ab ff 12 3 main:9000,reference:5"));
  // The first receipt of a sender, of a batch of which nothing was taken.
  Receipt first;
  first.set_digest("\xff");
  first.set_rejected_count(1);
  EXPECT_EQ(ReceiptChain(first), Sha256(" ff 0 1 "));
}

TEST(ReceiptChainTest, OfAVersionToComeIsNotKnown) {
  Receipt receipt;
  receipt.set_chain_version(2);
  EXPECT_EQ(ReceiptChain(receipt), "");
  receipt.set_chain_version(-1);
  EXPECT_EQ(ReceiptChain(receipt), "");
}

}  // namespace
}  // namespace chiso
