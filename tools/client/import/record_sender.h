// Sends records to ingestion, several batches at a time.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_RECORD_SENDER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_RECORD_SENDER_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/record/positions.h"
#include "tools/client/import/chunk_sender.h"
#include "tools/client/import/submit_call.h"
#include "tools/client/rpc/connection.h"
#include "tools/client/rpc/retry_policy.h"

namespace chiso {

// Answers come in the order of the batches. A batch that is refused for the moment, or lost with a broken
// call, is sent again under its name, so that nothing is counted twice. Not thread-safe.
class RecordSender final : public ChunkSender {
 public:
  struct Options {
    FileKind kind = FileKind::kReturns;
    std::string sender;
    bool validate_only = false;
    // Called with each receipt before its chunk counts as answered; an error ends the sending. May be empty.
    std::function<absl::Status(const ingestion::v1::Receipt&)> keep;
    // Polled: true ends retries. Empty: never.
    std::function<bool()> stopped;
  };

  // The most batches without an answer: enough for the service to commit them together.
  static constexpr size_t kWindow = 8;

  RecordSender(const Endpoint& ingestion, Options options, OnAnswer on_answer, RetryPolicy::Notice on_retry);

  // Reads the sender's positions from the service, to tell new batches from repeated ones. Called first.
  absl::Status Start();

  absl::Status Send(Chunk chunk) override;
  absl::Status Flush() override;

 private:
  using Api = ingestion::v1::IngestionService;

  absl::Status Pump(size_t limit);
  absl::Status Step(size_t limit);
  absl::Status Take(const ingestion::v1::BatchResult& result);
  bool WaitToRetry(const absl::Status& status);
  ChunkAnswer AnswerOf(const Chunk& chunk, const ingestion::v1::Receipt& receipt);

  Connection<Api> connection_;
  const Options options_;
  const OnAnswer on_answer_;
  RetryPolicy retry_policy_;
  std::unique_ptr<SubmitCall> call_;
  std::deque<Chunk> waiting_;
  // Written to the call, not yet answered.
  std::deque<Chunk> sent_;
  // How far each log is known to hold records of this sender.
  Positions known_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_RECORD_SENDER_H_
