// Reading some kinds of records, and the summaries that reading near the head rests on.

#include <algorithm>

#include "gmock/gmock.h"
#include "services/ingestion/testing/log_test_base.h"

namespace chiso {
namespace {

using ingestion::v1::ReadRecordsResponse;
using record::v1::Position;
using record::v1::Record;
using testing::At;
using testing::DossierOf;
using ::testing::ElementsAre;
using testing::ProgressOf;
using testing::Soon;

class RecordLogReadTest : public testing::LogTest {
 protected:
  // D: dossier, p: progress, s: an answer about satisfaction.
  void AppendKinds(const std::string& kinds, absl::Time now) {
    std::vector<Record> records;
    for (const char kind : kinds) {
      const std::string code = absl::StrCat("H44.1-260803-", 1000 + ++count_);
      records.push_back(kind == 'D'   ? DossierOf(code, 1)
                        : kind == 'p' ? ProgressOf(code, 1, "2026-08-03 12:00:00")
                                      : testing::SampleOf(record::v1::RECORD_KIND_SATISFACTION));
    }
    ends_.push_back(Append("a", records, now).positions(0));
  }
  ReadRecordsResponse Read(const Position& after, const RecordLog::ReadLimits& limits) {
    const auto response = log_.Read(after, limits, Soon());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : ReadRecordsResponse();
  }
  // The digest that the contract gives a position: that of the batch that ends there.
  std::string DigestAt(int64_t sequence) const {
    for (const Position& end : ends_) {
      if (end.sequence() == sequence) return end.digest();
    }
    return "";
  }

  int count_ = 0;
  std::vector<Position> ends_;
};

TEST_F(RecordLogReadTest, OfSomeKindsTheOthersAreLeftOutAndPositionsMovePastThem) {
  AppendKinds("DDpDs", At(8, 31));
  AppendKinds("pp", At(8, 31));
  AppendKinds("DpDDp", At(9, 1));
  AppendKinds("s", At(9, 1));
  AppendKinds("D", At(9, 1));
  for (const int64_t limit : {1, 2, 3, 5, 8, 100}) {
    Position position;
    position.set_log("main");
    std::vector<std::string> seen;
    while (position.sequence() < 14) {
      const ReadRecordsResponse chunk = Read(position, {limit, 1 << 20, {record::v1::RECORD_KIND_DOSSIER}});
      // The limit counts what was looked through.
      EXPECT_EQ(chunk.position().sequence(), std::min<int64_t>(14, position.sequence() + limit));
      EXPECT_EQ(chunk.position().digest(), DigestAt(chunk.position().sequence()));
      for (const auto& entry : chunk.entries()) {
        std::string run = entry.batch_id();
        for (int i = 0; i < entry.records_size(); ++i) absl::StrAppend(&run, " ", entry.first_sequence() + i);
        seen.push_back(run);
        for (const Record& record : entry.records()) EXPECT_TRUE(record.has_dossier());
      }
      position = chunk.position();
    }
    if (limit == 100) {
      EXPECT_THAT(seen, ElementsAre("1 1 2", "1 4", "3 8", "3 10 11", "5 14"));
    } else if (limit == 1) {
      EXPECT_THAT(seen, ElementsAre("1 1", "1 2", "1 4", "3 8", "3 10", "3 11", "5 14"));
    }
  }
}

TEST_F(RecordLogReadTest, WhatIsOfNoneOfTheKindsOnlyMovesThePosition) {
  AppendKinds("DDD", At(8, 31));
  Position start;
  start.set_log("main");
  const ReadRecordsResponse chunk = Read(start, {2, 1 << 20, {record::v1::RECORD_KIND_PETITION}});
  EXPECT_EQ(chunk.entries_size(), 0);
  EXPECT_EQ(chunk.position().sequence(), 2);
  const ReadRecordsResponse rest = Read(chunk.position(), {100, 1 << 20, {record::v1::RECORD_KIND_PETITION}});
  EXPECT_EQ(rest.position().SerializeAsString(), rest.head().SerializeAsString());
  const ReadRecordsResponse both =
      Read(start, {100, 1 << 20, {record::v1::RECORD_KIND_PETITION, record::v1::RECORD_KIND_DOSSIER}});
  EXPECT_EQ(both.entries(0).records_size(), 3);
}

TEST_F(RecordLogReadTest, LimitOfBytesEndsAtARecordThatIsGiven) {
  AppendKinds("pDpDD", At(8, 31));
  Position position;
  position.set_log("main");
  std::vector<int64_t> reached;
  while (position.sequence() < 5) {
    position = Read(position, {100, 1, {record::v1::RECORD_KIND_DOSSIER}}).position();
    reached.push_back(position.sequence());
  }
  EXPECT_THAT(reached, ElementsAre(2, 4, 5));
}

TEST_F(RecordLogReadTest, LimitOfBytesCountsTheNamesOfManySmallBatches) {
  const std::string sender(100, 'a');
  for (int i = 0; i < 20; ++i) Append(sender, {ProgressOf("H1-1", i + 1, "2026-08-03 12:00:00")}, At(8, 31));
  Position position;
  position.set_log("main");
  const ReadRecordsResponse chunk = Read(position, {100, 1000, {}});
  EXPECT_GT(chunk.entries_size(), 1);
  EXPECT_LT(chunk.ByteSizeLong(), 1500u);
}

}  // namespace
}  // namespace chiso
