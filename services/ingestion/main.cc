// chiso-ingestion: the durable log of records, over gRPC.

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "common/rpc/health_watch.h"
#include "common/rpc/server.h"
#include "common/service/database.h"
#include "common/service/periodic_worker.h"
#include "common/service/service_main.h"
#include "common/service/signals.h"
#include "services/ingestion/dossiers/dossier_log.h"
#include "services/ingestion/ingestion_service.h"
#include "services/ingestion/limits.h"
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
    "Whether this replica does the work behind the log: it keeps the indexes that find dossiers. A replica "
    "without it only appends and answers; at least one of a database must do it.");

namespace chiso {
namespace {

// How long the database may take for an answer, and something that waits for being appended.
constexpr absl::Duration kWatchTimeout = absl::Seconds(5);
// How long what another replica has published, or said of units, may go unnoticed.
constexpr absl::Duration kLearnPause = absl::Seconds(1);
// How long it may take to read all records of units, which happens once in a database's life.
constexpr absl::Duration kFillTimeout = absl::Minutes(5);
// Of the process itself: one thread appends, one watches, and one learns.
constexpr int kOwnConnections = 3;
// One each summarises and seals.
constexpr int kUpkeepConnections = 2;
// Readers of the logs and those who ask hold a connection for milliseconds, or for the longest question.
constexpr int kFollowingConnections = kMaxScans;
// How long a reader waits for its turn among the others: to begin anew would cost it more.
constexpr absl::Duration kLongestTurn = absl::Seconds(15);
constexpr int kAskingConnections = 4;

// Makes the logs that records are assigned to, where they are not there yet.
absl::Status EnsureLogs(RecordLog& log, const Routing& routing) {
  std::set<std::string> logs = {routing.default_log};
  for (const auto& [code, name] : routing.logs) logs.insert(name);
  return log.EnsureLogs(logs, absl::Now() + kWatchTimeout);
}

// Whether what comes can be appended.
absl::Status Probe(RecordLog& log, const Appender& appender) {
  if (appender.stalled_time() > kWatchTimeout) {
    return absl::UnavailableError("what waits is not appended; is another replica frozen, or the disk slow?");
  }
  return log.CheckHeads(absl::Now() + kWatchTimeout);
}

// Learns what has been published through other replicas, and what they have said of units.
absl::StatusOr<absl::Duration> Learn(RecordLog& log) {
  if (absl::Status status = log.LoadPublished(absl::Now() + kWatchTimeout); !status.ok()) return status;
  if (absl::Status status = log.LoadUnits(absl::Now() + kWatchTimeout); !status.ok()) return status;
  return kLearnPause;
}

// What goes on behind the log.
struct Upkeep {
  Upkeep(Postgres& postgres, const Appender& appender)
      : summariser(postgres, [&] { return appender.HasWaiting(); }), sealer(postgres, absl::Now) {}

  Summariser summariser;
  PartitionSealer sealer;
};

absl::Status Run() {
  const absl::StatusOr<Routing> routing = Routing::Parse(absl::GetFlag(FLAGS_assign_logs));
  if (!routing.ok()) return routing.status();
  const auto database = Database::Open("ingestion", IngestionSchema());
  if (!database.ok()) return database.status();
  Postgres own((*database)->OwnPool(kOwnConnections));
  Postgres::Options readers = (*database)->CallersPool(kFollowingConnections);
  readers.longest_wait = kLongestTurn;
  Postgres following(std::move(readers));
  Postgres asking((*database)->CallersPool(kAskingConnections));
  RecordLog log({own, following, asking});
  if (absl::Status status = EnsureLogs(log, *routing); !status.ok()) return status;
  if (absl::Status status = log.FillUnits(absl::Now() + kFillTimeout); !status.ok()) return status;
  // Before the first batch comes, which may be too late for something.
  if (const auto learnt = Learn(log); !learnt.ok()) return learnt.status();
  Appender appender(log, Appender::Options());
  DossierLog dossiers(asking);
  IngestionService service(log, dossiers, appender, *routing);
  const auto server = Server::Start(
      {.listen = absl::GetFlag(FLAGS_listen), .admin_listen = absl::GetFlag(FLAGS_admin_listen)},
      {{ingestion::v1::IngestionService::service_full_name(), &service}});
  if (!server.ok()) return server.status();
  {
    Postgres upkeep_pool((*database)->OwnPool(kUpkeepConnections));
    std::optional<Upkeep> upkeep;
    if (absl::GetFlag(FLAGS_upkeep)) upkeep.emplace(upkeep_pool, appender);
    const HealthWatch watch(**server, [&] {
      (*server)->SetHealth(Database::kDurability, (*database)->durability().ok());
      return Probe(log, appender);
    });
    const PeriodicWorker learner("learn what others have appended", kLearnPause, [&] { return Learn(log); });
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
