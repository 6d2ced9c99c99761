// Rankings, from memory where nothing has changed.

#ifndef CHISO_SERVICES_REPORTING_RANKINGS_H_
#define CHISO_SERVICES_REPORTING_RANKINGS_H_

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/official.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "services/reporting/history/history.h"
#include "services/reporting/ranking.h"
#include "services/reporting/score_table.h"

namespace chiso {

// A whole ranking.
struct RankedList {
  std::vector<reporting::v1::RankingRow> rows;
  // 16 hexadecimal digits: equal lists alone have equal ones, in all processes.
  std::string digest;
  // Of the scores, where all of the period have one; null: of official figures, or they have several.
  std::shared_ptr<const index::v1::IndexDefinition> definition;
};

// Keeps tables of scores and the lists made of them, and asks the database with each question whether its
// tables are still right; questions that come while it asks share the next asking. So all replicas tell what
// is recorded when they are asked. Thread-safe.
class Rankings {
 public:
  using List = std::shared_ptr<const RankedList>;

  // Both must outlive this object.
  Rankings(History& history, const reporting::v1::FigureCatalogue& catalogue)
      : history_(history), catalogue_(catalogue) {}

  // The ranking as it is now. NOT_FOUND: no unit ever bore the parent's code, or there is no such code.
  absl::StatusOr<List> Rank(const RankingQuery& query, absl::Time deadline);

  // The ranking with that digest, which was given to the same question before. ABORTED, reason
  // RANKING_CHANGED: it is not at hand, and by now it is another one. Otherwise as Rank.
  absl::StatusOr<List> RankAgain(const RankingQuery& query, const std::string& digest, absl::Time deadline);

 private:
  // The table of a period and scope.
  struct Slot {
    std::shared_ptr<const ScoreTable> table;
    // Somebody is reading it.
    bool busy = false;
    // When the last reading began that succeeded.
    int64_t read = 0;
    int64_t used = 0;
  };
  struct Kept {
    RankingQuery query;
    // Of the table that it was made of; absent: of official figures.
    std::optional<TableGenerations> generations;
    List list;
  };
  using Key = std::pair<Period, int>;

  absl::StatusOr<List> RankScores(const RankingQuery& query, absl::Time deadline);
  absl::StatusOr<List> RankFigures(const RankingQuery& query, absl::Time deadline);
  absl::StatusOr<std::shared_ptr<const ScoreTable>> TableOf(const RankingQuery& query, absl::Time deadline);
  bool KnowsCode(const RankingQuery& query, const std::vector<index::v1::IndexDefinition>& definitions) const;
  // Keeps the list, and no more lists than may be.
  List Keep(Kept kept);
  void ForgetTables(const Key& but) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  History& history_;
  const reporting::v1::FigureCatalogue& catalogue_;
  absl::Mutex mutex_;
  // Counts events, to tell what was before.
  int64_t clock_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<Key, Slot> slots_ ABSL_GUARDED_BY(mutex_);
  // The one that was used last is the first.
  std::list<Kept> lists_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_RANKINGS_H_
