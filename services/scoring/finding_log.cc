#include "services/scoring/finding_log.h"

#include <vector>

#include "absl/time/clock.h"
#include "common/log.h"

namespace chiso {
namespace {

// The log shows examples, not all of them.
constexpr size_t kMaxLogged = 20;

void LogNewFindings(State& state) {
  const std::vector<core::Finding> findings = state.TakeNewFindings();
  for (size_t i = 0; i < findings.size() && i < kMaxLogged; ++i) {
    SPDLOG_WARN("{}: {}",
                findings[i].kind == core::Finding::Kind::kCycle ? "units stand above themselves"
                                                                : "two contents bear one revision",
                findings[i].about);
  }
  if (findings.size() > kMaxLogged) SPDLOG_WARN("and {} more findings", findings.size() - kMaxLogged);
}

}  // namespace

FindingLog::FindingLog(State& state, absl::Duration period)
    : worker_("look for contradictions", period, [&state, period]() -> absl::StatusOr<absl::Duration> {
        // Until then what contradicts may only be old.
        if (state.AwaitReady(absl::Now())) LogNewFindings(state);
        return period;
      }) {}

}  // namespace chiso
