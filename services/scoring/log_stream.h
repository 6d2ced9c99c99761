// Reads a log of ingestion.

#ifndef CHISO_SERVICES_SCORING_LOG_STREAM_H_
#define CHISO_SERVICES_SCORING_LOG_STREAM_H_

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "chiso/record/v1/log.pb.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/support/sync_stream.h"
#include "services/scoring/log_facts.h"

namespace chiso {

// One call of ReadRecords, for the kinds that scores are made of. Not thread-safe.
class LogStream {
 public:
  // Reads what comes after the position; with `follow` on and on until the call is cancelled, else up to the
  // log's head of the beginning. `call` must be new and outlive this object.
  LogStream(const std::shared_ptr<grpc::Channel>& ingestion, grpc::ClientContext& call,
            const record::v1::Position& after, bool follow);

  // Waits for what comes next, up to a place from which one can resume: the beginning, or a position with a
  // digest. Nothing: the stream has ended. At most one answer is held, or what came of a batch that is longer
  // than an answer: 10,000 records.
  std::optional<LogFacts> Next();
  // How the stream has ended. Call it once, after Next has returned nothing. INTERNAL: what came cannot be
  // read. Else as ReadRecords ends.
  absl::Status Finish();

 private:
  grpc::ClientContext& call_;
  const std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader_;
  bool malformed_ = false;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_LOG_STREAM_H_
