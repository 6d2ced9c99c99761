#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "absl/time/clock.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/record/positions.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/dossier_list_view.h"
#include "tools/client/view/dossier_view.h"

namespace chiso {
namespace {

using ingestion::v1::DossierFilter;
using ingestion::v1::IngestionService;
using ingestion::v1::ListDossiersRequest;
using ingestion::v1::ListDossiersResponse;

constexpr char kShowFooter[] =
    "Example:\n"
    "  chiso --lang vi dossiers show H44.10-260803-0001";
constexpr char kRevisionsFooter[] =
    "CSV: arrival,sender,batch,log,sequence,kind,status,revision,retracted,in_force.\n"
    "Example:\n"
    "  chiso dossiers revisions H44.10-260803-0001";
constexpr char kListFooter[] =
    "The unit's own dossiers alone, not those of units below it.\n"
    "CSV: code,procedure,status,received,due,ended,days_late,has_result,sender.\n"
    "Examples:\n"
    "  chiso --lang vi dossiers list --unit H44.10 --filter overdue\n"
    "  chiso dossiers list --unit H44.10 --filter due-soon --within 3\n"
    "  chiso dossiers list --unit H44.10 --period 2026-08 --format csv";

// What the contract allows.
constexpr int kMaxWithinDays = 365;
constexpr int kPageSize = 1000;
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(1);
// How long a command waits until the list holds what was acknowledged.
constexpr absl::Duration kListTimeout = absl::Seconds(10);

struct Options {
  // show, revisions
  std::string code;
  std::string format;
  // list
  std::string unit;
  std::string period;
  std::string filter;
  int within_days = 0;
  bool no_wait = false;
};

const std::map<std::string, DossierFilter>& Filters() {
  static const auto* const kFilters = new std::map<std::string, DossierFilter>{
      {"open", ingestion::v1::DOSSIER_FILTER_OPEN},
      {"overdue", ingestion::v1::DOSSIER_FILTER_OVERDUE},
      {"due-soon", ingestion::v1::DOSSIER_FILTER_DUE_SOON},
      {"without-result", ingestion::v1::DOSSIER_FILTER_WITHOUT_RESULT}};
  return *kFilters;
}

absl::StatusOr<ExitCode> Show(const Settings& settings, const Options& options) {
  Connection<IngestionService> ingestion(settings.ingestion());
  ingestion::v1::GetDossierRequest request;
  request.set_code(options.code);
  const auto dossier = ingestion.Call(&IngestionService::Stub::GetDossier, request);
  if (!dossier.ok()) return dossier.status();
  std::cout << (options.format == "json"
                    ? ToJson(*dossier)
                    : DossierText(options.code, *dossier, absl::Now(), settings.language()));
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Revisions(const Settings& settings, const Options& options) {
  Connection<IngestionService> ingestion(settings.ingestion());
  ingestion::v1::ListDossierRevisionsRequest request;
  request.set_code(options.code);
  request.set_page_size(kPageSize);
  const auto revisions = ingestion.CallAllPages(&IngestionService::Stub::ListDossierRevisions, request);
  if (!revisions.ok()) return revisions.status();
  if (options.format == "json") {
    std::cout << ToJson(*revisions);
  } else {
    std::cout << (options.format == "csv" ? DossierRevisionsCsv(*revisions)
                                          : DossierRevisionsTable(*revisions, settings.language()));
  }
  return ExitCode::kDone;
}

// The last acknowledged position of each log, over all senders.
absl::StatusOr<Positions> Acknowledged(Connection<IngestionService>& ingestion) {
  ingestion::v1::ListSendersRequest request;
  request.set_page_size(kPageSize);
  const auto senders = ingestion.CallAllPages(&IngestionService::Stub::ListSenders, request);
  if (!senders.ok()) return senders.status();
  Positions positions;
  for (const ingestion::v1::Sender& sender : senders->senders()) {
    for (const record::v1::Position& position : sender.positions()) Advance(positions, position);
  }
  return positions;
}

// The list follows the logs within seconds, after a large import within minutes. Polls until the list holds
// all that was acknowledged before the call, at most for `timeout`, because others may be importing for
// hours; then returns the list as it is.
absl::StatusOr<ListDossiersResponse> ListAll(Connection<IngestionService>& ingestion,
                                             const ListDossiersRequest& request, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  const auto acknowledged = Acknowledged(ingestion);
  if (!acknowledged.ok()) return acknowledged.status();
  ListDossiersRequest probe = request;
  probe.set_page_size(1);
  for (absl::Duration pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    const auto first = ingestion.Call(&IngestionService::Stub::ListDossiers, probe);
    if (!first.ok()) return first.status();
    if (Covers(first->positions(), *acknowledged)) break;
    if (absl::Now() + pause >= deadline) {
      std::cerr << "chiso: not all that has arrived is in the list yet" << std::endl;
      break;
    }
    absl::SleepFor(pause);
  }
  auto dossiers = ingestion.CallAllPages(&IngestionService::Stub::ListDossiers, request);
  if (dossiers.ok()) MergePositions(*dossiers);
  return dossiers;
}

absl::StatusOr<ExitCode> List(const Settings& settings, const Options& options) {
  if (options.within_days > 0 && options.filter != "due-soon") {
    return absl::InvalidArgumentError("--within: goes with --filter due-soon alone");
  }
  Connection<IngestionService> ingestion(settings.ingestion());
  ListDossiersRequest request;
  request.set_unit_code(options.unit);
  request.set_period(options.period);
  if (!options.filter.empty()) request.set_filter(Filters().at(options.filter));
  request.set_due_within_days(options.within_days);
  request.set_page_size(kPageSize);
  const auto dossiers =
      ListAll(ingestion, request,
              options.no_wait ? absl::ZeroDuration() : std::min(kListTimeout, settings.timeout()));
  if (!dossiers.ok()) return dossiers.status();
  if (options.format == "json") {
    std::cout << ToJson(*dossiers);
  } else {
    std::cout << (options.format == "csv" ? DossiersCsv(*dossiers)
                                          : DossiersTable(request, *dossiers, settings.language()));
  }
  return ExitCode::kDone;
}

using Work = absl::StatusOr<ExitCode> (*)(const Settings&, const Options&);

// A command below `dossiers`; its own options are added to what it gives.
CLI::App* AddWork(CLI::App& dossiers, const std::string& name, const std::string& description,
                  const char* footer, const std::shared_ptr<Options>& options, Work work,
                  const Settings& settings, Action& action) {
  CLI::App* const command = dossiers.add_subcommand(name, description);
  command->footer(footer);
  command->callback([options, work, &settings, &action] {
    action = [options, work, &settings] { return work(settings, *options); };
  });
  return command;
}

void AddCode(CLI::App& command, std::string& code) {
  AddText(command, "code", code, "", "The dossier's code (mã hồ sơ)")->required();
}

void AddList(CLI::App& dossiers, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = AddWork(dossiers, "list", "Lists the dossiers of a unit as they stand.",
                                    kListFooter, options, &List, settings, action);
  AddUnit(*command, options->unit);
  AddText(*command, "--period", options->period, "PERIOD",
          "Only those received in this period: 2026-08, 2026-Q3, 2026-H2 or 2026");
  command
      ->add_option(
          "--filter", options->filter,
          "open; overdue: open past their due day, or ended after it; due-soon: open and due today or "
          "--within; without-result: done without a result file")
      ->type_name("FILTER")
      ->check(CLI::IsMember({"open", "overdue", "due-soon", "without-result"}));
  command->add_option("--within", options->within_days, "With due-soon: how many days from today; unset: 0")
      ->type_name("DAYS")
      ->check(CLI::Range(0, kMaxWithinDays));
  command->add_flag("--no-wait", options->no_wait,
                    "List at once, whether or not the latest records are in it");
  AddFormat(*command, options->format, {"table", "csv", "json"});
}

}  // namespace

void AddDossiers(CLI::App& program, const Settings& settings, Action& action) {
  CLI::App* const dossiers = program.add_subcommand(
      "dossiers", "Shows a dossier, what arrived about it, and the dossiers of a unit.");
  dossiers->require_subcommand(1);
  dossiers->footer("Example:\n  chiso dossiers show --help");
  auto show = std::make_shared<Options>();
  CLI::App* const shown = AddWork(*dossiers, "show", "Shows a dossier as it stands, with its progress.",
                                  kShowFooter, show, &Show, settings, action);
  AddCode(*shown, show->code);
  AddFormat(*shown, show->format, {"table", "json"});
  auto revisions = std::make_shared<Options>();
  CLI::App* const listed =
      AddWork(*dossiers, "revisions", "Lists what arrived about a dossier, the last arrival first.",
              kRevisionsFooter, revisions, &Revisions, settings, action);
  AddCode(*listed, revisions->code);
  AddFormat(*listed, revisions->format, {"table", "csv", "json"});
  AddList(*dossiers, settings, action);
}

}  // namespace chiso
