#include "services/scoring/finding_log.h"

#include <vector>

#include "absl/time/clock.h"
#include "common/log.h"

namespace chiso {
namespace {

// The log shows examples, not all of them.
constexpr size_t kMaxLogged = 20;

const char* TextOf(core::Finding::Kind kind) {
  switch (kind) {
    case core::Finding::Kind::kContested:
      return "two contents bear one revision";
    case core::Finding::Kind::kCycle:
      return "units stand above themselves";
    case core::Finding::Kind::kUnplaced:
      return "dossiers name a unit that nobody knows, and count for nobody";
  }
  return "";
}

void LogNewFindings(State& state) {
  const std::vector<core::Finding> findings = state.TakeNewFindings();
  for (size_t i = 0; i < findings.size() && i < kMaxLogged; ++i) {
    SPDLOG_WARN("{}: {}", TextOf(findings[i].kind), findings[i].about);
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
