#include "tools/benchmark/submit_load.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/target.h"

namespace chiso::bench {
namespace {

using ingestion::v1::Batch;
using ingestion::v1::BatchResult;
using ingestion::v1::IngestionService;
using ingestion::v1::Receipt;
using Clock = std::chrono::steady_clock;

// One call. The library calls the On… methods.
class Stream final : public grpc::ClientBidiReactor<Batch, BatchResult> {
 public:
  Stream(IngestionService::Stub& stub, size_t window) : window_(window) {
    stub.async()->SubmitRecords(&context_, this);
    // Writes are started by the thread that fills batches.
    AddHold();
    StartRead(&result_);
    StartCall();
  }

  // Hands the batch over as soon as the window and the write before allow; it must stay as it is until the
  // next Send or End. `due`: since when its answer is waited for; nothing: since it is handed over.
  void Send(const Batch& batch, std::optional<Clock::time_point> due) {
    {
      absl::MutexLock lock(&mutex_);
      const auto may_write = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return ended_ || (!writing_ && sent_.size() < window_);
      };
      mutex_.Await(absl::Condition(&may_write));
      if (ended_) return;
      writing_ = true;
      sent_.push_back(due.value_or(Clock::now()));
    }
    StartWrite(&batch);
  }

  // Waits for all answers and ends the call.
  void End() {
    {
      absl::MutexLock lock(&mutex_);
      const auto answered = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return ended_ || (!writing_ && sent_.empty());
      };
      mutex_.Await(absl::Condition(&answered));
    }
    StartWritesDone();
    RemoveHold();
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&done_));
    if (!fault_.empty()) Fail(fault_);
  }

  std::vector<double> TakeLatencies() {
    absl::MutexLock lock(&mutex_);
    return std::move(latencies_);
  }
  std::vector<Receipt> TakeReceipts() {
    absl::MutexLock lock(&mutex_);
    return std::move(receipts_);
  }

  void OnReadDone(bool ok) override {
    {
      absl::MutexLock lock(&mutex_);
      if (!ok) {
        ended_ = true;
        return;
      }
      Take();
    }
    StartRead(&result_);
  }
  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) ended_ = true;
  }
  void OnDone(const grpc::Status& status) override {
    absl::MutexLock lock(&mutex_);
    if (!status.ok() && fault_.empty()) fault_ = absl::StrCat("the call ended: ", status.error_message());
    ended_ = done_ = true;
  }

 private:
  void Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    latencies_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - sent_.front()).count());
    sent_.pop_front();
    if (result_.has_error()) {
      fault_ = absl::StrCat("a batch was refused: ", result_.error().message());
      ended_ = true;
      context_.TryCancel();
    }
    receipts_.push_back(std::move(*result_.mutable_receipt()));
  }

  const size_t window_;
  grpc::ClientContext context_;
  BatchResult result_;
  absl::Mutex mutex_;
  // Of the batches that wait for their answers.
  std::deque<Clock::time_point> sent_ ABSL_GUARDED_BY(mutex_);
  std::vector<double> latencies_ ABSL_GUARDED_BY(mutex_);
  std::vector<Receipt> receipts_ ABSL_GUARDED_BY(mutex_);
  std::string fault_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // Nothing more can be sent.
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
};

// The stream's share: every streams-th batch.
void Run(const SubmitLoad& load, const Dossiers& dossiers, int index, Clock::time_point start,
         Stream& stream) {
  // One is filled while the other is written.
  Batch batches[2];
  for (int64_t number = index; number < load.batches; number += load.streams) {
    Batch& batch = batches[number / load.streams % 2];
    load.FillBatch(dossiers, number, batch);
    std::optional<Clock::time_point> due;
    if (load.batches_per_second > 0) {
      due = start + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(number) / load.batches_per_second));
      std::this_thread::sleep_until(*due);
    }
    stream.Send(batch, due);
  }
  stream.End();
}

}  // namespace

void SubmitLoad::FillBatch(const Dossiers& dossiers, int64_t number, Batch& batch) const {
  batch.set_sender(absl::StrCat("bench-", number % streams));
  batch.set_batch_id(absl::StrCat(name, "-", number));
  dossiers.FillBatch(first + number * batch_records, batch_records, batch);
}

void SubmitReference(const std::string& target, const Dossiers& dossiers) {
  const auto stub = IngestionService::NewStub(Connect(target));
  ingestion::v1::Batch batch;
  batch.set_sender("bench-reference");
  batch.set_batch_id("reference");
  dossiers.FillReference(batch);
  grpc::ClientContext context;
  ingestion::v1::Receipt receipt;
  const grpc::Status status = stub->SubmitBatch(&context, batch, &receipt);
  if (!status.ok()) Fail(absl::StrCat("units and procedures are refused: ", status.error_message()));
}

SubmitOutcome Submit(const SubmitLoad& load, const Dossiers& dossiers) {
  // In open loop nothing but the service itself holds a batch back.
  const size_t window = load.batches_per_second > 0 ? static_cast<size_t>(load.batches) : load.window;
  std::vector<std::unique_ptr<IngestionService::Stub>> stubs;
  for (int i = 0; i < load.streams; ++i) stubs.push_back(IngestionService::NewStub(Connect(load.target)));
  std::vector<std::unique_ptr<Stream>> streams;
  for (const auto& stub : stubs) streams.push_back(std::make_unique<Stream>(*stub, window));

  const Clock::time_point start = Clock::now();
  std::vector<std::exception_ptr> failures(load.streams);
  std::vector<std::thread> threads;
  for (int i = 0; i < load.streams; ++i) {
    threads.emplace_back([&, i] {
      try {
        Run(load, dossiers, i, start, *streams[i]);
      } catch (const Failure&) {
        failures[i] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  SubmitOutcome outcome;
  outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  for (const std::exception_ptr& failure : failures) {
    if (failure != nullptr) std::rethrow_exception(failure);
  }
  outcome.receipts.resize(load.batches);
  for (int i = 0; i < load.streams; ++i) {
    const std::vector<double> latencies = streams[i]->TakeLatencies();
    outcome.latencies.insert(outcome.latencies.end(), latencies.begin(), latencies.end());
    std::vector<Receipt> receipts = streams[i]->TakeReceipts();
    for (size_t k = 0; k < receipts.size(); ++k)
      outcome.receipts[k * load.streams + i] = std::move(receipts[k]);
  }
  return outcome;
}

}  // namespace chiso::bench
