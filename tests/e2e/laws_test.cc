// The laws of the join, over the real services: neither order, nor repetition, nor batching, nor a restart
// can change a score.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using record::v1::Position;
using record::v1::Record;

constexpr const char* kIndicators[] = {"ON_TIME",          "DOSSIER_SYNC",    "ONLINE_DOSSIERS",
                                       "PAYMENT_DOSSIERS", "PUBLISH_ON_TIME", "PETITION_PROCESSING_ON_TIME"};

// A province, its communes, and their returns in several revisions, some taken back.
std::vector<Record> RandomRecords(std::mt19937& random) {
  std::vector<Record> records;
  const auto pick = [&random](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int i = 0; i < 8; ++i) {
    Record& record = records.emplace_back();
    record.set_revision(pick(1, 5));
    record.mutable_unit()->set_code(i == 0 ? "H99" : absl::StrCat("H99.10", i));
    record.mutable_unit()->set_name(absl::StrCat("Xã số ", i, " bản ", record.revision()));
    record.mutable_unit()->set_level(i == 0 ? record::v1::LEVEL_PROVINCE : record::v1::LEVEL_COMMUNE);
    if (i > 0) record.mutable_unit()->set_parent_code("H99");
  }
  for (int i = 0; i < 600; ++i) {
    Record& record = records.emplace_back();
    record.set_revision(pick(1, 5));
    record.set_retracted(pick(0, 9) == 0);
    record::v1::Return& data = *record.mutable_unit_return();
    const int unit = pick(0, 7);
    data.set_unit_code(unit == 0 ? "H99" : absl::StrCat("H99.10", unit));
    data.set_period(absl::StrFormat("2026-%02d", pick(7, 9)));
    data.set_indicator(kIndicators[pick(0, 5)]);
    data.set_scope(record::v1::SCOPE_SUBTREE);
    data.set_denominator(pick(0, 50));
    data.set_numerator(pick(0, 50));
  }
  return records;
}

// Sends the records in batches of random sizes; gives the last position of each log.
std::vector<Position> Submit(Suite& suite, const std::vector<Record>& records, std::mt19937& random,
                             const std::string& sender) {
  const auto stub = ingestion::v1::IngestionService::NewStub(suite.Channel("ingestion"));
  std::map<std::string, Position> last;
  size_t next = 0;
  for (int count = 0; next < records.size(); ++count) {
    ingestion::v1::Batch batch;
    batch.set_sender(sender);
    batch.set_batch_id(absl::StrCat("batch ", count));
    const size_t size = std::uniform_int_distribution<size_t>(1, 200)(random);
    for (size_t i = 0; i < size && next < records.size(); ++i) *batch.add_records() = records[next++];
    grpc::ClientContext context;
    ingestion::v1::Receipt receipt;
    const grpc::Status status = stub->SubmitBatch(&context, batch, &receipt);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(receipt.accepted_count(), batch.records_size());
    for (const Position& position : receipt.positions()) last[position.log()] = position;
  }
  std::vector<Position> positions;
  for (const auto& [log, position] : last) positions.push_back(position);
  return positions;
}

// All scores of all units and periods as text, without what may differ: positions and time.
std::string AllScores(Suite& suite, const std::vector<Position>& positions) {
  const auto stub = scoring::v1::ScoringService::NewStub(suite.Channel("scoring"));
  std::string all;
  for (const char* period : {"2026-07", "2026-08", "2026-09", "2026-Q3", "2026-H2", "2026"}) {
    for (const auto scope : {record::v1::SCOPE_SUBTREE, record::v1::SCOPE_OWN_OFFICES}) {
      scoring::v1::ListScoresRequest request;
      request.set_period(period);
      request.set_scope(scope);
      for (const Position& position : positions) *request.add_min_positions() = position;
      grpc::ClientContext context;
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
      scoring::v1::ListScoresResponse response;
      const grpc::Status status = stub->ListScores(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      EXPECT_EQ(response.scores_size(), 8);
      for (index::v1::Score& score : *response.mutable_scores()) {
        score.clear_positions();
        score.clear_as_of_time();
        absl::StrAppend(&all, score.ShortDebugString(), "\n");
      }
    }
  }
  return all;
}

TEST(Laws, OrderRepetitionBatchingAndRestartChangeNothing) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const std::vector<Record> records = RandomRecords(random);

  Suite first;
  const std::vector<Position> first_positions = Submit(first, records, random, "first");
  const std::string expected = AllScores(first, first_positions);
  EXPECT_NE(expected.find("STATUS_SCORED"), std::string::npos);

  std::vector<Record> shuffled = records;
  shuffled.insert(shuffled.end(), records.begin(), records.begin() + 200);
  std::shuffle(shuffled.begin(), shuffled.end(), random);
  Suite second;
  const std::vector<Position> second_positions = Submit(second, shuffled, random, "second");
  EXPECT_EQ(AllScores(second, second_positions), expected);

  EXPECT_EQ(second.Stop("scoring", SIGKILL), -SIGKILL);
  second.Start("scoring");
  second.AwaitServing("scoring");
  EXPECT_EQ(AllScores(second, second_positions), expected);
}

}  // namespace
}  // namespace chiso::testing
