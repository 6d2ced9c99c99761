// Questions about dossiers: which ones of some offices, and what one of them gives to each indicator.

#ifndef CHISO_SERVICES_SCORING_CORE_QUESTION_H_
#define CHISO_SERVICES_SCORING_CORE_QUESTION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/period.h"
#include "services/scoring/core/case_view.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/tally.h"

namespace chiso::core {

// Late as of now: its first late moment is past.
bool IsLate(const Course& course, Moment as_of);
// Days from the due day to the day of the end, or to the as-of day where it is open, without the time that
// pauses took; 0: not late, or only because papers were asked for twice.
int32_t DaysLate(const Course& course, Moment as_of);

// Which dossiers are asked for. The numbers are those of the contract's enum.
enum class Condition { kAny = 0, kOpen = 1, kOverdue = 2, kDueSoon = 3, kWithoutResult = 4 };
struct DossierQuestion {
  Condition condition = Condition::kAny;
  int32_t due_within_days = 0;          // kDueSoon: from the as-of day
  std::optional<Period> received;       // absent: whenever
  std::optional<DossierStatus> status;  // absent: whichever
};
// Whether a received dossier is asked for.
bool IsAskedFor(const DossierQuestion& question, const CaseView& view, const Course& course, Moment as_of);

// A point in millionths.
inline constexpr int64_t kMicropoints = 1'000'000;

// What offices would lose if one of their dossiers became late now. Not thread-safe; the ledger and the
// definition must outlive it and not change.
class PointsAtRisk {
 public:
  PointsAtRisk(const Ledger& ledger, const IndexDefinition& definition);

  // By how much the points for dossiers in time of the dossier's office, in the month of the as-of time,
  // would fall: in micropoints, rounded half up once. Absent: it has ended, is late already or does not count
  // in the month, or the office's points are not from its records.
  std::optional<int64_t> Of(const CaseView& view, const Course& course);

 private:
  std::optional<int64_t> OfOffice(OfficeId office);

  const Ledger& ledger_;
  const Period month_;
  const Indicator* on_time_ = nullptr;
  Tallies tallies_;
  std::map<OfficeId, std::optional<int64_t>> known_;
};

// What a dossier adds to an indicator of its office's own dossiers. Of distinct procedures: whether its
// procedure counts for its sake, be it alone or with others.
struct Share {
  const Indicator* indicator = nullptr;
  int64_t numerator = 0;
  int64_t denominator = 0;
  bool distinct = false;
};

struct PeriodShares {
  Period period;
  std::vector<Population> populations;  // in which it counts there: RECEIVED, IN_PROCESS, FINISHED
  bool late = false;
  std::vector<Share> shares;  // of all indicators that count dossiers, in the definition's order
};

// Of how many months, the last ones, it is told what a dossier counts in.
inline constexpr int kMonthsExplained = 120;

// The months up to now in which the dossier is received, in process or finished, and the periods that enclose
// them, as long as its office is there; ordered by period. `omitted`: how many earlier months are left out.
// Requires that it stands somewhere. (The population STOCK goes on after the end, which is not told.)
std::vector<PeriodShares> SharesOf(const Ledger& ledger, const IndexDefinition& definition,
                                   const CaseView& view, const Course& course, int32_t& omitted);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_QUESTION_H_
