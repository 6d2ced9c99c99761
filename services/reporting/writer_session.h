// One stream of scores: an opening, then updates.

#ifndef CHISO_SERVICES_REPORTING_WRITER_SESSION_H_
#define CHISO_SERVICES_REPORTING_WRITER_SESSION_H_

#include <atomic>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "services/reporting/history/history.h"
#include "services/reporting/named_keys.h"
#include "services/reporting/request_rules.h"

namespace chiso {

// Not thread-safe: the requests of a stream come one after another.
class WriterSession {
 public:
  // `history` and `named_keys`, the number of keys that all sessions together hold of snapshots, must outlive
  // this object.
  WriterSession(History& history, std::atomic<int64_t>& named_keys)
      : history_(history), named_keys_(named_keys) {}

  // Handles the next request, each of whose transactions may take `time`; the answer tells what is durable.
  // After an error the stream must end. Codes: those of History::Grant and Record; RESOURCE_EXHAUSTED:
  // snapshots name too much (limits.h); INVALID_ARGUMENT: the request is malformed, or not an opening
  // first and updates then, or ends a snapshot that was not begun.
  absl::StatusOr<reporting::v1::RecordScoresResponse> Take(const reporting::v1::RecordScoresRequest& request,
                                                           absl::Duration time);

 private:
  absl::StatusOr<reporting::v1::RecordScoresResponse> Open(const reporting::v1::WriterOpening& opening,
                                                           absl::Duration time);
  absl::StatusOr<reporting::v1::Progress> Record(const reporting::v1::ScoreUpdate& update,
                                                 absl::Duration time);
  // What a snapshot under way is told by an update.
  absl::Status Name(const reporting::v1::ScoreUpdate& update, const std::vector<StagedScore>& scores);

  History& history_;
  std::atomic<int64_t>& named_keys_;
  // Epoch 0: not opened.
  Writer writer_;
  OpenedDefinitions definitions_;
  // Absent: no snapshot is under way.
  std::optional<NamedKeys> named_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_WRITER_SESSION_H_
