// Asks which of the records that were sent are in force.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_STANDING_CHECK_H_
#define CHISO_TOOLS_CLIENT_IMPORT_STANDING_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/client/import/chunk_sender.h"
#include "tools/client/import/standing_tally.h"
#include "tools/client/rpc/connection.h"

namespace chiso {

// Asks scoring, of all kinds that scores are made of; of other kinds nobody is asked. Not thread-safe.
//
// What has been sent is asked about together at the end, so that records that a later chunk has outdone are
// told of too. Memory is bounded: of a long import, the units and returns that have waited longest are asked
// about as others come, and about the kinds that come in masses nobody is asked beyond the first records,
// because that would slow down the import.
class StandingCheck {
 public:
  // What waits at most: calls, and bytes of their records.
  static constexpr size_t kWaiting = 64;
  static constexpr size_t kWaitingBytes = 64 << 20;

  // The endpoint's timeout bounds how long is waited for scoring to have read what was sent.
  StandingCheck(const Endpoint& scoring, std::string sender)
      : scoring_(scoring), sender_(std::move(sender)) {}

  // Takes over what was admitted of a chunk. Waits for scoring only where too much waits.
  void Add(const Chunk& chunk, const ChunkAnswer& answer);
  // Asks about all that wait.
  void Finish();

  const StandingTally& tally() const { return tally_; }
  // Records that the service had already and that are not in force, or were not asked about.
  int64_t known_not_in_force() const { return known_not_in_force_; }
  int64_t known_not_asked() const { return known_not_asked_; }
  // How many could not be asked about, and why the first of them could not.
  int64_t not_asked() const { return not_asked_; }
  const absl::Status& status() const { return status_; }

 private:
  struct Waiting {
    scoring::v1::CompareRecordsRequest request;
    size_t bytes = 0;
    bool known = false;
  };

  bool IsFull() const { return waiting_.size() >= kWaiting || waiting_bytes_ >= kWaitingBytes; }
  void Enqueue(Waiting waiting);
  // Asks about the records that have waited longest.
  void Ask();
  void TakeNotAsked(int records, bool known, const absl::Status& why);

  Connection<scoring::v1::ScoringService> scoring_;
  const std::string sender_;
  std::deque<Waiting> waiting_;
  size_t waiting_bytes_ = 0;
  // Not OK: scoring is asked nothing more.
  absl::Status scoring_status_;
  StandingTally tally_;
  absl::Status status_;
  int64_t known_not_in_force_ = 0;
  int64_t known_not_asked_ = 0;
  int64_t not_asked_ = 0;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_STANDING_CHECK_H_
