#include "services/ingestion/log/record_log.h"

#include <google/protobuf/util/message_differencer.h>

#include <memory>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors.h"
#include "common/record/receipt_chain.h"
#include "common/sha256.h"
#include "common/testing/test_postgres.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/ingestion/testing/stretch.h"

namespace chiso {
namespace {

using ingestion::v1::Batch;
using ingestion::v1::ReadRecordsResponse;
using ingestion::v1::Receipt;
using record::v1::Position;
using record::v1::Record;
using ::testing::ElementsAre;

// 18:00 on the last day of August in UTC is September in Vietnam; this is a little earlier.
const absl::Time kAugust = absl::FromCivil(absl::CivilSecond(2026, 8, 31, 16, 59, 59), absl::UTCTimeZone());

Record Unit(const std::string& code) {
  Record record;
  record.set_revision(1);
  record.mutable_unit()->set_code(code);
  record.mutable_unit()->set_name("Xã " + code);
  record.mutable_unit()->set_level(record::v1::LEVEL_COMMUNE);
  return record;
}

Record Return(const std::string& unit, int64_t numerator, int64_t denominator) {
  Record record;
  record.set_revision(1);
  record::v1::Return& ret = *record.mutable_unit_return();
  ret.set_unit_code(unit);
  ret.set_period("2026-08");
  ret.set_indicator("ON_TIME");
  ret.set_scope(record::v1::SCOPE_SUBTREE);
  ret.set_numerator(numerator);
  ret.set_denominator(denominator);
  return record;
}

Batch MakeBatch(const std::string& sender, const std::string& id, const std::vector<Record>& records) {
  Batch batch;
  batch.set_sender(sender);
  batch.set_batch_id(id);
  for (const Record& record : records) *batch.add_records() = record;
  return batch;
}

AdmittedBatch Admitted(Batch batch, const Routing& routing = {}) {
  return Admit(batch, batch.SerializeAsString(), routing, absl::Now());
}

// Batches of one transaction.
template <typename... Batches>
std::vector<AdmittedBatch> Group(Batches... batches) {
  std::vector<AdmittedBatch> group;
  (group.push_back(std::move(batches)), ...);
  return group;
}

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

class RecordLogTest : public ::testing::Test {
 protected:
  RecordLogTest() : conninfo_(testing::FreshDatabase()), postgres_({conninfo_}), log_(postgres_) {
    EXPECT_TRUE(Migrate(postgres_, "ingestion", IngestionSchema()).ok());
  }

  std::vector<RecordLog::Outcome> Append(const std::vector<Batch>& batches, absl::Time now = kAugust) {
    std::vector<AdmittedBatch> admitted;
    for (const Batch& batch : batches) admitted.push_back(Admitted(batch));
    return log_.Append(admitted, now, Soon());
  }
  Receipt AppendOne(const Batch& batch, absl::Time now = kAugust) {
    RecordLog::Outcome outcome = Append({batch}, now)[0];
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *outcome : Receipt();
  }
  absl::StatusOr<ReadRecordsResponse> Read(const Position& after, RecordLog::ReadLimits limits = {}) {
    const absl::StatusOr<RecordLog::Stretch> stretch = log_.Read(after, limits, Soon());
    if (!stretch.ok()) return stretch.status();
    return testing::ToResponse(*stretch);
  }
  absl::StatusOr<ReadRecordsResponse> Read(const std::string& log, int64_t after,
                                           RecordLog::ReadLimits limits = {}) {
    Position position;
    position.set_log(log);
    position.set_sequence(after);
    return Read(position, limits);
  }
  void Execute(const std::string& sql) {
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      transaction.work().exec(sql);
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  std::string Query(const std::string& sql) {
    std::string value;
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      value = transaction.work().exec1(sql)[0].as<std::string>();
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return value;
  }

  const std::string conninfo_;
  Postgres postgres_;
  RecordLog log_;
};

TEST_F(RecordLogTest, SequencesAreContiguousFromOneInEachLog) {
  const auto outcomes =
      Append({MakeBatch("a", "1", {Return("H1", 1, 2), Unit("H1"), Return("H2", 1, 2)}),
              MakeBatch("b", "1", {Return("H3", 1, 2)}), MakeBatch("a", "2", {Unit("H2")})});
  ASSERT_TRUE(outcomes[0].ok() && outcomes[1].ok() && outcomes[2].ok());
  ASSERT_EQ(outcomes[0]->positions_size(), 2);
  EXPECT_EQ(outcomes[0]->positions(0).log(), "main");
  EXPECT_EQ(outcomes[0]->positions(0).sequence(), 2);
  EXPECT_EQ(outcomes[0]->positions(1).log(), "reference");
  EXPECT_EQ(outcomes[0]->positions(1).sequence(), 1);
  EXPECT_EQ(outcomes[1]->positions(0).sequence(), 3);
  EXPECT_EQ(outcomes[2]->positions(0).sequence(), 2);
  EXPECT_EQ(AppendOne(MakeBatch("b", "2", {Return("H4", 1, 2)})).positions(0).sequence(), 4);
}

TEST_F(RecordLogTest, WhatIsReadIsWhatWasAppended) {
  Batch batch = MakeBatch("a", "x y\"\\'1", {Return("H1", 1, 2), Return("H2", 3, 4), Return("H3", 5, 6)});
  const Receipt receipt = AppendOne(batch);
  const auto chunk = Read("main", 0);
  ASSERT_TRUE(chunk.ok()) << chunk.status();
  ASSERT_EQ(chunk->entries_size(), 1);
  EXPECT_EQ(chunk->entries(0).sender(), "a");
  EXPECT_EQ(chunk->entries(0).batch_id(), "x y\"\\'1");
  EXPECT_EQ(chunk->entries(0).first_sequence(), 1);
  EXPECT_EQ(chunk->entries(0).arrival_time().seconds(), absl::ToUnixSeconds(kAugust));
  ASSERT_EQ(chunk->entries(0).records_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(
        google::protobuf::util::MessageDifferencer::Equals(chunk->entries(0).records(i), batch.records(i)));
  }
  EXPECT_EQ(chunk->position().SerializeAsString(), receipt.positions(0).SerializeAsString());
  EXPECT_EQ(chunk->head().SerializeAsString(), receipt.positions(0).SerializeAsString());
}

TEST_F(RecordLogTest, SameBatchAgainGivesTheSameReceiptAndStoresNothing) {
  const Batch batch = MakeBatch("a", "1", {Return("H1", 1, 2), Return("", 1, 2)});
  const Receipt first = AppendOne(batch);
  const Receipt again = AppendOne(batch, kAugust + absl::Hours(1));
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_EQ(Read("main", 0)->head().sequence(), 1);
  const auto senders = log_.ListSenders({}, kAugust, Soon());
  EXPECT_EQ(senders->senders(0).batch_count(), 1);
}

TEST_F(RecordLogTest, SameNameWithOtherContentIsAConflictAndOthersOfTheGroupGoOn) {
  AppendOne(MakeBatch("a", "1", {Return("H1", 1, 2)}));
  const auto outcomes =
      Append({MakeBatch("a", "1", {Return("H1", 2, 2)}), MakeBatch("a", "2", {Return("H1", 3, 3)}),
              MakeBatch("b", "1", {Return("H1", 4, 4)})});
  EXPECT_EQ(outcomes[0].status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(outcomes[0].status()), "BATCH_CONFLICT");
  EXPECT_TRUE(outcomes[1].ok());
  EXPECT_TRUE(outcomes[2].ok());
  EXPECT_EQ(Read("main", 0)->head().sequence(), 3);
}

TEST_F(RecordLogTest, RepetitionsInsideOneGroupSettle) {
  const Batch batch = MakeBatch("a", "1", {Return("H1", 1, 2)});
  const auto outcomes = Append({batch, batch, MakeBatch("a", "1", {Return("H1", 2, 2)})});
  ASSERT_TRUE(outcomes[0].ok() && outcomes[1].ok());
  EXPECT_EQ(outcomes[0]->SerializeAsString(), outcomes[1]->SerializeAsString());
  EXPECT_EQ(outcomes[2].status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Read("main", 0)->head().sequence(), 1);
}

TEST_F(RecordLogTest, ReceiptsOfASenderAreChained) {
  const auto outcomes =
      Append({MakeBatch("a", "1", {Return("H1", 1, 2), Unit("H1")}),
              MakeBatch("b", "1", {Return("H1", 1, 2)}), MakeBatch("a", "2", {Return("", 1, 2)})});
  const Receipt third = AppendOne(MakeBatch("a", "3", {Unit("H2")}));
  EXPECT_EQ(outcomes[0]->previous_chain(), "");
  EXPECT_EQ(outcomes[1]->previous_chain(), "");
  EXPECT_EQ(outcomes[2]->previous_chain(), outcomes[0]->chain());
  EXPECT_EQ(third.previous_chain(), outcomes[2]->chain());
  for (const Receipt& receipt : {*outcomes[0], *outcomes[1], *outcomes[2], third}) {
    EXPECT_EQ(receipt.chain_version(), 1);
    EXPECT_EQ(receipt.chain(), ReceiptChain(receipt));
  }
  EXPECT_EQ(log_.ListSenders({}, kAugust, Soon())->senders(0).chain(), third.chain());
}

TEST_F(RecordLogTest, LogDigestChainsTheBatches) {
  const Batch first = MakeBatch("a", "1", {Return("H1", 1, 2), Return("H2", 1, 2)});
  const Batch second = MakeBatch("b", "1", {Return("H3", 1, 2)});
  const auto outcomes = Append({first, second});
  const std::string after_first = Sha256(Sha256(first.SerializeAsString()) + "1,2");
  EXPECT_EQ(outcomes[0]->positions(0).digest(), after_first);
  EXPECT_EQ(outcomes[1]->positions(0).digest(),
            Sha256(after_first + Sha256(second.SerializeAsString()) + "3,3"));
}

TEST_F(RecordLogTest, BadRecordSinksOnlyItselfAndIsQuarantined) {
  const Receipt receipt =
      AppendOne(MakeBatch("a", "1", {Return("H1", 1, 2), Return("H2", -1, 2), Record(), Return("H3", 1, 2)}));
  EXPECT_EQ(receipt.accepted_count(), 2);
  EXPECT_EQ(receipt.rejected_count(), 2);
  EXPECT_EQ(receipt.positions(0).sequence(), 2);
  EXPECT_EQ(Query("SELECT string_agg(index || ' ' || kind || ' ' || reason || ' ' || field || ' ' || key, ';'"
                  " ORDER BY index) FROM quarantine WHERE batch_id = '1'"),
            "1 2 7 unit_return.numerator H2/2026-08/ON_TIME/subtree;2 0 1  ");
}

TEST_F(RecordLogTest, BatchWithoutAnAcceptedRecordHasAReceiptToo) {
  const Batch batch = MakeBatch("a", "1", {Return("H2", -1, 2)});
  const Receipt receipt = AppendOne(batch);
  EXPECT_EQ(receipt.rejected_count(), 1);
  EXPECT_EQ(receipt.positions_size(), 0);
  EXPECT_NE(receipt.chain(), "");
  EXPECT_EQ(AppendOne(batch).SerializeAsString(), receipt.SerializeAsString());
  EXPECT_EQ(Read("main", 0)->head().sequence(), 0);
}

TEST_F(RecordLogTest, ReceiptTellsOfUnknownUnitsInOrderOfIndex) {
  const Receipt unknown = AppendOne(MakeBatch(
      "a", "1",
      {Return("H1", 1, 2), Return("H2", -1, 2), Return("H3", 3, 2), Return("H4", 1, 2), Unit("H4")}));
  std::vector<std::string> verdicts;
  for (const auto& verdict : unknown.verdicts()) {
    verdicts.push_back(absl::StrCat(verdict.index(), " ", ingestion::v1::Reason_Name(verdict.reason())));
  }
  EXPECT_THAT(verdicts, ElementsAre("0 REASON_UNIT_UNKNOWN", "1 REASON_NUMBER_OUT_OF_RANGE",
                                    "2 REASON_UNIT_UNKNOWN", "2 REASON_NUMERATOR_ABOVE_DENOMINATOR"));
  EXPECT_EQ(unknown.verdicts(0).key(), "H1/2026-08/ON_TIME/subtree");
  EXPECT_EQ(unknown.accepted_count(), 4);
  AppendOne(MakeBatch("a", "2", {Unit("H1")}));
  EXPECT_EQ(AppendOne(MakeBatch("a", "3", {Return("H1", 1, 2)})).verdicts_size(), 0);
  // Another process knows it from the database.
  RecordLog other(postgres_);
  std::vector<AdmittedBatch> batches =
      Group(Admitted(MakeBatch("a", "4", {Return("H1", 1, 2), Return("H9", 1, 2)})));
  EXPECT_EQ(other.Append(batches, kAugust, Soon())[0]->verdicts_size(), 1);
}

TEST_F(RecordLogTest, UnknownFieldsAndWhatARetractedRecordSaysBesideItsKeyAreNotStored) {
  Record odd = Return("H1", 1, 2);
  odd.mutable_unit_return()
      ->GetReflection()
      ->MutableUnknownFields(odd.mutable_unit_return())
      ->AddLengthDelimited(99, "Nguyễn Văn A");
  Record retracted = Unit("H2");
  retracted.set_retracted(true);
  AppendOne(MakeBatch("a", "1", {odd, retracted}));
  EXPECT_EQ(Read("main", 0)->entries(0).records(0).SerializeAsString(),
            Return("H1", 1, 2).SerializeAsString());
  const auto reference = Read("reference", 0);
  EXPECT_TRUE(reference->entries(0).records(0).retracted());
  EXPECT_EQ(reference->entries(0).records(0).unit().name(), "");
}

TEST_F(RecordLogTest, ValidateOnlyAnswersAsTheBatchWouldBeAndStoresNothing) {
  Batch batch = MakeBatch("a", "1", {Return("H1", 1, 2), Return("H2", -1, 2)});
  batch.set_validate_only(true);
  const Receipt checked = AppendOne(batch);
  EXPECT_EQ(checked.accepted_count(), 1);
  EXPECT_EQ(checked.rejected_count(), 1);
  EXPECT_EQ(checked.verdicts_size(), 2);
  EXPECT_EQ(checked.digest(), Sha256(batch.SerializeAsString()));
  EXPECT_EQ(checked.positions_size(), 0);
  EXPECT_EQ(checked.chain(), "");
  EXPECT_EQ(Query("SELECT (SELECT count(*) FROM sender) + (SELECT count(*) FROM batch) +"
                  " (SELECT count(*) FROM quarantine) + (SELECT count(*) FROM record)"),
            "0");
  // Settlement against known batches is the real one.
  Batch real = batch;
  real.set_validate_only(false);
  AppendOne(real);
  EXPECT_EQ(AppendOne(batch).accepted_count(), 1);
  batch.mutable_records(0)->set_revision(2);
  EXPECT_EQ(Append({batch})[0].status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(RecordLogTest, BatchThatTheDatabaseRefusesDoesNotPoisonItsGroup) {
  Execute("ALTER TABLE batch ADD CHECK (batch_id <> 'poison')");
  const auto outcomes =
      Append({MakeBatch("a", "1", {Return("H1", 1, 2)}), MakeBatch("a", "poison", {Unit("H1")}),
              MakeBatch("b", "1", {Return("H2", 1, 2), Return("H3", 1, 2)})});
  ASSERT_TRUE(outcomes[0].ok());
  EXPECT_EQ(outcomes[1].status().code(), absl::StatusCode::kInternal);
  ASSERT_TRUE(outcomes[2].ok());
  EXPECT_EQ(outcomes[2]->positions(0).sequence(), 3);
  EXPECT_EQ(Read("reference", 0)->head().sequence(), 0);
  EXPECT_EQ(Read("main", 0)->position().sequence(), 3);
}

TEST_F(RecordLogTest, TwoProcessesThatWriteOneLogLeaveNoGap) {
  constexpr int kBatches = 40;
  Postgres other_postgres({conninfo_});
  RecordLog other(other_postgres);
  // Both also send the same batches: each must be stored once.
  const auto write = [](RecordLog& log, const std::string& sender) {
    for (int i = 0; i < kBatches; ++i) {
      std::vector<AdmittedBatch> batches =
          Group(Admitted(MakeBatch(sender, std::to_string(i),
                                   {Return("H1", i, 100), Unit(absl::StrCat(sender, i))})),
                Admitted(MakeBatch("both", std::to_string(i), {Return("H2", i, 100), Return("H3", i, 100)})));
      for (const auto& outcome : log.Append(batches, kAugust, Soon()))
        EXPECT_TRUE(outcome.ok()) << outcome.status();
    }
  };
  std::thread thread([&] { write(other, "one"); });
  write(log_, "two");
  thread.join();
  const auto chunk = Read("main", 0);
  ASSERT_TRUE(chunk.ok()) << chunk.status();
  EXPECT_EQ(chunk->head().sequence(), 4 * kBatches);
  EXPECT_EQ(chunk->position().SerializeAsString(), chunk->head().SerializeAsString());
  int64_t next = 1;
  for (const auto& entry : chunk->entries()) {
    EXPECT_EQ(entry.first_sequence(), next);
    next += entry.records_size();
  }
  EXPECT_EQ(next, 4 * kBatches + 1);
}

TEST_F(RecordLogTest, ReadGroupsByBatchAcrossMonthsAndLimits) {
  AppendOne(MakeBatch("a", "1", {Return("H1", 1, 2), Return("H2", 1, 2), Return("H3", 1, 2)}), kAugust);
  AppendOne(MakeBatch("b", "1", {Return("H4", 1, 2)}), kAugust + absl::Seconds(1));
  AppendOne(MakeBatch("a", "2", {Return("H5", 1, 2), Return("H6", 1, 2)}), kAugust + absl::Seconds(2));
  EXPECT_EQ(Query("SELECT count(*) FROM record_2_202608"), "3");
  EXPECT_EQ(Query("SELECT count(*) FROM record_2_202609"), "3");
  for (const int64_t limit : {1, 2, 3, 4, 5, 6, 100}) {
    std::vector<std::string> seen;
    Position position;
    position.set_log("main");
    while (position.sequence() < 6) {
      const auto chunk = Read(position, {limit, 1 << 20});
      ASSERT_TRUE(chunk.ok()) << chunk.status();
      const int64_t count = chunk->position().sequence() - position.sequence();
      EXPECT_GE(count, 1);
      EXPECT_LE(count, limit);
      int64_t next = position.sequence() + 1;
      for (const auto& entry : chunk->entries()) {
        EXPECT_EQ(entry.first_sequence(), next);
        next += entry.records_size();
        for (const Record& record : entry.records()) {
          seen.push_back(absl::StrCat(entry.sender(), entry.batch_id(), record.unit_return().unit_code()));
        }
      }
      const bool end_of_batch = next == 4 || next == 5 || next == 7;
      EXPECT_EQ(chunk->position().digest().size(), end_of_batch ? 32 : 0);
      if (limit >= 3) EXPECT_TRUE(end_of_batch);
      position = chunk->position();
    }
    EXPECT_THAT(seen, ElementsAre("a1H1", "a1H2", "a1H3", "b1H4", "a2H5", "a2H6"));
  }
}

TEST_F(RecordLogTest, ReadKeepsToItsLimitOfBytesButGivesAtLeastOneRecord) {
  AppendOne(MakeBatch("a", "1", {Return("H1", 1, 2), Return("H2", 1, 2), Return("H3", 1, 2)}));
  EXPECT_EQ(Read("main", 0, {1000, 1})->position().sequence(), 1);
  EXPECT_EQ(Read("main", 1, {1000, 1})->position().sequence(), 2);
  const int64_t two = 2 * static_cast<int64_t>(Return("H1", 1, 2).ByteSizeLong());
  EXPECT_EQ(Read("main", 0, {1000, two})->position().sequence(), 2);
}

TEST_F(RecordLogTest, ReadAtTheHeadGivesNothingAndTheDigest) {
  const Receipt receipt = AppendOne(MakeBatch("a", "1", {Return("H1", 1, 2)}));
  const auto chunk = Read("main", 1);
  ASSERT_TRUE(chunk.ok());
  EXPECT_EQ(chunk->entries_size(), 0);
  EXPECT_EQ(chunk->position().SerializeAsString(), receipt.positions(0).SerializeAsString());
}

TEST_F(RecordLogTest, PositionThatTheLogDoesNotHoldIsRefused) {
  const Receipt receipt = AppendOne(MakeBatch("a", "1", {Return("H1", 1, 2), Return("H2", 1, 2)}));
  Position position = receipt.positions(0);
  EXPECT_TRUE(Read(position).ok());
  position.set_sequence(3);
  position.clear_digest();
  EXPECT_EQ(ReasonOf(Read(position).status()), "LOG_DIVERGED");
  EXPECT_EQ(Read(position).status().code(), absl::StatusCode::kFailedPrecondition);
  // A digest that is another one, or stands where none can.
  position = receipt.positions(0);
  position.set_digest(std::string(32, 'x'));
  EXPECT_EQ(ReasonOf(Read(position).status()), "LOG_DIVERGED");
  for (const int64_t sequence : {0, 1}) {
    position = receipt.positions(0);
    position.set_sequence(sequence);
    EXPECT_EQ(ReasonOf(Read(position).status()), "LOG_DIVERGED") << sequence;
  }
  EXPECT_EQ(Read("nowhere", 0).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(RecordLogTest, LogThatWasRestoredFromAnOlderStateAndWentOnIsNoticed) {
  AppendOne(MakeBatch("a", "1", {Return("H1", 1, 2)}));
  const Position seen = AppendOne(MakeBatch("a", "2", {Return("H2", 1, 2)})).positions(0);
  // The state before the second batch, and then another history of the same length.
  Execute(
      "DELETE FROM record WHERE sequence = 2; DELETE FROM batch WHERE batch_id = '2';"
      " DELETE FROM batch_part WHERE last_sequence = 2;"
      " UPDATE log SET head_sequence = 1, head_digest = (SELECT log_digest FROM batch_part) WHERE name = "
      "'main'");
  EXPECT_EQ(ReasonOf(Read(seen).status()), "LOG_DIVERGED");
  AppendOne(MakeBatch("a", "3", {Return("H3", 1, 2)}));
  EXPECT_EQ(ReasonOf(Read(seen).status()), "LOG_DIVERGED");
}

TEST_F(RecordLogTest, SendersAreListedByNameInPages) {
  AppendOne(MakeBatch("b", "1", {Return("H1", 1, 2), Unit("H1")}));
  AppendOne(MakeBatch("c", "1", {Return("H1", -1, 2)}));
  AppendOne(MakeBatch("a", "1", {Return("H1", 1, 2)}));
  const Receipt last = AppendOne(MakeBatch("b", "2", {Return("H1", 1, 2), Return("H1", -1, 2)}));
  ingestion::v1::ListSendersRequest request;
  request.set_page_size(2);
  const auto first = log_.ListSenders(request, kAugust, Soon());
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->senders_size(), 2);
  EXPECT_EQ(first->senders(0).name(), "a");
  EXPECT_EQ(first->next_page_token(), "b");
  const ingestion::v1::Sender& b = first->senders(1);
  EXPECT_EQ(b.batch_count(), 2);
  EXPECT_EQ(b.accepted_count(), 3);
  EXPECT_EQ(b.rejected_count(), 1);
  EXPECT_EQ(b.last_arrival_time().seconds(), absl::ToUnixSeconds(kAugust));
  ASSERT_EQ(b.positions_size(), 2);
  EXPECT_EQ(b.positions(0).SerializeAsString(), last.positions(0).SerializeAsString());
  EXPECT_EQ(b.positions(1).log(), "reference");
  EXPECT_EQ(b.positions(1).sequence(), 1);
  request.set_page_token("b");
  const auto second = log_.ListSenders(request, kAugust, Soon());
  ASSERT_EQ(second->senders_size(), 1);
  EXPECT_EQ(second->senders(0).name(), "c");
  EXPECT_EQ(second->senders(0).positions_size(), 0);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(RecordLogTest, AssignedUnitsGoToTheirLog) {
  ASSERT_TRUE(log_.EnsureLogs({"main", "north"}, Soon()).ok());
  ASSERT_TRUE(log_.EnsureLogs({"main", "north"}, Soon()).ok());
  const Routing routing = *Routing::Parse("H44=north,H45=south");
  const Batch batch = MakeBatch("a", "1", {Return("H44.1", 1, 2), Return("H46", 1, 2), Unit("H44")});
  std::vector<AdmittedBatch> batches =
      Group(Admitted(batch, routing), Admitted(MakeBatch("a", "2", {Return("H45", 1, 2)}), routing));
  const auto outcomes = log_.Append(batches, kAugust, Soon());
  ASSERT_TRUE(outcomes[0].ok()) << outcomes[0].status();
  ASSERT_EQ(outcomes[0]->positions_size(), 3);
  EXPECT_EQ(outcomes[0]->positions(1).log(), "north");
  EXPECT_EQ(Read("north", 0)->entries(0).records(0).unit_return().unit_code(), "H44.1");
  // The log that was never made.
  EXPECT_EQ(outcomes[1].status().code(), absl::StatusCode::kNotFound);
}

TEST_F(RecordLogTest, DatabaseThatIsAwayIsUnavailable) {
  Postgres nowhere({"host=/nonexistent dbname=none"});
  RecordLog log(nowhere);
  std::vector<AdmittedBatch> batches = Group(Admitted(MakeBatch("a", "1", {Return("H1", 1, 2)})),
                                             Admitted(MakeBatch("a", "2", {Return("H1", 1, 2)})));
  for (const auto& outcome : log.Append(batches, kAugust, Soon())) {
    EXPECT_EQ(outcome.status().code(), absl::StatusCode::kUnavailable);
  }
}

}  // namespace
}  // namespace chiso
