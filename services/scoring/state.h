// What scoring knows: the ledger, how far it has read the logs, and which scores changed since they were last
// taken.
//
// All of it can be thrown away and rebuilt from the logs.

#ifndef CHISO_SERVICES_SCORING_STATE_H_
#define CHISO_SERVICES_SCORING_STATE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "chiso/record/v1/log.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/scoring/v1/scoring_service.pb.h"
#include "common/record/positions.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/definitions.h"

namespace chiso {

// Thread-safe. Readers do not wait for one another.
class State {
 public:
  // What changed, for reporting. The cells are scored when they are sent, by ScoreCells.
  struct Changes {
    std::vector<core::UnitKey> unit_keys;  // those of `units` and `removed_units`
    std::vector<record::v1::Unit> units;
    std::vector<record::v1::UnitId> removed_units;
    std::vector<core::Cell> cells;
    // With all of the above every record up to here is accounted for.
    Positions positions;
    absl::Time as_of;
  };

  // `logs`: those that are followed, at least one. `definitions` must outlive this object and stay where it
  // is.
  State(const Definitions& definitions, const std::vector<std::string>& logs);

  const std::vector<std::string>& logs() const { return logs_; }
  const Definitions& definitions() const { return definitions_; }

  // Takes in what the log's follower has read. A record that this program does not understand is skipped and
  // logged.
  void Apply(const ingestion::v1::ReadRecordsResponse& response);

  // Ready from when every log has been read up to the head that was seen first. False: not before the
  // deadline.
  bool AwaitReady(absl::Time deadline) const;
  // The same for when every log has been known to its very end at least once: from then on the scores have a
  // time.
  bool AwaitComplete(absl::Time deadline) const;
  // Waits until all records up to the positions have been taken in. INVALID_ARGUMENT: a log that is not
  // followed. UNAVAILABLE: not ready. DEADLINE_EXCEEDED: not reached in time.
  absl::Status AwaitPositions(const Positions& positions, absl::Time deadline) const;
  // How far each log has been read, ordered by name.
  Positions Reached() const;

  // Codes as ScoringService gives them; positions and page_size are the caller's to have looked at.
  absl::StatusOr<index::v1::Score> GetScore(const scoring::v1::GetScoreRequest& request) const;
  absl::StatusOr<scoring::v1::ListScoresResponse> ListScores(const scoring::v1::ListScoresRequest& request,
                                                             int page_size) const;

  // Waits for changes and hands them out; nothing where there are none before the deadline. Where only time
  // has passed they are handed out every few seconds, so that everyone sees how fresh the scores are.
  std::optional<Changes> TakeChanges(absl::Time deadline);
  // Takes back changes that could not be delivered.
  void PutBack(const Changes& changes);
  // Everything counts as changed.
  void MarkAllChanged();
  // The time of the scores never goes back behind this: what another process has already said.
  void RaiseAsOf(absl::Time time);
  // Adds the scores of those cells whose unit and definition there are.
  void ScoreCells(absl::Span<const core::Cell> cells,
                  google::protobuf::RepeatedPtrField<index::v1::Score>& scores) const;

  // The contradictions among the records that were not there at the last call.
  std::vector<core::Finding> TakeNewFindings();

 private:
  struct LogProgress {
    record::v1::Position reached;
    std::optional<int64_t> first_head;  // absent: nothing was read yet
    absl::Time complete_at = absl::InfinitePast();
  };

  bool Ready() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool HasChanges() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void UpdateAsOf() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Positions ReachedLocked() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // The definition asked for, or the one in force.
  absl::StatusOr<const core::IndexDefinition*> DefinitionFor(const std::string& id,
                                                             const Period& period) const;
  void SetProgress(index::v1::Score& score) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const Definitions& definitions_;
  const std::vector<std::string> logs_;
  mutable absl::Mutex mutex_;
  core::Ledger ledger_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, LogProgress> progress_ ABSL_GUARDED_BY(mutex_);
  absl::Time as_of_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // What the last changes said.
  absl::Time as_of_taken_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool changed_ ABSL_GUARDED_BY(mutex_) = false;
  bool moved_ ABSL_GUARDED_BY(mutex_) = false;  // further than the last changes said
  std::set<core::UnitKey> returned_units_ ABSL_GUARDED_BY(mutex_);
  std::set<core::Cell> returned_cells_ ABSL_GUARDED_BY(mutex_);
  bool findings_due_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<core::Finding> findings_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_STATE_H_
