// Sends official figures to reporting, one request at a time.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_FIGURE_SENDER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_FIGURE_SENDER_H_

#include <string>

#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "tools/client/import/chunk_sender.h"
#include "tools/client/rpc/connection.h"
#include "tools/client/rpc/retry_policy.h"

namespace chiso {

// Not thread-safe.
class FigureSender final : public ChunkSender {
 public:
  struct Options {
    std::string sender;
    bool validate_only = false;
  };

  FigureSender(const Endpoint& reporting, Options options, OnAnswer on_answer, RetryPolicy::Notice on_retry);

  absl::Status Send(Chunk chunk) override;
  absl::Status Flush() override { return absl::OkStatus(); }

 private:
  using Api = reporting::v1::ReportingService;

  static ChunkAnswer AnswerOf(const Chunk& chunk,
                              const reporting::v1::RecordOfficialFiguresResponse& response);

  Connection<Api> connection_;
  const Options options_;
  const OnAnswer on_answer_;
  RetryPolicy retry_policy_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_FIGURE_SENDER_H_
