// Reading some kinds of records, and the summaries that reading near the head rests on.

#include <numeric>

#include "absl/strings/escaping.h"
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
using ::testing::HasSubstr;
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
    const auto stretch = log_.Read(after, limits, Soon());
    EXPECT_TRUE(stretch.ok()) << stretch.status();
    return stretch.ok() ? testing::ToResponse(*stretch) : ReadRecordsResponse();
  }
  // Where a stretch of so many records ends: at the last end of a batch, or in the middle of a long one.
  int64_t StretchEnd(int64_t after, int64_t limit) const {
    int64_t end = 0;
    for (const Position& batch : ends_) {
      if (batch.sequence() > after && batch.sequence() <= after + limit) end = batch.sequence();
    }
    return end > 0 ? end : after + limit;
  }
  // Reads all, and notes how far each stretch came and which records it held.
  std::vector<int64_t> ReadAll(const RecordLog::ReadLimits& limits, std::vector<int64_t>* sequences) {
    std::vector<int64_t> reached;
    Position position;
    position.set_log("main");
    do {
      const ReadRecordsResponse chunk = Read(position, limits);
      EXPECT_EQ(chunk.position().digest(), DigestAt(chunk.position().sequence()));
      for (const auto& entry : chunk.entries()) {
        for (int i = 0; i < entry.records_size(); ++i) sequences->push_back(entry.first_sequence() + i);
      }
      position = chunk.position();
      reached.push_back(position.sequence());
    } while (position.sequence() < ends_.back().sequence() && !HasFailure());
    return reached;
  }
  std::vector<int64_t> AllSequences() const {
    std::vector<int64_t> all(ends_.back().sequence());
    std::iota(all.begin(), all.end(), 1);
    return all;
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
      EXPECT_EQ(chunk.position().sequence(), StretchEnd(position.sequence(), limit));
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

TEST_F(RecordLogReadTest, StretchesOfUnevenBatchesEndWhereABatchEnds) {
  for (const char* const kinds : {"DDD", "D", "DDDDD", "pp", "DDDD", "p"}) AppendKinds(kinds, At(8, 31));
  AppendKinds("DDDD", At(9, 1));
  std::vector<int64_t> sequences;
  EXPECT_THAT(ReadAll({5, 1 << 20}, &sequences), ElementsAre(4, 9, 11, 16, 20));
  EXPECT_EQ(sequences, AllSequences());
}

TEST_F(RecordLogReadTest, EveryEndOfABatchIsAPlaceToResume) {
  for (const char* const kinds : {"DDD", "D", "DDDDD", "pp"}) AppendKinds(kinds, At(8, 31));
  for (const Position& end : ends_) {
    const ReadRecordsResponse rest = Read(end, {});
    EXPECT_EQ(rest.position().SerializeAsString(), ends_.back().SerializeAsString());
    if (end.sequence() < ends_.back().sequence()) {
      EXPECT_EQ(rest.entries(0).first_sequence(), end.sequence() + 1);
    }
  }
}

TEST_F(RecordLogReadTest, ABatchThatIsLongerThanAStretchComesInPieces) {
  AppendKinds("D", At(8, 31));
  AppendKinds("DDDDDDD", At(8, 31));
  AppendKinds("D", At(8, 31));
  std::vector<int64_t> sequences;
  EXPECT_THAT(ReadAll({3, 1 << 20}, &sequences), ElementsAre(1, 4, 7, 9));
  EXPECT_EQ(sequences, AllSequences());
}

TEST_F(RecordLogReadTest, WhereTheBytesEndInsideABatchTheStretchEndsBeforeIt) {
  for (const char* const kinds : {"DD", "DD", "DDDDDDDDDD", "D"}) AppendKinds(kinds, At(8, 31));
  const auto bytes_of = [&](int64_t after, int64_t records) {
    Position position;
    position.set_log("main");
    position.set_sequence(after);
    return static_cast<int64_t>(log_.Read(position, {records}, Soon())->entries.size());
  };
  std::vector<int64_t> sequences;
  // Room for seven: two batches, then the long one in pieces.
  EXPECT_THAT(ReadAll({100, bytes_of(4, 7) - 10}, &sequences), ElementsAre(4, 11, 15));
  EXPECT_EQ(sequences, AllSequences());
}

TEST_F(RecordLogReadTest, RowsThatLieInAnotherOrderAreGivenInThatOfTheLog) {
  for (const char* const kinds : {"pDpD", "DD", "DpDp"}) AppendKinds(kinds, At(8, 31));
  Query(
      "WITH moved AS (DELETE FROM record WHERE sequence IN (2, 6) RETURNING *)"
      " INSERT INTO record SELECT * FROM moved ORDER BY sequence DESC RETURNING 1");
  for (const int64_t limit : {1, 2, 3, 4, 5, 100}) {
    for (const int64_t bytes : {1, 300, 1 << 20}) {
      std::vector<int64_t> all, dossiers;
      ReadAll({limit, bytes}, &all);
      ReadAll({limit, bytes, {record::v1::RECORD_KIND_DOSSIER}}, &dossiers);
      EXPECT_EQ(all, AllSequences()) << limit << " " << bytes;
      EXPECT_THAT(dossiers, ElementsAre(2, 4, 5, 6, 7, 9)) << limit << " " << bytes;
    }
  }
}

TEST_F(RecordLogReadTest, AHoleInTheLogIsTold) {
  AppendKinds("DDDD", At(8, 31));
  Position start;
  start.set_log("main");
  for (const int sequence : {4, 2, 1}) {
    Query(absl::StrCat("DELETE FROM record WHERE sequence = ", sequence, " RETURNING 1"));
    EXPECT_EQ(log_.Read(start, {}, Soon()).status().code(), absl::StatusCode::kInternal) << sequence;
  }
}

TEST_F(RecordLogReadTest, RecordsAreGivenByteForByteAsTheyLie) {
  AppendKinds("D", At(8, 31));
  // A field that this program does not know, in a place where it would not write it.
  Query("UPDATE record SET payload = '\\xfa0f0161'::bytea || payload RETURNING 1");
  const std::string lies = absl::HexStringToBytes(Query("SELECT encode(payload, 'hex') FROM record"));
  Position start;
  start.set_log("main");
  EXPECT_THAT(log_.Read(start, {}, Soon())->entries, HasSubstr(lies));
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
