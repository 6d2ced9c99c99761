// Asks which of the records that were sent are in force.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_STANDING_CHECK_H_
#define CHISO_TOOLS_CLIENT_IMPORT_STANDING_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/client/import/chunk_sender.h"
#include "tools/client/import/standing_tally.h"
#include "tools/client/rpc/connection.h"

namespace chiso {

// Scoring is asked about units and returns, ingestion's lists about dossiers; of other kinds nobody is asked.
// Not thread-safe.
//
// What has been sent is asked about together at the end, so that records that a later chunk has outdone are
// told of too. Memory is bounded: of a long import, the units and returns that have waited longest are asked
// about as others come, and about dossiers beyond the first chunks nobody is asked, because looking them up
// would slow down the import.
class StandingCheck {
 public:
  // How many calls wait at most, each about a thousand records.
  static constexpr size_t kWaiting = 64;

  // The endpoints' timeouts bound how long is waited for scoring to have read, and for ingestion to have
  // listed, what was sent.
  StandingCheck(const Endpoint& scoring, const Endpoint& ingestion, std::string sender)
      : scoring_(scoring), ingestion_(ingestion), sender_(std::move(sender)) {}

  // Takes over what was admitted of a chunk. Waits for scoring only where too many chunks wait.
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
  template <typename Request>
  struct Waiting {
    Request request;
    bool known = false;
  };

  void AddDossier(const record::v1::Record& record, bool known);
  void AskScoring();
  void AskLists(absl::Time deadline);
  void Take(const record::v1::Standings& standings, bool known);
  void TakeNotAsked(int records, bool known, const absl::Status& why);

  Connection<scoring::v1::ScoringService> scoring_;
  Connection<ingestion::v1::IngestionService> ingestion_;
  const std::string sender_;
  std::deque<Waiting<scoring::v1::CompareRecordsRequest>> records_;
  std::vector<Waiting<ingestion::v1::CompareDossiersRequest>> dossiers_;
  // Where the dossiers lie in the logs.
  Positions dossier_positions_;
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
