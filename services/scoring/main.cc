// chiso-scoring: computes the index from the log, over gRPC.

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <optional>
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
#include "services/scoring/record_stream.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/shadow.h"
#include "services/scoring/state.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:7662", "Where the service listens.");
ABSL_FLAG(std::string, admin_listen, "127.0.0.1:7672",
          "Where health, reflection and channelz listen, without encryption; empty: nowhere.");
ABSL_FLAG(std::string, ingestion, "127.0.0.1:7661", "Where ingestion listens.");
ABSL_FLAG(std::string, reporting, "127.0.0.1:7663", "Where reporting listens.");
ABSL_FLAG(std::string, definitions, "services/scoring/definitions",
          "The folder with the index definitions, one *.textproto each.");
ABSL_FLAG(bool, shadow, true,
          "Whether scores are compared with what the logs give, in the background, one top-level unit after "
          "another.");
ABSL_FLAG(absl::Duration, shadow_interval, absl::Minutes(30),
          "The pause between two of these units; each reads the logs twice from their beginnings.");
ABSL_FLAG(std::vector<std::string>, logs, std::vector<std::string>({"reference", "main"}),
          "The logs that are followed.");

namespace chiso {
namespace {

// How long a probe waits for the logs to be caught up with.
constexpr absl::Duration kProbeTime = absl::Milliseconds(500);
// How long reading the logs for one comparison in the background may take.
constexpr absl::Duration kShadowTime = absl::Hours(6);
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

ReadLog ReadingOf(RecordStream& logs) {
  return
      [&logs](const record::v1::Position& end, absl::Span<const record::v1::RecordKind> kinds,
              RecordStream::Take take) { return logs.ReadUpTo(end, kinds, absl::Now() + kShadowTime, take); };
}

absl::Status Run() {
  const absl::StatusOr<Definitions> definitions = Definitions::Load(absl::GetFlag(FLAGS_definitions));
  if (!definitions.ok()) return definitions.status();
  const std::vector<std::string> logs = absl::GetFlag(FLAGS_logs);
  if (logs.empty()) return absl::InvalidArgumentError("--logs must name at least one log");
  State state(*definitions, logs);
  const auto ingestion = Connect(absl::GetFlag(FLAGS_ingestion));
  RecordStream recomputed(ingestion);
  ScoringService service(state, recomputed);
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
    std::vector<std::unique_ptr<Follower>> followers;
    for (const std::string& log : logs) {
      followers.push_back(std::make_unique<Follower>(ingestion, log, state, [&diverged] {
        // The state holds another history; only a new process that reads from the beginning can recover.
        diverged = true;
        kill(getpid(), SIGTERM);
      }));
    }
    Publisher publisher(Connect(absl::GetFlag(FLAGS_reporting)), WriterName(), state);
    RecordStream compared(ingestion);
    std::optional<Shadow> shadow;
    if (absl::GetFlag(FLAGS_shadow)) {
      shadow.emplace(state, absl::GetFlag(FLAGS_shadow_interval), ReadingOf(compared));
      service.SetShadow(&*shadow);
    }
    WaitForTermination();
    service.SetShadow(nullptr);
    if (shadow) shadow->Stop();
    compared.Stop();
    recomputed.Stop();
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
