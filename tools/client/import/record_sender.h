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

// Answers come in the order of the batches. What is refused for the moment, or lost with a broken call, is
// sent again under its name, so that nothing can be counted twice. Not thread-safe.
class RecordSender final : public ChunkSender {
 public:
  struct Options {
    FileKind kind = FileKind::kReturns;
    std::string sender;
    bool validate_only = false;
    // Told of each receipt before its chunk counts as answered; an error ends the sending. Empty: nobody is.
    std::function<absl::Status(const ingestion::v1::Receipt&)> keep;
    // Whether to give up instead of trying again. Empty: never.
    std::function<bool()> stopped;
  };

  // How many batches may wait for their answers: enough that the service can join them in one commit, and
  // fewer than it takes from one call, so that neither side ever waits for the other to read.
  static constexpr size_t kWindow = 8;

  RecordSender(const Endpoint& ingestion, Options options, OnAnswer on_answer, RetryPolicy::Notice on_retry);

  // Asks what the service has of this sender, to tell new batches from repeated ones. Called first.
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
