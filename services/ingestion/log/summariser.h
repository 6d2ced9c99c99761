// Brings the summaries of block ranges up to date, which find records in the months that are under way.

#ifndef CHISO_SERVICES_INGESTION_LOG_SUMMARISER_H_
#define CHISO_SERVICES_INGESTION_LOG_SUMMARISER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/service/periodic_worker.h"
#include "common/sql/postgres.h"

namespace chiso {

// Works in a thread of its own, from the constructor to the destructor, for the partitions of all processes.
// Reading near the head, and finding what is about a subject, slow down with the number of records that no
// summary covers: those of the last fifth of a second or two, and of the last block range of each partition.
// It works in pieces of about a millisecond. Where batches wait, it spreads them over the time that it has
// for them; appending never waits for it.
class Summariser {
 public:
  // `postgres` must outlive this object and hold IngestionSchema(). `waiting`: whether batches wait to be
  // appended; asked before each piece, from the thread.
  Summariser(Postgres& postgres, std::function<bool()> waiting);

 private:
  // Block ranges of a partition, from `first` up to `end`, without it.
  struct Piece {
    std::string partition;
    int64_t first;
    int64_t end;
  };

  absl::Status SummariseAll();
  // What is full and not yet summarised, the oldest first.
  absl::StatusOr<std::vector<Piece>> FindPieces(absl::Time deadline);
  // `again`: it has been tried before, and was broken off.
  absl::Status Summarise(const Piece& piece, bool again, absl::Time deadline);

  Postgres& postgres_;
  const std::function<bool()> waiting_;
  // How many block ranges of a partition, from its first on, are known to be summarised.
  std::map<std::string, int64_t> summarised_;
  // The partitions whose next piece was broken off.
  std::set<std::string> broken_off_;
  // The last member: its thread uses the others.
  PeriodicWorker worker_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_SUMMARISER_H_
