// chiso-ingestion: the durable log of records, over gRPC.

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/rpc/health_watch.h"
#include "common/rpc/server.h"
#include "common/service/database.h"
#include "common/service/service_main.h"
#include "common/service/signals.h"
#include "services/ingestion/dossiers/dossier_log.h"
#include "services/ingestion/dossiers/lister.h"
#include "services/ingestion/ingestion_service.h"
#include "services/ingestion/log/appender.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/log/sealer.h"
#include "services/ingestion/log/summariser.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:7661", "Where the service listens.");
ABSL_FLAG(std::string, admin_listen, "127.0.0.1:7671",
          "Where health, reflection and channelz listen, without encryption; empty: nowhere.");
ABSL_FLAG(std::string, assign_logs, "",
          "Which logs hold the records of which top-level units, e.g. H44=north,H15=south; all others: main. "
          "An assignment must not be changed once it has been used.");
ABSL_FLAG(
    bool, upkeep, true,
    "Whether this replica does the work behind the log: it lists dossiers, and keeps the indexes that find "
    "them. A replica without it only appends and answers; at least one of a database must do it.");

namespace chiso {
namespace {

// How long the database may take for an answer.
constexpr absl::Duration kWatchTimeout = absl::Seconds(5);
// One connection each appends, watches, lists dossiers, summarises and seals; the others read.
constexpr int kConnections = 13;

// Makes the logs that records are assigned to, where they are not there yet.
absl::Status EnsureLogs(RecordLog& log, const Routing& routing) {
  std::set<std::string> logs = {routing.default_log};
  for (const auto& [code, name] : routing.logs) logs.insert(name);
  return log.EnsureLogs(logs, absl::Now() + kWatchTimeout);
}

// Whether the database answers; also learns what others have published.
absl::Status Probe(Postgres& postgres, RecordLog& log) {
  const absl::Status status = postgres.Ping(absl::Now() + kWatchTimeout);
  if (!status.ok()) return status;
  if (const absl::Status loaded = log.LoadPublished(absl::Now() + kWatchTimeout); !loaded.ok()) {
    SPDLOG_WARN("cannot learn what has been published: {}", std::string(loaded.message()));
  }
  return status;
}

// What goes on behind the log.
struct Upkeep {
  Upkeep(Postgres& postgres, const Appender& appender)
      : lister(postgres, [&] { return appender.busy_time(); }),
        summariser(postgres, [&] { return appender.HasWaiting(); }),
        sealer(postgres, absl::Now) {}

  DossierLister lister;
  Summariser summariser;
  PartitionSealer sealer;
};

absl::Status Run() {
  const absl::StatusOr<Routing> routing = Routing::Parse(absl::GetFlag(FLAGS_assign_logs));
  if (!routing.ok()) return routing.status();
  const auto postgres = OpenDatabase("ingestion", kConnections, IngestionSchema());
  if (!postgres.ok()) return postgres.status();
  RecordLog log(**postgres);
  if (absl::Status status = EnsureLogs(log, *routing); !status.ok()) return status;
  Appender appender(log, Appender::Options());
  DossierLog dossiers(**postgres);
  IngestionService service(log, dossiers, appender, *routing);
  const auto server = Server::Start(
      {.listen = absl::GetFlag(FLAGS_listen), .admin_listen = absl::GetFlag(FLAGS_admin_listen)},
      {{ingestion::v1::IngestionService::service_full_name(), &service}});
  if (!server.ok()) return server.status();
  {
    std::optional<Upkeep> upkeep;
    if (absl::GetFlag(FLAGS_upkeep)) upkeep.emplace(**postgres, appender);
    const HealthWatch watch(**server, [&] { return Probe(**postgres, log); });
    WaitForTermination();
  }
  service.Stop();
  // Calls under way wait for their batches, so the appender goes on until they have ended.
  (*server)->Shutdown();
  appender.Drain();
  return absl::OkStatus();
}

}  // namespace
}  // namespace chiso

int main(int argc, char** argv) {
  return chiso::ServiceMain(
      argc, argv, "ingestion",
      "Takes records in, keeps them in a durable log in PostgreSQL, and gives them to readers in order.\n"
      "Example: chiso-ingestion --postgres='host=/run/postgresql dbname=chiso_ingestion'",
      chiso::Run);
}
