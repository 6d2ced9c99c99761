// chiso-scoring: computes the index from the log, over gRPC.

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/health_watch.h"
#include "common/rpc/server.h"
#include "common/service/service_main.h"
#include "common/service/signals.h"
#include "services/scoring/definitions.h"
#include "services/scoring/finding_log.h"
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

namespace chiso {
namespace {

// How long a probe waits for the logs to be caught up with.
constexpr absl::Duration kProbeTime = absl::Milliseconds(500);
// The name by which health tells whether they have been.
constexpr char kRebuild[] = "rebuild";

std::string WriterName() {
  char host[256] = "unknown";
  gethostname(host, sizeof(host) - 1);
  return absl::StrCat(host, ":", getpid());
}

// Whether the logs have been caught up with; once true, this stays so.
absl::Status Probe(const State& state) {
  if (state.AwaitReady(absl::Now() + kProbeTime)) return absl::OkStatus();
  return absl::UnavailableError("catching up with the log");
}

absl::Status Run() {
  const absl::StatusOr<Definitions> definitions = Definitions::Load(absl::GetFlag(FLAGS_definitions));
  if (!definitions.ok()) return definitions.status();
  const std::vector<std::string> logs = absl::GetFlag(FLAGS_logs);
  if (logs.empty()) return absl::InvalidArgumentError("--logs must name at least one log");
  State state(*definitions, logs);
  ScoringService service(state);
  const auto server = Server::Start(
      {.listen = absl::GetFlag(FLAGS_listen), .admin_listen = absl::GetFlag(FLAGS_admin_listen)},
      {{scoring::v1::ScoringService::service_full_name(), &service}});
  if (!server.ok()) return server.status();
  std::atomic<bool> diverged = false;
  {
    const HealthWatch watch(**server, [&] {
      absl::Status rebuilt = Probe(state);
      (*server)->SetHealth(kRebuild, rebuilt.ok());
      return rebuilt;
    });
    const FindingLog findings(state);
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
  }
  (*server)->Shutdown();
  return diverged ? absl::DataLossError("a log is not the one that was read") : absl::OkStatus();
}

}  // namespace
}  // namespace chiso

int main(int argc, char** argv) {
  return chiso::ServiceMain(
      argc, argv, "scoring",
      "Computes every unit's score from the log of ingestion, and brings what changes to reporting.\n"
      "Example: chiso-scoring --definitions=services/scoring/definitions",
      chiso::Run);
}
