#include "tools/benchmark/unary.h"

#include <signal.h>

#include <chrono>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/rpc/credentials.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/record_rows.h"
#include "tools/benchmark/target.h"

namespace chiso::bench {
namespace {

using ingestion::v1::Batch;
using ingestion::v1::IngestionService;
using ingestion::v1::Receipt;
using Clock = std::chrono::steady_clock;

// Thread-safe.
class UnaryService final : public IngestionService::Service {
 public:
  explicit UnaryService(const UnaryOptions& options) {
    for (int i = 0; i < options.connections; ++i) {
      idle_.push_back(std::make_unique<Database>(options.postgres));
      idle_.back()->Prepare("insert", absl::StrCat("INSERT INTO ", options.table, " ", kRecordColumns,
                                                   " VALUES (", options.log_id, ", ", options.month,
                                                   ", nextval('bench_sequence'), $1, $2, $3, $4, $5)"));
    }
  }

  grpc::Status SubmitBatch(grpc::ServerContext*, const Batch* batch, Receipt* receipt) override {
    if (batch->records_size() != 1) return {grpc::StatusCode::INVALID_ARGUMENT, "records: must be 1"};
    const record::v1::Record& record = batch->records(0);
    std::string revision, kind, retracted;
    AppendValue(revision, record.revision());
    AppendValue(kind, static_cast<int16_t>(record::v1::RECORD_KIND_DOSSIER));
    AppendValue(retracted, record.retracted());
    const std::string payload = record.SerializeAsString();
    std::unique_ptr<Database> database = Acquire();
    try {
      database->RunPrepared("insert", {revision, kind, retracted, record.dossier().code(), payload});
    } catch (const Failure& failure) {
      return {grpc::StatusCode::INTERNAL, failure.what()};
    }
    Release(std::move(database));
    receipt->set_sender(batch->sender());
    receipt->set_accepted_count(1);
    return grpc::Status::OK;
  }

 private:
  std::unique_ptr<Database> Acquire() {
    absl::MutexLock lock(&mutex_);
    const auto is_there = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !idle_.empty(); };
    mutex_.Await(absl::Condition(&is_there));
    std::unique_ptr<Database> database = std::move(idle_.back());
    idle_.pop_back();
    return database;
  }
  void Release(std::unique_ptr<Database> database) {
    absl::MutexLock lock(&mutex_);
    idle_.push_back(std::move(database));
  }

  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Database>> idle_ ABSL_GUARDED_BY(mutex_);
};

// A call under way; used again for the next one.
struct Call {
  Batch batch;
  Receipt receipt;
  grpc::Status status;
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::ClientAsyncResponseReader<Receipt>> reader;
};

}  // namespace

void ServeUnary(const UnaryOptions& options) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  UnaryService service(options);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.listen, ServiceCredentials());
  builder.RegisterService(&service);
  // A call blocks its thread while the database works: as many threads as calls, kept.
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, options.connections);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) Fail(absl::StrCat("cannot listen at ", options.listen));
  int signal;
  sigwait(&signals, &signal);
  server->Shutdown();
}

double CallUnary(const std::string& target, const Dossiers& dossiers, int64_t first, int64_t count,
                 int outstanding) {
  const auto stub = IngestionService::NewStub(Connect(target));
  grpc::CompletionQueue queue;
  std::vector<Call> calls(outstanding);
  int64_t begun = 0;
  const auto begin = [&](Call& call) {
    if (begun == count) return;
    call.batch.set_sender("bench");
    dossiers.FillBatch(first + begun++, 1, call.batch);
    call.context = std::make_unique<grpc::ClientContext>();
    call.reader = stub->AsyncSubmitBatch(call.context.get(), call.batch, &queue);
    call.reader->Finish(&call.receipt, &call.status, &call);
  };
  const Clock::time_point start = Clock::now();
  for (Call& call : calls) begin(call);
  std::string fault;
  for (int64_t answered = 0; answered < begun; ++answered) {
    void* tag;
    bool ok;
    queue.Next(&tag, &ok);
    Call& call = *static_cast<Call*>(tag);
    if (!call.status.ok()) fault = call.status.error_message();
    if (fault.empty()) begin(call);
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  queue.Shutdown();
  if (!fault.empty()) Fail(absl::StrCat("a unary call failed: ", fault));
  return seconds;
}

}  // namespace chiso::bench
