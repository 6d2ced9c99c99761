// A message that a sender sent as a batch.

#ifndef CHISO_SERVICES_INGESTION_RECEIVED_BATCH_H_
#define CHISO_SERVICES_INGESTION_RECEIVED_BATCH_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "chiso/ingestion/v1/batch.pb.h"

namespace chiso {

// Parses the message into memory that belongs to the thread and is used again for its next message. So a
// thread holds at most one of these at a time, and ends it where it made it. Not thread-safe.
class ReceivedBatch {
 public:
  // What a thread keeps between two messages, however large they are: a batch of 3,000 dossiers.
  static constexpr size_t kKeptBytes = 2 << 20;

  // `bytes` must outlive this object.
  explicit ReceivedBatch(absl::string_view bytes);
  ~ReceivedBatch();
  ReceivedBatch(const ReceivedBatch&) = delete;
  ReceivedBatch& operator=(const ReceivedBatch&) = delete;

  // INVALID_ARGUMENT, reason MESSAGE_MALFORMED: the bytes are no Batch; MESSAGE_TOO_LARGE: it would take more
  // memory than kMaxParsedBytes, and was not parsed.
  const absl::Status& status() const { return status_; }
  // What was sent. A receipt names the digest of it.
  absl::string_view bytes() const { return bytes_; }
  // Requires: status() is OK. Whoever admits the batch may change it.
  ingestion::v1::Batch& batch() { return *batch_; }

 private:
  const absl::string_view bytes_;
  absl::Status status_;
  ingestion::v1::Batch* batch_ = nullptr;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_RECEIVED_BATCH_H_
