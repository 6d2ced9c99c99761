// chiso-scoring: computes the index from the log, over gRPC.

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/rpc/channel.h"
#include "common/rpc/health_watch.h"
#include "common/rpc/server.h"
#include "common/service/program_flags.h"
#include "common/service/signals.h"
#include "services/scoring/definitions.h"
#include "services/scoring/follower.h"
#include "services/scoring/publisher.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/state.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:7662", "Where the service listens.");
ABSL_FLAG(std::string, admin_listen, "127.0.0.1:7672",
          "Where health, reflection and channelz listen, without encryption; empty: nowhere.");
ABSL_FLAG(std::string, ingestion, "127.0.0.1:7661", "Where ingestion listens.");
ABSL_FLAG(std::string, reporting, "127.0.0.1:7663", "Where reporting listens.");
ABSL_FLAG(std::string, definitions, "services/scoring/definitions",
          "The folder with the index definitions, one *.textproto each.");
ABSL_FLAG(std::vector<std::string>, logs, std::vector<std::string>({"reference", "main"}),
          "The logs that are followed.");
ABSL_FLAG(std::string, log_level, "info", "trace, debug, info, warn or error.");

namespace chiso {
namespace {

// The interval of searching for contradictions among the records, which is slow where there are many.
constexpr absl::Duration kFindingsInterval = absl::Seconds(10);
// How long a probe waits for the logs to be caught up with.
constexpr absl::Duration kProbeTime = absl::Milliseconds(500);
// The log shows examples of findings, not all of them.
constexpr size_t kMaxFindingsLogged = 20;

int Fail(const absl::Status& status) {
  std::cerr << "chiso-scoring: " << status.message() << std::endl;
  return 1;
}

std::string WriterName() {
  char host[256] = "unknown";
  gethostname(host, sizeof(host) - 1);
  return absl::StrCat(host, ":", getpid());
}

void LogFindings(State& state) {
  const std::vector<core::Finding> findings = state.TakeNewFindings();
  for (size_t i = 0; i < findings.size() && i < kMaxFindingsLogged; ++i) {
    SPDLOG_WARN("{}: {}",
                findings[i].kind == core::Finding::Kind::kCycle ? "units stand above themselves"
                                                                : "two contents bear one revision",
                findings[i].about);
  }
  if (findings.size() > kMaxFindingsLogged) {
    SPDLOG_WARN("and {} more findings", findings.size() - kMaxFindingsLogged);
  }
}

// Whether the logs have been caught up with, which once true stays so; and the regular work.
class Probe {
 public:
  explicit Probe(State& state) : state_(state) {}
  absl::Status operator()() {
    const absl::Time now = absl::Now();
    if (!state_.AwaitReady(now + kProbeTime)) return absl::UnavailableError("catching up with the log");
    if (now < next_findings_) return absl::OkStatus();
    next_findings_ = now + kFindingsInterval;
    LogFindings(state_);
    return absl::OkStatus();
  }

 private:
  State& state_;
  absl::Time next_findings_ = absl::InfinitePast();
};

int Run() {
  const absl::StatusOr<Definitions> definitions = Definitions::Load(absl::GetFlag(FLAGS_definitions));
  if (!definitions.ok()) return Fail(definitions.status());
  const std::vector<std::string> logs = absl::GetFlag(FLAGS_logs);
  if (logs.empty()) return Fail(absl::InvalidArgumentError("--logs must name at least one log"));
  State state(*definitions, logs);
  ScoringService service(state);
  Server::Options options;
  options.listen = absl::GetFlag(FLAGS_listen);
  options.admin_listen = absl::GetFlag(FLAGS_admin_listen);
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options, {&service});
  if (!server.ok()) return Fail(server.status());
  SPDLOG_INFO("listening on {}", options.listen);

  std::atomic<bool> diverged = false;
  {
    const HealthWatch watch(**server, Probe(state));
    const auto ingestion = Connect(absl::GetFlag(FLAGS_ingestion));
    std::vector<std::unique_ptr<Follower>> followers;
    for (const std::string& log : logs) {
      followers.push_back(std::make_unique<Follower>(ingestion, log, state, [&diverged] {
        // The state holds another history; only a new process that reads from the beginning can recover.
        diverged = true;
        kill(getpid(), SIGTERM);
      }));
    }
    Publisher publisher(Connect(absl::GetFlag(FLAGS_reporting)), WriterName(), state);
    WaitForTermination();
    SPDLOG_INFO("going down");
  }
  (*server)->Shutdown();
  SPDLOG_INFO("down");
  return diverged ? 1 : 0;
}

}  // namespace
}  // namespace chiso

int main(int argc, char** argv) {
  chiso::BlockTerminationSignals();
  chiso::ParseFlags(
      argc, argv,
      "Computes every unit's score from the log of ingestion, and brings what changes to reporting.\n"
      "Example: chiso-scoring --definitions=services/scoring/definitions",
      "scoring/main.cc");
  chiso::InitLog("scoring", absl::GetFlag(FLAGS_log_level));
  return chiso::Run();
}
