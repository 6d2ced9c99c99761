// Tells in the log what contradictions there are among the records.

#ifndef CHISO_SERVICES_SCORING_FINDING_LOG_H_
#define CHISO_SERVICES_SCORING_FINDING_LOG_H_

#include "absl/time/time.h"
#include "common/service/periodic_worker.h"
#include "services/scoring/state.h"

namespace chiso {

// Looks for new ones in a thread of its own, from when the logs have been caught up with; each is told once.
class FindingLog {
 public:
  // The search is slow where there are many contradictions.
  static constexpr absl::Duration kPeriod = absl::Seconds(10);

  // `state` must outlive this object.
  explicit FindingLog(State& state, absl::Duration period = kPeriod);

 private:
  PeriodicWorker worker_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_FINDING_LOG_H_
