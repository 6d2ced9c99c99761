#include "services/reporting/writer_session.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "common/errors.h"
#include "common/log.h"
#include "services/reporting/request_rules.h"

namespace chiso {

namespace rv1 = reporting::v1;

absl::StatusOr<rv1::RecordScoresResponse> WriterSession::Take(const rv1::RecordScoresRequest& request,
                                                              absl::Time deadline) {
  if (epoch_ == 0) {
    if (!request.has_opening()) return InvalidArgument("opening", "must be the first request of the stream");
    return Open(request.opening(), deadline);
  }
  if (!request.has_update()) return InvalidArgument("update", "must be every request after the first");
  if (absl::Status status = CheckUpdate(request.update(), logs_, definitions_); !status.ok()) return status;
  absl::StatusOr<rv1::Progress> progress = history_.Record(epoch_, logs_, request.update(), deadline);
  if (!progress.ok()) return progress.status();
  rv1::RecordScoresResponse response;
  *response.mutable_progress() = *std::move(progress);
  return response;
}

absl::StatusOr<rv1::RecordScoresResponse> WriterSession::Open(const rv1::WriterOpening& opening,
                                                              absl::Time deadline) {
  if (absl::Status status = CheckOpening(opening); !status.ok()) return status;
  absl::StatusOr<rv1::WriterGrant> grant = history_.Grant(opening, deadline);
  if (!grant.ok()) return grant.status();
  epoch_ = grant->epoch();
  logs_.insert(opening.logs().begin(), opening.logs().end());
  for (const index::v1::IndexDefinition& definition : opening.definitions()) {
    definitions_[definition.id()] = definition.sha256();
  }
  SPDLOG_INFO("writer {} has epoch {} for {}", opening.writer(), epoch_, absl::StrJoin(logs_, ", "));
  rv1::RecordScoresResponse response;
  *response.mutable_grant() = *std::move(grant);
  return response;
}

}  // namespace chiso
