// The state of scoring: the ledger, and how far the logs were read into it.
//
// All of it can be thrown away and rebuilt from the logs.

#ifndef CHISO_SERVICES_SCORING_STATE_H_
#define CHISO_SERVICES_SCORING_STATE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/log.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/record/v1/standing.pb.h"
#include "chiso/scoring/v1/scoring_service.pb.h"
#include "common/record/positions.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/definitions.h"
#include "services/scoring/known.h"
#include "services/scoring/log_facts.h"
#include "services/scoring/receptions.h"

namespace chiso {

// The right to write at reporting, as the publisher knows it.
struct Writer {
  int64_t epoch = 0;
  bool writes = false;
};

// Thread-safe. Readers do not wait for one another.
class State {
 public:
  // `logs`: those that are followed, at least one. `definitions` must outlive this object and stay where it
  // is. `now` is the own clock.
  State(const Definitions& definitions, const std::vector<std::string>& logs,
        std::function<absl::Time()> now = absl::Now);

  const std::vector<std::string>& logs() const { return logs_; }
  const Definitions& definitions() const { return definitions_; }
  // The own clock, and what it was when this object was made.
  absl::Time now() const { return now_(); }
  absl::Time began_at() const { return began_at_; }

  // Applies what the log's follower has read. A time of sending that lies ahead of the own clock counts as
  // now.
  void Apply(const LogFacts& read);

  // Waits until every log has been read up to the head that was seen first; from then on the state is ready.
  // False: not before the deadline.
  bool AwaitReady(absl::Time deadline) const;
  // The same until every log was read to its end at least once; from then on the scores have a time.
  bool AwaitComplete(absl::Time deadline) const;
  // Waits until all records up to the positions have been taken in. INVALID_ARGUMENT: a log that is not
  // followed. UNAVAILABLE: not ready. DEADLINE_EXCEEDED: not reached in time.
  absl::Status AwaitPositions(const Positions& positions, absl::Time deadline) const;
  // How far each log has been read, ordered by name.
  Positions Reached() const;

  // Codes as in ScoringService. The caller has handled positions and page_size.
  absl::StatusOr<index::v1::Score> GetScore(const scoring::v1::GetScoreRequest& request) const;
  absl::StatusOr<scoring::v1::ListScoresResponse> ListScores(const scoring::v1::ListScoresRequest& request,
                                                             int page_size) const;

  // How the sender's records stand beside those in force. Those that make no fact are passed over.
  record::v1::Standings Compare(const google::protobuf::RepeatedPtrField<record::v1::Record>& records,
                                const std::string& sender) const;

  // Waits for changes and returns which offices they touch; nothing where there are none before the deadline.
  // Where nothing but the time changed, returns every few seconds, so that readers see how fresh the scores
  // are; where a log was read further, within about a second, whatever the clocks say.
  std::optional<core::Touched> TakeTouched(absl::Time deadline);
  // The time of the scores is at least this one, which another process has published. It takes the place of
  // the one that was given before; InfinitePast: none.
  void SetLeastAsOf(absl::Time time);
  // Calls f with what is known, which does not change meanwhile, and returns what f returns.
  template <typename F>
  auto Read(F f) const {
    absl::ReaderMutexLock lock(&mutex_);
    const Known known = KnownLocked();
    return f(known);
  }

  void SetWriter(const Writer& writer);
  Writer writer() const;

  // The contradictions among the records that are new since the last call.
  std::vector<core::Finding> TakeNewFindings();

 private:
  bool Ready() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool HasChanges() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // Hands the time of the scores on to the ledger.
  void AdvanceLedger() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void UpdateAsOf() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The time of the scores; InfinitePast: there is none yet.
  absl::Time AsOf() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  Positions ReachedLocked() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  Known KnownLocked() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return {ledger_, receptions_, progress_, ReachedLocked(), AsOf(), Ready()};
  }
  void SetProgress(index::v1::Score& score) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const Definitions& definitions_;
  const std::vector<std::string> logs_;
  const std::function<absl::Time()> now_;
  const absl::Time began_at_ = now_();
  mutable absl::Mutex mutex_;
  core::Ledger ledger_ ABSL_GUARDED_BY(mutex_);
  Receptions receptions_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, LogProgress> progress_ ABSL_GUARDED_BY(mutex_);
  absl::Time as_of_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time least_as_of_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // By the own clock: when a log was last heard of, and what that was when changes were last taken.
  absl::Time heard_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time taken_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool changed_ ABSL_GUARDED_BY(mutex_) = false;
  bool moved_ ABSL_GUARDED_BY(mutex_) = false;  // further than the last changes said
  bool findings_due_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<core::Finding> findings_ ABSL_GUARDED_BY(mutex_);
  Writer writer_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_STATE_H_
