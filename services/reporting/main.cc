// chiso-reporting: the memory of results, over gRPC.

#include <memory>
#include <string>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/health_watch.h"
#include "common/rpc/server.h"
#include "common/service/database.h"
#include "common/service/service_main.h"
#include "common/service/signals.h"
#include "services/reporting/bulletin/catalogue.h"
#include "services/reporting/history/history.h"
#include "services/reporting/render/render.h"
#include "services/reporting/reporting_service.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:7663", "Where the service listens.");
ABSL_FLAG(std::string, admin_listen, "127.0.0.1:7673",
          "Where health, reflection and channelz listen, without encryption; empty: nowhere.");
ABSL_FLAG(std::string, templates, "services/reporting/templates",
          "The folder of the templates of bulletins and of the catalogue of figures.");

namespace chiso {
namespace {

// The timeout of one statement.
constexpr absl::Duration kWatchTimeout = absl::Seconds(5);
// The timeout of each of the transactions that bring what older versions recorded into its present form.
constexpr absl::Duration kAdoptTimeout = absl::Minutes(1);
// Of those that record scores, of the watermark that others wait for, and of the one that watches.
constexpr int kOwnConnections = 4;
// Of all others, who hold one for milliseconds, or for the longest question.
constexpr int kAskingConnections = 6;

absl::Status Run() {
  const std::string templates = absl::GetFlag(FLAGS_templates);
  const absl::StatusOr<Renderer> renderer = Renderer::Load(templates);
  if (!renderer.ok()) return renderer.status();
  const auto catalogue = LoadCatalogue(absl::StrCat(templates, "/catalogue.textproto"));
  if (!catalogue.ok()) return catalogue.status();
  const auto database = Database::Open("reporting", ReportingSchema());
  if (!database.ok()) return database.status();
  Postgres own((*database)->OwnPool(kOwnConnections));
  Postgres asking((*database)->CallersPool(kAskingConnections));
  History history(own, asking);
  if (absl::Status status = history.AdoptPayloads(kAdoptTimeout); !status.ok()) return status;
  ReportingService service(history, *renderer, *catalogue);
  const auto server = Server::Start(
      {.listen = absl::GetFlag(FLAGS_listen), .admin_listen = absl::GetFlag(FLAGS_admin_listen)},
      {{reporting::v1::ReportingService::service_full_name(), &service}});
  if (!server.ok()) return server.status();
  {
    const HealthWatch watch(**server, [&] {
      (*server)->SetHealth(Database::kDurability, (*database)->durability().ok());
      return own.Ping(absl::Now() + kWatchTimeout);
    });
    WaitForTermination();
  }
  service.Stop();
  (*server)->Shutdown();
  return absl::OkStatus();
}

}  // namespace
}  // namespace chiso

int main(int argc, char** argv) {
  return chiso::ServiceMain(
      argc, argv, "reporting",
      "Keeps scores, official figures and bulletins in PostgreSQL, and serves rankings and history.\n"
      "Example: chiso-reporting --postgres='host=/run/postgresql dbname=chiso_reporting'",
      chiso::Run);
}
