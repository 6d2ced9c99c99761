// chiso-reporting: the memory of results, over gRPC.

#include <iostream>
#include <memory>
#include <string>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/rpc/health_watch.h"
#include "common/rpc/server.h"
#include "common/service/program_flags.h"
#include "common/service/signals.h"
#include "common/sql/postgres.h"
#include "services/reporting/bulletin/catalogue.h"
#include "services/reporting/history/history.h"
#include "services/reporting/render/render.h"
#include "services/reporting/reporting_service.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:7663", "Where the service listens.");
ABSL_FLAG(std::string, admin_listen, "127.0.0.1:7673",
          "Where health, reflection and channelz listen, without encryption; empty: nowhere.");
ABSL_FLAG(std::string, postgres, "",
          "The database: a libpq connection string. What it leaves out comes from the PG* variables.");
ABSL_FLAG(std::string, templates, "services/reporting/templates",
          "The folder of the templates of bulletins and of the catalogue of figures.");
ABSL_FLAG(absl::Duration, startup_timeout, absl::Seconds(60), "How long to wait for the database at start.");
ABSL_FLAG(std::string, log_level, "info", "trace, debug, info, warn or error.");

namespace chiso {
namespace {

// The timeout of one statement.
constexpr absl::Duration kWatchTimeout = absl::Seconds(5);
// A few writers, one that watches, and readers, each of which holds a connection for milliseconds.
constexpr int kPoolSize = 10;

int Fail(const absl::Status& status) {
  std::cerr << "chiso-reporting: " << status.message() << std::endl;
  return 1;
}

int Run() {
  const std::string templates = absl::GetFlag(FLAGS_templates);
  const absl::StatusOr<Renderer> renderer = Renderer::Load(templates);
  if (!renderer.ok()) return Fail(renderer.status());
  const auto catalogue = LoadCatalogue(absl::StrCat(templates, "/catalogue.textproto"));
  if (!catalogue.ok()) return Fail(catalogue.status());
  Postgres postgres({absl::GetFlag(FLAGS_postgres), kPoolSize, "chiso-reporting"});
  const absl::Status migrated = MigrateAtStart(postgres, "reporting", ReportingSchema(),
                                               absl::GetFlag(FLAGS_startup_timeout), TerminationWithin);
  if (!migrated.ok()) return absl::IsCancelled(migrated) ? 0 : Fail(migrated);
  History history(postgres);
  ReportingService service(history, *renderer, *catalogue);
  Server::Options options;
  options.listen = absl::GetFlag(FLAGS_listen);
  options.admin_listen = absl::GetFlag(FLAGS_admin_listen);
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options, {&service});
  if (!server.ok()) return Fail(server.status());
  SPDLOG_INFO("listening on {}", options.listen);

  {
    const HealthWatch watch(**server, [&] { return postgres.Ping(absl::Now() + kWatchTimeout); });
    WaitForTermination();
    SPDLOG_INFO("going down");
  }
  service.Stop();
  (*server)->Shutdown();
  SPDLOG_INFO("down");
  return 0;
}

}  // namespace
}  // namespace chiso

int main(int argc, char** argv) {
  chiso::BlockTerminationSignals();
  chiso::ParseFlags(
      argc, argv,
      "Keeps scores, official figures and bulletins in PostgreSQL, and serves rankings and history.\n"
      "Example: chiso-reporting --postgres='host=/run/postgresql dbname=chiso_reporting'",
      "reporting/main.cc");
  chiso::InitLog("reporting", absl::GetFlag(FLAGS_log_level));
  return chiso::Run();
}
