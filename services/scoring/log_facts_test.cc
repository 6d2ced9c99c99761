#include "services/scoring/log_facts.h"

#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <variant>

#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "common/record/content_digest.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using ::testing::ElementsAre;

void AddEntry(const std::string& sender, int64_t first, const std::vector<record::v1::Record>& records,
              ingestion::v1::ReadRecordsResponse& response) {
  record::v1::LogEntry& entry = *response.add_entries();
  entry.set_sender(sender);
  entry.set_batch_id("1");
  entry.mutable_arrival_time()->set_seconds(1'000 + first);
  entry.set_first_sequence(first);
  entry.mutable_records()->Assign(records.begin(), records.end());
  response.mutable_position()->set_log("main");
  response.mutable_position()->set_sequence(first + static_cast<int64_t>(records.size()) - 1);
  response.mutable_head()->set_sequence(9);
  response.mutable_send_time()->set_seconds(2'000);
}

std::vector<std::string> CodesOf(const LogFacts& facts) {
  std::vector<std::string> codes;
  for (const core::Fact& fact : facts.facts) codes.push_back(std::get<core::ReturnFact>(fact).cell.unit.code);
  return codes;
}

record::v1::Record ReturnOf(const std::string& unit) {
  return ReturnRecord(unit, "2026-08", "ON_TIME", 1, 2);
}

google::protobuf::UnknownFieldSet& UnknownFields(google::protobuf::Message& message) {
  return *message.GetReflection()->MutableUnknownFields(&message);
}

TEST(LogFactsTest, AnAnswerSaysFactsWithTheirBatchesAndHowFarItReaches) {
  ingestion::v1::ReadRecordsResponse response;
  AddEntry("a", 1, {ReturnOf("H1"), ReturnOf("H2")}, response);
  AddEntry("b", 3, {ReturnOf("H3")}, response);
  response.mutable_position()->set_digest("d");
  LogFacts facts;
  ASSERT_TRUE(AddResponse(response.SerializeAsString(), facts));
  EXPECT_THAT(CodesOf(facts), ElementsAre("H1", "H2", "H3"));
  const core::Origin& origin = std::get<core::ReturnFact>(facts.facts[2]).origin;
  EXPECT_EQ(origin.sender, "b");
  EXPECT_EQ(origin.version, VersionOf(ReturnOf("H3")));
  ASSERT_EQ(facts.runs.size(), 2u);
  EXPECT_EQ(facts.runs[0].sender, "a");
  EXPECT_EQ(facts.runs[0].count, 2u);
  EXPECT_EQ(facts.runs[1].arrival, absl::FromUnixSeconds(1'003));
  EXPECT_EQ(facts.reached.SerializeAsString(), response.position().SerializeAsString());
  EXPECT_EQ(facts.head, 9);
  EXPECT_EQ(facts.send_time, absl::FromUnixSeconds(2'000));
}

TEST(LogFactsTest, AnswersThatFollowOneAnotherAddUp) {
  LogFacts facts;
  for (int64_t first : {1, 2}) {
    ingestion::v1::ReadRecordsResponse response;
    AddEntry("a", first, {ReturnOf(first == 1 ? "H1" : "H2")}, response);
    ASSERT_TRUE(AddResponse(response.SerializeAsString(), facts));
  }
  EXPECT_THAT(CodesOf(facts), ElementsAre("H1", "H2"));
  EXPECT_EQ(facts.reached.sequence(), 2);
}

TEST(LogFactsTest, ARecordThatIsNotUnderstoodIsSkippedAlone) {
  ingestion::v1::ReadRecordsResponse response;
  AddEntry("a", 1, {ReturnOf("H1"), record::v1::Record(), ReturnOf("H2")}, response);
  std::string bytes = response.SerializeAsString();
  // One that cannot even be parsed: a record that ends within a number.
  ingestion::v1::ReadRecordsResponse odd;
  UnknownFields(*odd.add_entries()).AddLengthDelimited(record::v1::LogEntry::kRecordsFieldNumber, "\x08\xff");
  bytes += odd.SerializeAsString();
  LogFacts facts;
  ASSERT_TRUE(AddResponse(bytes, facts));
  EXPECT_THAT(CodesOf(facts), ElementsAre("H1", "H2"));
  EXPECT_EQ(facts.runs[0].count, 2u);
  EXPECT_EQ(facts.reached.sequence(), 3);
}

TEST(LogFactsTest, FieldsOfContractsToComeArePassedOver) {
  ingestion::v1::ReadRecordsResponse response;
  AddEntry("a", 1, {ReturnOf("H1")}, response);
  UnknownFields(response).AddVarint(900, 1);
  UnknownFields(*response.mutable_entries(0)).AddLengthDelimited(901, "new");
  LogFacts facts;
  ASSERT_TRUE(AddResponse(response.SerializeAsString(), facts));
  EXPECT_THAT(CodesOf(facts), ElementsAre("H1"));
}

TEST(LogFactsTest, BytesThatAreNoAnswerAreTold) {
  ingestion::v1::ReadRecordsResponse response;
  AddEntry("a", 1, {ReturnOf("H1")}, response);
  const std::string bytes = response.SerializeAsString();
  int whole = 0;
  for (size_t size = 0; size < bytes.size(); ++size) {
    LogFacts facts;
    if (AddResponse(bytes.substr(0, size), facts)) ++whole;
  }
  // Where it is cut between two of its four fields.
  EXPECT_EQ(whole, 4);
  LogFacts facts;
  EXPECT_FALSE(AddResponse("\x0a\x05 abc", facts));
  EXPECT_FALSE(AddResponse("\x0a\xff\xff\xff\xff\x7f", facts));
}

}  // namespace
}  // namespace chiso::testing
