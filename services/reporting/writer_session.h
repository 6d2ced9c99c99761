// One stream of scores: an opening, then updates.

#ifndef CHISO_SERVICES_REPORTING_WRITER_SESSION_H_
#define CHISO_SERVICES_REPORTING_WRITER_SESSION_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "services/reporting/history/history.h"

namespace chiso {

// Not thread-safe: the requests of a stream come one after another.
class WriterSession {
 public:
  // `history` must outlive this object.
  explicit WriterSession(History& history) : history_(history) {}

  // Handles the next request; the answer tells what is durable. After an error the stream must end. Codes:
  // those of History::Grant and Record; INVALID_ARGUMENT: the request is malformed, or not an opening first
  // and updates then.
  absl::StatusOr<reporting::v1::RecordScoresResponse> Take(const reporting::v1::RecordScoresRequest& request,
                                                           absl::Time deadline);

 private:
  absl::StatusOr<reporting::v1::RecordScoresResponse> Open(const reporting::v1::WriterOpening& opening,
                                                           absl::Time deadline);

  History& history_;
  // 0: not opened.
  int64_t epoch_ = 0;
  std::set<std::string> logs_;
  // SHA-256 by id.
  std::map<std::string, std::string> definitions_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_WRITER_SESSION_H_
