#include "tools/client/receipts/receipt_check.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/record/receipt_chain.h"
#include "common/sha256.h"
#include "common/testing/test_file.h"
#include "tools/client/receipts/receipt_file.h"

namespace chiso {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using ingestion::v1::Receipt;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// In the version that the receipt says; that of before by its own words here.
void SetChain(Receipt& receipt) {
  if (receipt.chain_version() != 0) {
    receipt.set_chain(ReceiptChain(receipt));
    return;
  }
  std::string line = absl::StrCat(absl::BytesToHexString(receipt.previous_chain()), " ",
                                  absl::BytesToHexString(receipt.digest()), " ", receipt.accepted_count(),
                                  " ", receipt.rejected_count(), " ");
  for (int i = 0; i < receipt.positions_size(); ++i) {
    absl::StrAppend(&line, i > 0 ? "," : "", receipt.positions(i).log(), ":",
                    receipt.positions(i).sequence());
  }
  receipt.set_chain(Sha256(line));
}

// Answers batches as the service does.
class Service {
 public:
  // `version`: of the chain.
  explicit Service(int version = 0) : version_(version) {}

  void set_version(int version) { version_ = version; }
  void Take(const std::string& sender, const std::map<std::string, int>& accepted, int rejected = 0) {
    Receipt receipt;
    receipt.set_sender(sender);
    receipt.set_batch_id(absl::StrCat("b-", receipts.size()));
    receipt.mutable_create_time()->set_seconds(1'790'000'000 + static_cast<int64_t>(receipts.size()));
    receipt.mutable_create_time()->set_nanos(120'000);
    receipt.set_digest(Sha256(receipt.batch_id()));
    receipt.set_rejected_count(rejected);
    for (int i = 0; i < rejected; ++i) {
      ingestion::v1::Verdict& verdict = *receipt.add_verdicts();
      verdict.set_index(i);
      verdict.set_severity(ingestion::v1::SEVERITY_REJECTED);
      verdict.set_reason(ingestion::v1::REASON_FIELD_MISSING);
      verdict.set_field("dossier.status");
      verdict.set_message("must be set");
      verdict.set_key("H44.1-260803-0001");
    }
    for (const auto& [log, count] : accepted) {
      record::v1::Position& position = *receipt.add_positions();
      position = heads_[log];
      position.set_log(log);
      const int64_t first = position.sequence() + 1;
      position.set_sequence(position.sequence() + count);
      position.set_digest(
          Sha256(absl::StrCat(position.digest(), receipt.digest(), first, ",", position.sequence())));
      receipt.set_accepted_count(receipt.accepted_count() + count);
      heads_[log] = position;
    }
    receipt.set_omitted_warning_count(rejected);
    receipt.set_previous_chain(chains_[sender]);
    receipt.set_chain_version(version_);
    SetChain(receipt);
    chains_[sender] = receipt.chain();
    receipts.push_back(receipt);
  }

  std::vector<Receipt> receipts;

 private:
  int version_;
  std::map<std::string, record::v1::Position> heads_;
  std::map<std::string, std::string> chains_;
};

// Two senders by turns; of `a` the batches b-0, b-2, b-3, b-5.
std::vector<Receipt> Receipts(int version = 0) {
  Service service(version);
  service.Take("a", {{"main", 3}}, 2);
  service.Take("b", {{"main", 5}});
  service.Take("a", {{"main", 1}, {"reference", 4}});
  service.Take("a", {}, 1);
  service.Take("b", {{"reference", 2}});
  service.Take("a", {{"main", 7}, {"reference", 1}});
  return service.receipts;
}

std::vector<Receipt> Of(const std::string& sender) {
  std::vector<Receipt> receipts;
  for (const Receipt& receipt : Receipts()) {
    if (receipt.sender() == sender) receipts.push_back(receipt);
  }
  return receipts;
}

ReceiptReport Check(const std::vector<Receipt>& receipts, const std::vector<std::string>& heads = {},
                    const std::vector<Receipt>& kept = {}) {
  ReceiptCheck check;
  for (const Receipt& receipt : receipts) check.Add(receipt);
  for (const std::string& head : heads) check.AddHead(head);
  for (const Receipt& receipt : kept) check.AddKept(receipt);
  return check.Finish();
}

std::vector<std::string> Faults(const ReceiptReport& report) {
  std::vector<std::string> faults;
  for (const ReceiptFault& fault : report.faults) {
    faults.push_back(absl::StrCat(fault.sender, " ", fault.batch_id, " ", fault.message));
  }
  return faults;
}

// Changes a field that holds one value, as little as can be.
void Change(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string text = reflection.GetString(message, &field);
      text.back() ^= 1;
      return reflection.SetString(&message, &field, text);
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, reflection.GetEnumValue(message, &field) == 1 ? 2 : 1);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, reflection.GetInt32(message, &field) + 1);
    default:
      return reflection.SetInt64(&message, &field, reflection.GetInt64(message, &field) + 1);
  }
}

// Alters what is set in the message and in those within it, one thing after another, and calls `altered` with
// the name of each; the message is as before then.
void ForEachAlteration(Message& message, const std::string& path,
                       const std::function<void(const std::string&)>& altered) {
  const Reflection& reflection = *message.GetReflection();
  const std::unique_ptr<Message> before(message.New());
  before->CopyFrom(message);
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    const std::string name = absl::StrCat(path, field->name());
    if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        ForEachAlteration(*reflection.MutableRepeatedMessage(&message, field, i), absl::StrCat(name, "."),
                          altered);
      }
      reflection.RemoveLast(&message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      ForEachAlteration(*reflection.MutableMessage(&message, field), absl::StrCat(name, "."), altered);
      reflection.ClearField(&message, field);
    } else {
      Change(message, *field);
    }
    altered(name);
    message.CopyFrom(*before);
  }
}

TEST(ReceiptCheck, WhateverIsAlteredIsNoticed) {
  const std::vector<Receipt> receipts = Receipts(kChainVersion);
  EXPECT_THAT(Faults(Check(receipts)), IsEmpty());
  std::set<std::string> seen;
  for (size_t i = 0; i < receipts.size(); ++i) {
    std::vector<Receipt> altered = receipts;
    ForEachAlteration(altered[i], "", [&](const std::string& field) {
      seen.insert(field);
      EXPECT_THAT(Faults(Check(altered)),
                  Contains(HasSubstr(field == "chain_version" ? field : "chain: is not")))
          << field << " of " << i;
    });
  }
  EXPECT_EQ(seen.size(), 23u) << "a field is not tried: " << absl::StrJoin(seen, " ");
}

TEST(ReceiptCheck, ReceiptsOfBeforeAndThoseAfterThemMakeOneChain) {
  Service service(0);
  service.Take("a", {{"main", 3}}, 2);
  service.set_version(kChainVersion);
  service.Take("a", {{"main", 5}});
  // By a replica that has not been replaced yet.
  service.set_version(0);
  service.Take("a", {}, 1);
  const ReceiptReport report = Check(service.receipts);
  EXPECT_THAT(Faults(report), IsEmpty());
  EXPECT_EQ(report.senders[0].receipt_count, 3);
  EXPECT_EQ(report.senders[0].head, service.receipts[2].chain());
}

TEST(ReceiptCheck, WhatIsWholeHasNoFault) {
  const ReceiptReport report = Check(Receipts());
  EXPECT_THAT(Faults(report), IsEmpty());
  ASSERT_EQ(report.senders.size(), 2u);
  EXPECT_EQ(report.senders[0].sender, "a");
  EXPECT_EQ(report.senders[0].receipt_count, 4);
  EXPECT_EQ(report.senders[0].accepted_count, 16);
  EXPECT_EQ(report.senders[0].rejected_count, 3);
  EXPECT_EQ(report.senders[0].first_batch_id, "b-0");
  EXPECT_EQ(report.senders[0].last_batch_id, "b-5");
  EXPECT_EQ(report.senders[0].head, Receipts()[5].chain());
  ASSERT_EQ(report.logs.size(), 2u);
  EXPECT_EQ(report.logs[0].log, "main");
  EXPECT_EQ(report.logs[0].sequence, 16);
  EXPECT_EQ(report.logs[1].sequence, 7);
}

TEST(ReceiptCheck, NeitherOrderNorRepetitionMatters) {
  std::vector<Receipt> receipts = Receipts();
  std::reverse(receipts.begin(), receipts.end());
  receipts.push_back(receipts[2]);
  const ReceiptReport report = Check(receipts);
  EXPECT_THAT(Faults(report), IsEmpty());
  EXPECT_EQ(report.senders[0].receipt_count, 4);
  EXPECT_EQ(report.senders[0].first_batch_id, "b-0");
  EXPECT_EQ(report.senders[0].head, Receipts()[5].chain());
}

TEST(ReceiptCheck, OneSenderIsEnoughButItsLogsAreNotWhole) {
  const ReceiptReport report = Check(Of("a"));
  EXPECT_THAT(Faults(report), IsEmpty());
  EXPECT_THAT(report.logs, IsEmpty());
}

// Each alteration of b-2, and what is said of it. The sender's other receipts are never blamed.
TEST(ReceiptCheck, EveryAlterationOfWhatIsBoundIsNamed) {
  const std::vector<std::pair<std::function<void(Receipt&)>, std::string>> alterations = {
      {[](Receipt& r) { r.set_accepted_count(6); }, "chain: is not"},
      {[](Receipt& r) { r.set_rejected_count(1); }, "chain: is not"},
      {[](Receipt& r) { r.mutable_digest()->at(5) ^= 1; }, "chain: is not"},
      {[](Receipt& r) { r.mutable_digest()->pop_back(); }, "digest: must have"},
      {[](Receipt& r) { r.mutable_chain()->at(5) ^= 1; }, "chain: is not"},
      {[](Receipt& r) { r.clear_chain(); }, "chain: must not be empty"},
      {[](Receipt& r) { r.mutable_previous_chain()->at(5) ^= 1; }, "chain: is not"},
      {[](Receipt& r) { r.clear_previous_chain(); }, "chain: is not"},
      {[](Receipt& r) { r.mutable_positions(1)->set_sequence(5); }, "chain: is not"},
      {[](Receipt& r) { r.mutable_positions(0)->set_log("mair"); }, "chain: is not"},
      {[](Receipt& r) { r.mutable_positions()->RemoveLast(); }, "chain: is not"},
      {[](Receipt& r) { r.clear_positions(); }, "positions: must name"},
      {[](Receipt& r) { r.mutable_positions()->SwapElements(0, 1); }, "positions: must be ordered"},
      {[](Receipt& r) { r.mutable_positions(0)->mutable_digest()->at(0) ^= 1; },
       "positions: the digest of main 9 does not follow"},
      {[](Receipt& r) { r.mutable_positions(0)->clear_digest(); }, "positions: each digest"},
      {[](Receipt& r) {
         ingestion::v1::Verdict& verdict = *r.add_verdicts();
         verdict.set_severity(ingestion::v1::SEVERITY_REJECTED);
       },
       "rejected_count: is 0, but the verdicts refuse 1"},
      {[](Receipt& r) { r.add_verdicts()->set_index(5); }, "verdicts: each index"},
  };
  for (const auto& [alter, message] : alterations) {
    std::vector<Receipt> receipts = Receipts();
    alter(receipts[2]);
    const std::vector<std::string> faults = Faults(Check(receipts));
    EXPECT_THAT(faults, Contains(StartsWith("a b-2 " + message)));
    EXPECT_THAT(faults, Each(StartsWith("a b-2 ")));
  }
}

TEST(ReceiptCheck, AVerdictLessIsNamed) {
  std::vector<Receipt> receipts = Receipts();
  receipts[0].mutable_verdicts()->RemoveLast();
  EXPECT_THAT(Faults(Check(receipts)),
              ElementsAre("a b-0 rejected_count: is 2, but the verdicts refuse 1 records"));
}

TEST(ReceiptCheck, AReceiptUnderAnotherSenderIsMissedAndMisplaced) {
  std::vector<Receipt> receipts = Receipts();
  receipts[2].set_sender("b");
  EXPECT_THAT(Faults(Check(receipts)),
              AllOf(Contains("a b-3 previous_chain: the receipt before this one is missing"),
                    Contains("b b-2 previous_chain: the receipt before this one is missing")));
}

TEST(ReceiptCheck, OneThatIsMissingInTheMiddleIsNamedByTheNext) {
  std::vector<Receipt> receipts = Of("a");
  receipts.erase(receipts.begin() + 1);
  const ReceiptReport report = Check(receipts);
  EXPECT_THAT(Faults(report), ElementsAre("a b-3 previous_chain: the receipt before this one is missing"));
  EXPECT_EQ(report.senders[0].first_batch_id, "b-0");
  EXPECT_EQ(report.senders[0].last_batch_id, "b-5");
}

TEST(ReceiptCheck, TheFirstThatIsMissingIsNamedByTheSecond) {
  std::vector<Receipt> receipts = Of("a");
  receipts.erase(receipts.begin());
  EXPECT_THAT(Faults(Check(receipts)),
              ElementsAre("a b-2 previous_chain: the receipt before this one is missing"));
}

TEST(ReceiptCheck, TheLastThatIsMissingIsNoticedByTheHead) {
  std::vector<Receipt> receipts = Of("a");
  const std::string head = receipts.back().chain();
  EXPECT_THAT(Faults(Check(receipts, {head})), IsEmpty());
  // A head that was read before the last batches came.
  EXPECT_THAT(Faults(Check(receipts, {receipts[1].chain(), head})), IsEmpty());
  receipts.pop_back();
  EXPECT_THAT(Faults(Check(receipts)), IsEmpty());
  EXPECT_THAT(Faults(Check(receipts, {head})), ElementsAre(AllOf(HasSubstr("head: no receipt has the chain "),
                                                                 HasSubstr(absl::BytesToHexString(head)))));
}

TEST(ReceiptCheck, NoReceiptsAtAllAreNotWhole) {
  EXPECT_THAT(Faults(Check({})), ElementsAre("  there are no receipts"));
}

TEST(ReceiptCheck, AForkIsNamed) {
  std::vector<Receipt> receipts = Of("a");
  Receipt other = receipts[2];
  other.set_batch_id("other");
  other.set_digest(Sha256("other"));
  SetChain(other);
  receipts.push_back(other);
  EXPECT_THAT(Faults(Check(receipts)),
              ElementsAre("a other previous_chain: is also that of batch b-3: the chain forks"));
}

TEST(ReceiptCheck, TwoReceiptsOfOneBatchAreNamed) {
  std::vector<Receipt> receipts = Of("a");
  receipts.push_back(receipts[2]);
  receipts.back().mutable_create_time()->set_nanos(1000);
  EXPECT_THAT(Faults(Check(receipts)), ElementsAre("a b-3 batch_id: two receipts of this batch differ"));
}

// A chain that was computed anew throughout, by somebody who knows how.
TEST(ReceiptCheck, PlacesThatTwoReceiptsClaimAreNamed) {
  std::vector<Receipt> receipts = Receipts();
  receipts[1].set_accepted_count(6);
  SetChain(receipts[1]);
  receipts[4].set_previous_chain(receipts[1].chain());
  SetChain(receipts[4]);
  EXPECT_THAT(
      Faults(Check(receipts)),
      ElementsAre(
          "b b-1 positions: there is room for 5 records, not 6: another receipt has the same places"));
}

TEST(ReceiptCheck, PlacesThatNoRecordOfTheReceiptFillsAreNamed) {
  std::vector<Receipt> receipts = Receipts();
  receipts[1].set_accepted_count(4);
  SetChain(receipts[1]);
  receipts[4].set_previous_chain(receipts[1].chain());
  SetChain(receipts[4]);
  EXPECT_THAT(Faults(Check(receipts)),
              ElementsAre("b b-1 accepted_count: is 4, but its positions hold 5 records"));
}

TEST(ReceiptCheck, AReceiptThatLiesBeforeItsPredecessorIsNamed) {
  Service service;
  service.Take("a", {{"main", 3}});
  service.Take("a", {{"main", 4}});
  std::vector<Receipt> receipts = service.receipts;
  receipts[1].clear_previous_chain();
  SetChain(receipts[1]);
  receipts[0].set_previous_chain(receipts[1].chain());
  SetChain(receipts[0]);
  EXPECT_THAT(Faults(Check(receipts)), Contains(HasSubstr("a b-0 positions: 3 does not lie after 7")));
}

TEST(ReceiptCheck, WhatASenderKeptMustBeInTheExportByteForByte) {
  const std::vector<Receipt> kept = Of("a");
  EXPECT_THAT(Faults(Check(Receipts(), {}, kept)), IsEmpty());
  // What no chain binds.
  const std::vector<std::pair<std::function<void(Receipt&)>, std::string>> alterations = {
      {[](Receipt& r) { r.mutable_create_time()->set_seconds(1); },
       "a b-0 the receipt that was kept differs"},
      {[](Receipt& r) { r.mutable_verdicts(0)->set_message("x"); },
       "a b-0 the receipt that was kept differs"},
      {[](Receipt& r) { r.set_batch_id("x"); }, "a b-0 the receipt that was kept is not in"},
  };
  for (const auto& [alter, message] : alterations) {
    std::vector<Receipt> receipts = Of("a");
    alter(receipts[0]);
    EXPECT_THAT(Faults(Check(receipts, {}, kept)), ElementsAre(StartsWith(message)));
  }
}

TEST(ReceiptFile, AReceiptComesBackByteForByte) {
  std::string content = "\n";
  for (const Receipt& receipt : Receipts()) content += ReceiptLine(receipt);
  const TestFile file(content);
  std::vector<std::string> read, written;
  ASSERT_TRUE(ReadReceipts(file.path(), [&](const Receipt& receipt) {
                read.push_back(receipt.SerializeAsString());
              }).ok());
  for (const Receipt& receipt : Receipts()) written.push_back(receipt.SerializeAsString());
  EXPECT_EQ(read, written);
}

TEST(ReceiptFile, WhatIsNoReceiptIsNamedByItsLine) {
  const TestFile file(ReceiptLine(Receipts()[0]) + "{\"sender\": 1,\n");
  const absl::Status status = ReadReceipts(file.path(), [](const Receipt&) {});
  EXPECT_EQ(status.message(), file.path() + ":2: is not a receipt in JSON");
  EXPECT_TRUE(absl::IsInvalidArgument(ReadReceipts("/no/such/file", [](const Receipt&) {})));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadReceipts("/", [](const Receipt&) {})));
}

}  // namespace
}  // namespace chiso
