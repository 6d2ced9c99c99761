#include "services/scoring/shadow.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "services/scoring/drift.h"

namespace chiso {
namespace {

constexpr absl::Duration kNotReadyPause = absl::Seconds(1);
// After an outage, of ingestion as a rule.
constexpr absl::Duration kErrorPause = absl::Seconds(10);

}  // namespace

Shadow::Shadow(const State& state, absl::Duration interval, ReadLog read)
    : state_(state),
      interval_(interval),
      read_(std::move(read)),
      worker_("compare scores with the records", kErrorPause, [this] { return CheckNext(); }) {}

absl::StatusOr<absl::Duration> Shadow::CheckNext() {
  if (!state_.AwaitComplete(absl::Now())) return kNotReadyPause;
  const std::vector<std::string> tops =
      state_.Read([](const Known& known) { return TopLevelUnits(known.ledger.units()); });
  if (tops.empty()) return kNotReadyPause;
  const auto next = std::upper_bound(tops.begin(), tops.end(), last_);
  // One that cannot be compared must not hold up the others.
  last_ = next == tops.end() ? tops.front() : *next;
  absl::StatusOr<scoring::v1::TreeDrift> drift = CheckTree(state_, last_, read_);
  if (!drift.ok()) return drift.status();
  absl::MutexLock lock(&mutex_);
  status_.set_tree_count(status_.tree_count() + 1);
  status_.set_compared_count(status_.compared_count() + drift->compared_count());
  status_.set_differing_count(status_.differing_count() + drift->differing_count());
  if (drift->differing_count() > 0) *status_.mutable_last_differing() = *drift;
  *status_.mutable_last() = *std::move(drift);
  return interval_;
}

scoring::v1::DriftStatus Shadow::status() const {
  absl::MutexLock lock(&mutex_);
  scoring::v1::DriftStatus status = status_;
  status.set_enabled(true);
  return status;
}

}  // namespace chiso
