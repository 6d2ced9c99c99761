// The memory of results in Postgres: all SQL of this service. Thread-safe; any number of processes may use
// one database at once.
//
// What a method is given must be well-formed (request_rules.h). Beside the codes named, each method may
// return those of Postgres::Transact; every write may be repeated.

#ifndef CHISO_SERVICES_REPORTING_HISTORY_HISTORY_H_
#define CHISO_SERVICES_REPORTING_HISTORY_HISTORY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/reporting/v1/bulletin.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/period.h"
#include "common/sql/postgres.h"
#include "services/reporting/history/known_definitions.h"
#include "services/reporting/named_keys.h"
#include "services/reporting/official.h"
#include "services/reporting/ranking.h"
#include "services/reporting/score_table.h"
#include "services/reporting/snapshot.h"
#include "services/reporting/staged_scores.h"

namespace chiso {

// The migrations of this service, from schema/.
const std::vector<Migration>& ReportingSchema();

// A writer that was granted: its epoch, and its logs.
struct Writer {
  int64_t epoch = 0;
  std::set<std::string> logs;
};

// A document to be stored.
struct StoredRendition {
  reporting::v1::RenditionFormat format;
  reporting::v1::Language language;
  reporting::v1::Rendition rendition;
};

class History {
 public:
  // Pools of one database that hold ReportingSchema() and outlive this object: `own` for Grant, Record and
  // GetProgress, on which scoring rests, and `asking` for all else, so that nobody who asks keeps scores from
  // being recorded. `now` is the own clock: a recorded as_of_time that lies more than kMaxClockSkew ahead of
  // it counts as none.
  History(Postgres& own, Postgres& asking, std::function<absl::Time()> now = absl::Now)
      : own_(own), asking_(asking), now_(std::move(now)) {}
  explicit History(Postgres& postgres, std::function<absl::Time()> now = absl::Now)
      : History(postgres, postgres, std::move(now)) {}

  // Grants an epoch, greater than every one before, for the logs of the opening, and pins its definitions.
  // The progress is that of all logs, but its as_of_time is the latest of the granted ones: what the writer
  // records next must not lie before it.
  // FAILED_PRECONDITION, reason DEFINITION_CHANGED: an id is known with another SHA-256; then nothing is
  // granted.
  absl::StatusOr<reporting::v1::WriterGrant> Grant(const reporting::v1::WriterOpening& opening,
                                                   absl::Time deadline);

  // Records the update in one transaction, with `scores` in the place of those in it (staged_scores.h), and
  // returns the progress after it. Positions are of the writer's logs. Units and scores that are no more go
  // first; what does not differ is not written. A snapshot's end leaves no log that nobody follows; what it
  // did not name is removed before (RemoveUnnamed). FAILED_PRECONDITION, nothing recorded: reason
  // WRITER_FENCED, a newer writer was granted for one of the logs; TIME_WENT_BACK, an update of one of the
  // logs had a later as_of_time; TIME_IN_FUTURE, the as_of_time lies more than kMaxClockSkew ahead of the own
  // clock; SNAPSHOT_OF_A_PART, it begins a snapshot and another writer holds logs.
  absl::StatusOr<reporting::v1::Progress> Record(const Writer& writer,
                                                 const reporting::v1::ScoreUpdate& update,
                                                 const std::vector<StagedScore>& scores, absl::Time deadline);

  // Removes all scores and units that `named`, which is sorted, lacks, as of that time; in transactions of
  // 5,000 scores looked at, each of which may take `time_of_each`. Codes as of Record; what was removed until
  // then stays removed.
  absl::Status RemoveUnnamed(const Writer& writer, const NamedKeys& named, absl::Time as_of,
                             absl::Duration time_of_each);

  // Brings scores that an older version recorded into their present form, some at a time, until there is
  // none. To be called before anything else, by any number of processes at once. What cannot be read is told
  // to the log and left where it is.
  absl::Status AdoptPayloads(absl::Duration time_of_each);

  // The positions are ordered by log; as_of_time is the earliest among the logs, absent while one has none.
  absl::StatusOr<reporting::v1::Progress> GetProgress(absl::Time deadline);

  // All definitions that were pinned, ordered by id.
  absl::StatusOr<std::vector<index::v1::IndexDefinition>> Definitions(absl::Time deadline);

  // When units bear those of the codes that one bears or bore.
  absl::StatusOr<UnitValidities> KnownUnits(const std::set<std::string>& codes, absl::Time deadline);

  struct RecordedFigures {
    // How many are (or would be) new or outdo the recorded ones.
    int changed_count = 0;
    // What is (or would be) in force under the key of each figure. What others record at the same time may be
    // missing in `before`.
    std::vector<FigureInForce> in_force;
  };
  // Records figures with different keys, unless `dry_run`.
  absl::StatusOr<RecordedFigures> RecordFigures(const std::vector<reporting::v1::OfficialFigure>& figures,
                                                bool dry_run, absl::Time deadline);

  // The scores of a period and scope with what rankings need beside them: `known` itself, which may be null,
  // while it is right; else what differs from it is read.
  absl::StatusOr<std::shared_ptr<const ScoreTable>> ReadScoreTable(
      const Period& period, record::v1::Scope scope, const std::shared_ptr<const ScoreTable>& known,
      absl::Time deadline);

  // Reads what RankFigures needs (ranking.h): the units that bear a code of the query's parent and level in
  // its period; of the period their figures by_code and RANK (of unrecorded units too where the query takes
  // all), and by TOTAL that of the like period before; the definitions. NOT_FOUND: no unit ever bore the
  // parent's code.
  absl::StatusOr<Snapshot> ReadForRanking(const RankingQuery& query, absl::Time deadline);

  // Reads all units that bore the code, of their scores in one scope and of their figures first the keys;
  // then what stands under those of the periods that `choose` names, to which it is given, and what it rests
  // on. What `choose` returns ends the reading where it is an error.
  using ChoosePeriods = std::function<absl::StatusOr<std::set<Period>>(const UnitSnapshot& keys)>;
  absl::StatusOr<UnitSnapshot> ReadUnit(const UnitQuery& query, const ChoosePeriods& choose,
                                        absl::Time deadline);

  // Reads what a bulletin needs, in one snapshot: the units that bear the code and those directly below it,
  // valid in the period; their figures and their scores in the period and in the like period before;
  // definitions and progress. FAILED_PRECONDITION, reason ALREADY_PUBLISHED.
  absl::StatusOr<Snapshot> ReadForBulletin(const std::string& code, const Period& period,
                                           absl::Time deadline);

  // Stores the bulletin with its renditions, all or nothing. FAILED_PRECONDITION, reason ALREADY_PUBLISHED:
  // the unit has a bulletin of this period with this revision number; of several at once one is stored.
  absl::Status Publish(const reporting::v1::Bulletin& bulletin,
                       const std::vector<StoredRendition>& renditions, absl::Time deadline);

  // NOT_FOUND: no such bulletin.
  absl::StatusOr<reporting::v1::Bulletin> GetBulletin(const BulletinKey& key, absl::Time deadline);
  // NOT_FOUND: no such bulletin, or no such rendition of it.
  absl::StatusOr<reporting::v1::Rendition> GetRendition(const BulletinKey& key,
                                                        reporting::v1::RenditionFormat format,
                                                        reporting::v1::Language language,
                                                        absl::Time deadline);

 private:
  // What all tables share, in that generation.
  absl::StatusOr<std::shared_ptr<const Reference>> ReadReference(Transaction& transaction,
                                                                 int64_t generation);
  // The latest as_of_time that counts, in microseconds since 1970.
  int64_t LatestMicros() const;

  Postgres& own_;
  Postgres& asking_;
  const std::function<absl::Time()> now_;
  KnownDefinitions definitions_;
  absl::Mutex mutex_;
  // The latest one that was read; null: none.
  std::shared_ptr<const Reference> reference_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_HISTORY_HISTORY_H_
