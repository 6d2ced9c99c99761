// chiso-ingestion: the durable log of records, over gRPC.

#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/rpc/health_watch.h"
#include "common/rpc/server.h"
#include "common/service/program_flags.h"
#include "common/service/signals.h"
#include "common/sql/postgres.h"
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
ABSL_FLAG(std::string, postgres, "",
          "The database: a libpq connection string. What it leaves out comes from the PG* variables.");
ABSL_FLAG(std::string, assign_logs, "",
          "Which logs hold the records of which top-level units, e.g. H44=north,H15=south; all others: main. "
          "An assignment must not be changed once it has been used.");
ABSL_FLAG(absl::Duration, startup_timeout, absl::Seconds(60), "How long to wait for the database at start.");
ABSL_FLAG(
    bool, upkeep, true,
    "Whether this replica does the work behind the log: it lists dossiers, and keeps the indexes that find "
    "them. A replica without it only appends and answers; at least one of a database must do it.");
ABSL_FLAG(std::string, log_level, "info", "trace, debug, info, warn or error.");

namespace chiso {
namespace {

// How long the database may take for an answer.
constexpr absl::Duration kWatchTimeout = absl::Seconds(5);
// One connection each appends, watches, lists dossiers, summarises and seals; the others read.
constexpr int kPoolSize = 13;

int Fail(const absl::Status& status) {
  std::cerr << "chiso-ingestion: " << status.message() << std::endl;
  return 1;
}

// Brings the database up to date, waiting for it. CANCELLED: the process was asked to end.
absl::Status Prepare(Postgres& postgres, RecordLog& log, const Routing& routing) {
  const absl::Status status = MigrateAtStart(postgres, "ingestion", IngestionSchema(),
                                             absl::GetFlag(FLAGS_startup_timeout), TerminationWithin);
  if (!status.ok()) return status;
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

int Run() {
  const absl::StatusOr<Routing> routing = Routing::Parse(absl::GetFlag(FLAGS_assign_logs));
  if (!routing.ok()) return Fail(routing.status());
  Postgres postgres({absl::GetFlag(FLAGS_postgres), kPoolSize, "chiso-ingestion"});
  RecordLog log(postgres);
  if (absl::Status status = Prepare(postgres, log, *routing); !status.ok()) {
    return absl::IsCancelled(status) ? 0 : Fail(status);
  }
  Appender appender(log, Appender::Options());
  DossierLog dossiers(postgres);
  IngestionService service(log, dossiers, appender, *routing);
  Server::Options options;
  options.listen = absl::GetFlag(FLAGS_listen);
  options.admin_listen = absl::GetFlag(FLAGS_admin_listen);
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options, {&service});
  if (!server.ok()) return Fail(server.status());
  SPDLOG_INFO("listening on {}", options.listen);

  {
    std::optional<Upkeep> upkeep;
    if (absl::GetFlag(FLAGS_upkeep)) upkeep.emplace(postgres, appender);
    const HealthWatch watch(**server, [&] { return Probe(postgres, log); });
    WaitForTermination();
    SPDLOG_INFO("going down");
  }
  service.Stop();
  // Calls under way wait for their batches, so the appender goes on until they have ended.
  (*server)->Shutdown();
  appender.Drain();
  SPDLOG_INFO("down");
  return 0;
}

}  // namespace
}  // namespace chiso

int main(int argc, char** argv) {
  chiso::BlockTerminationSignals();
  chiso::ParseFlags(
      argc, argv,
      "Takes records in, keeps them in a durable log in PostgreSQL, and gives them to readers in order.\n"
      "Example: chiso-ingestion --postgres='host=/run/postgresql dbname=chiso_ingestion'",
      "ingestion/main.cc");
  chiso::InitLog("ingestion", absl::GetFlag(FLAGS_log_level));
  return chiso::Run();
}
