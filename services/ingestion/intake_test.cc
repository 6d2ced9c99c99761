#include "services/ingestion/intake.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/errors.h"
#include "gmock/gmock.h"
#include "services/ingestion/testing/locked_log.h"
#include "services/ingestion/testing/log_test_base.h"

namespace chiso::testing {
namespace {

using ingestion::v1::Batch;
using ::testing::HasSubstr;

Batch BatchOf(const std::string& sender, const std::string& id, const record::v1::Record& record) {
  Batch batch;
  batch.set_sender(sender);
  batch.set_batch_id(id);
  *batch.add_records() = record;
  return batch;
}

// Outcomes of batches, however they come.
class Answer {
 public:
  Appender::Done Done() {
    return [this](RecordLog::Outcome outcome) {
      ASSERT_EQ(++times_, 1) << "answered twice";
      outcome_ = std::move(outcome);
      answered_.Notify();
    };
  }
  bool has() const { return answered_.HasBeenNotified(); }
  // Waits for it.
  const RecordLog::Outcome& Await() {
    answered_.WaitForNotification();
    return outcome_;
  }

 private:
  std::atomic<int> times_ = 0;
  RecordLog::Outcome outcome_ = absl::UnknownError("no answer");
  absl::Notification answered_;
};

class IntakeTest : public LogTest {
 protected:
  IntakeTest() { Start(Appender::Options()); }

  void Start(const Appender::Options& queue, const Intake::Options& unsent = Intake::Options()) {
    intake_.reset();
    appender_ = std::make_unique<Appender>(log_, queue);
    intake_ = std::make_unique<Intake>(log_, *appender_, routing_, unsent);
  }
  // As an edge does.
  void Submit(const Batch& batch, Answer& answer) {
    const std::string bytes = batch.SerializeAsString();
    const Intake::Turn turn(*intake_);
    ReceivedBatch received(bytes);
    ASSERT_TRUE(received.status().ok());
    intake_->Submit(received, answer.Done());
  }

  const record::v1::Record unit_ = SampleOf(record::v1::RECORD_KIND_UNIT);
  const record::v1::Record return_ =
      SampleOf(record::v1::RECORD_KIND_RETURN, "unit_return { unit_code: 'H44.1' }");
  Routing routing_;
  std::unique_ptr<Appender> appender_;
  std::unique_ptr<Intake> intake_;
};

TEST_F(IntakeTest, ABatchIsAnsweredOnceItIsStored) {
  Answer answer;
  Submit(BatchOf("a", "1", unit_), answer);
  const RecordLog::Outcome& receipt = answer.Await();
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->batch_id(), "1");
  EXPECT_EQ(receipt->accepted_count(), 1);
  EXPECT_EQ(Query("SELECT count(*) FROM record"), "1");
}

TEST_F(IntakeTest, ABatchThatBreaksTheContractIsAnsweredAtOnceAndNotQueued) {
  const LockedLog locked(postgres_);
  Answer answer;
  Submit(BatchOf("A", "1", unit_), answer);
  ASSERT_TRUE(answer.has());
  EXPECT_EQ(answer.Await().status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(answer.Await().status().message()), HasSubstr("sender"));
  EXPECT_FALSE(appender_->HasWaiting());
}

TEST_F(IntakeTest, RecordsAreJudgedByWhatIsKnownWhenTheyCome) {
  const auto warnings = [this](const std::string& id) {
    Answer answer;
    Submit(BatchOf("a", id, return_), answer);
    EXPECT_TRUE(answer.Await().ok());
    return answer.Await()->verdicts_size();
  };
  EXPECT_EQ(warnings("before"), 1);
  Answer unit;
  Submit(BatchOf("a", "unit", unit_), unit);
  ASSERT_TRUE(unit.Await().ok());
  EXPECT_EQ(warnings("after"), 0);
}

TEST_F(IntakeTest, WhatTheQueueRefusesIsAnsweredAtOnceAndOnce) {
  Appender::Options queue;
  queue.max_queued_bytes = 1;
  Start(queue);
  Answer first, second;
  {
    LockedLog locked(postgres_);
    // An empty queue takes a batch of any size.
    Submit(BatchOf("a", "1", unit_), first);
    locked.AwaitAppender();
    Submit(BatchOf("a", "2", unit_), second);
    ASSERT_TRUE(second.has());
    EXPECT_EQ(second.Await().status().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_FALSE(first.has());
  }
  EXPECT_TRUE(first.Await().ok());
}

TEST_F(IntakeTest, WhatComesAfterTheEndIsAnsweredWithUnavailable) {
  appender_->Drain();
  Answer answer;
  Submit(BatchOf("a", "1", unit_), answer);
  ASSERT_TRUE(answer.has());
  EXPECT_EQ(answer.Await().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Query("SELECT count(*) FROM record"), "0");
}

TEST_F(IntakeTest, NoMoreThanTwoHoldAMessageAtATime) {
  std::atomic<int> inside = 0, most = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        const Intake::Turn turn(*intake_);
        const int now = ++inside;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, kMaxAdmitting);
  EXPECT_GE(most, 1);
}

TEST_F(IntakeTest, AStreamHasRoomAsLongAsItsAnswersAndTheQueueDo) {
  Appender::Options queue;
  queue.max_queued_bytes = 2;
  Intake::Options unsent;
  unsent.max_unsent_of_stream = 100;
  Start(queue, unsent);
  EXPECT_TRUE(intake_->HasRoom(0));
  EXPECT_TRUE(intake_->HasRoom(99));
  EXPECT_FALSE(intake_->HasRoom(100));
  Answer answer;
  {
    LockedLog locked(postgres_);
    Submit(BatchOf("a", "1", unit_), answer);
    locked.AwaitAppender();
    EXPECT_FALSE(intake_->HasRoom(0));
  }
  EXPECT_TRUE(answer.Await().ok());
}

TEST_F(IntakeTest, IsCrowdedBeyondTheBytesOfAllAnswersTogether) {
  Intake::Options unsent;
  unsent.max_unsent_bytes = 100;
  Start(Appender::Options(), unsent);
  intake_->AddUnsent(60);
  intake_->AddUnsent(40);
  EXPECT_FALSE(intake_->IsCrowded());
  intake_->AddUnsent(1);
  EXPECT_TRUE(intake_->IsCrowded());
  intake_->RemoveUnsent(60);
  EXPECT_FALSE(intake_->IsCrowded());
}

}  // namespace
}  // namespace chiso::testing
