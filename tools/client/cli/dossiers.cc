#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "absl/time/clock.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "common/record/positions.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/dossier_list_view.h"
#include "tools/client/view/dossier_view.h"
#include "tools/client/view/explanation_view.h"
#include "tools/client/words/ingestion_words.h"

namespace chiso {
namespace {

using ingestion::v1::IngestionService;
using scoring::v1::DossierFilter;
using scoring::v1::ListDossiersRequest;
using scoring::v1::ListDossiersResponse;
using scoring::v1::ScoringService;

constexpr char kShowFooter[] =
    "Example:\n"
    "  chiso --lang vi dossiers show H44.10-260803-0001";
constexpr char kRevisionsFooter[] =
    "CSV: arrival,sender,batch,log,sequence,kind,status,revision,retracted,in_force.\n"
    "Example:\n"
    "  chiso dossiers revisions H44.10-260803-0001";
constexpr char kListFooter[] =
    "The dossiers that were received, of the unit alone or with --subtree. Due and late are those of the "
    "index:\n"
    "a supplement that is awaited stops the clock, a new due date takes the place of the old one.\n"
    "CSV: code,procedure,status,received,due,ended,days_late,has_result,sender,unit,points_at_risk.\n"
    "Examples:\n"
    "  chiso --lang vi dossiers list --unit H44.10 --filter overdue\n"
    "  chiso dossiers list --unit H44.10 --filter due-soon --within 3\n"
    "  chiso dossiers list --unit H44 --subtree --status SUPPLEMENT_AWAITED\n"
    "  chiso dossiers list --unit H44.10 --period 2026-08 --format csv";
constexpr char kExplainFooter[] =
    "Its unit and how it was found, its end, its pauses, its due time, since when it is late, and what it\n"
    "gives to each indicator of its unit in the last month in which it counts, or in --period; JSON has all\n"
    "periods.\n"
    "Examples:\n"
    "  chiso --lang vi dossiers explain H44.10-260803-0001\n"
    "  chiso dossiers explain H44.10-260803-0001 --period 2026-Q3\n"
    "  chiso dossiers explain H44.10-260803-0001 --definition 766-2022 --format json";

// What the contract allows.
constexpr int kMaxWithinDays = 365;
constexpr int kPageSize = 1000;
// How long a command waits until scoring has read what was acknowledged.
constexpr absl::Duration kReadTimeout = absl::Seconds(10);

struct Options {
  // show, revisions, explain
  std::string code;
  std::string format;
  // list, explain
  std::string period;
  bool no_wait = false;
  // list
  std::string unit;
  std::string filter;
  int within_days = 0;
  bool subtree = false;
  std::string status;
  // explain
  std::string definition;
};

const std::map<std::string, DossierFilter>& Filters() {
  static const auto* const kFilters = new std::map<std::string, DossierFilter>{
      {"open", scoring::v1::DOSSIER_FILTER_OPEN},
      {"overdue", scoring::v1::DOSSIER_FILTER_OVERDUE},
      {"due-soon", scoring::v1::DOSSIER_FILTER_DUE_SOON},
      {"without-result", scoring::v1::DOSSIER_FILTER_WITHOUT_RESULT}};
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
absl::StatusOr<Positions> Acknowledged(const Settings& settings) {
  Connection<IngestionService> ingestion(settings.ingestion());
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

// Scoring follows the logs within moments, after a large import within minutes. Waits until it has read all
// that was acknowledged before the call, at most for a while, because others may be importing for hours; then
// it answers from what it has. `probe` is a small question that waits.
template <typename Request, typename Response>
absl::Status AwaitRead(const Settings& settings, Connection<ScoringService>::Method<Request, Response> method,
                       Request probe) {
  const auto acknowledged = Acknowledged(settings);
  if (!acknowledged.ok()) return acknowledged.status();
  *probe.mutable_min_positions() = *acknowledged;
  Endpoint endpoint = settings.scoring();
  endpoint.timeout = std::min(endpoint.timeout, kReadTimeout);
  const auto answer = Connection<ScoringService>(endpoint).Call(method, probe);
  if (absl::IsDeadlineExceeded(answer.status())) {
    std::cerr << "chiso: not all that has arrived has been read by scoring yet" << std::endl;
    return absl::OkStatus();
  }
  // What the question itself is answered the question tells.
  return absl::IsNotFound(answer.status()) ? absl::OkStatus() : answer.status();
}

ListDossiersRequest RequestOf(const Options& options) {
  ListDossiersRequest request;
  request.set_unit_code(options.unit);
  request.set_period(options.period);
  if (!options.filter.empty()) request.set_filter(Filters().at(options.filter));
  request.set_due_within_days(options.within_days);
  request.set_scope(options.subtree ? record::v1::SCOPE_SUBTREE : record::v1::SCOPE_OWN_OFFICES);
  request.set_status(ParseDossierStatus(options.status));
  request.set_page_size(kPageSize);
  return request;
}

absl::StatusOr<ExitCode> List(const Settings& settings, const Options& options) {
  if (options.within_days > 0 && options.filter != "due-soon") {
    return absl::InvalidArgumentError("--within: goes with --filter due-soon alone");
  }
  const ListDossiersRequest request = RequestOf(options);
  ListDossiersRequest probe = request;
  probe.set_page_size(1);
  if (!options.no_wait) {
    if (absl::Status status = AwaitRead(settings, &ScoringService::Stub::ListDossiers, probe); !status.ok())
      return status;
  }
  Connection<ScoringService> scoring(settings.scoring());
  auto dossiers = scoring.CallAllPages(&ScoringService::Stub::ListDossiers, request);
  if (!dossiers.ok()) return dossiers.status();
  MergePositions(*dossiers);
  if (options.format == "json") {
    std::cout << ToJson(*dossiers);
  } else {
    std::cout << (options.format == "csv" ? DossiersCsv(*dossiers)
                                          : DossiersTable(request, *dossiers, settings.language()));
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> ExplainOne(const Settings& settings, const Options& options) {
  scoring::v1::ExplainDossierRequest request;
  request.set_code(options.code);
  request.set_definition_id(options.definition);
  if (!options.no_wait) {
    absl::Status status = AwaitRead(settings, &ScoringService::Stub::ExplainDossier, request);
    if (!status.ok()) return status;
  }
  Connection<ScoringService> scoring(settings.scoring());
  const auto explanation = scoring.Call(&ScoringService::Stub::ExplainDossier, request);
  if (!explanation.ok()) return explanation.status();
  std::cout << (options.format == "json"
                    ? ToJson(*explanation)
                    : ExplanationText(*explanation, options.period, settings.language()));
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
      ->add_option("--filter", options->filter,
                   "open; overdue: late, or ended late; due-soon: open, and late after today or --within; "
                   "without-result: done without a result file")
      ->type_name("FILTER")
      ->check(CLI::IsMember({"open", "overdue", "due-soon", "without-result"}));
  command->add_option("--within", options->within_days, "With due-soon: how many days from today; unset: 0")
      ->type_name("DAYS")
      ->check(CLI::Range(0, kMaxWithinDays));
  command->add_flag("--subtree", options->subtree, "With all units below it");
  command->add_option("--status", options->status, "Only those in this state, e.g. SUPPLEMENT_AWAITED")
      ->type_name("STATUS")
      ->check(CLI::IsMember(DossierStatusNames()));
  command->add_flag("--no-wait", options->no_wait,
                    "List at once, whether or not the latest records are in it");
  AddFormat(*command, options->format, {"table", "csv", "json"});
}

void AddExplain(CLI::App& dossiers, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = AddWork(dossiers, "explain", "Tells why a dossier counts as it does.",
                                    kExplainFooter, options, &ExplainOne, settings, action);
  AddCode(*command, options->code);
  AddText(
      *command, "--period", options->period, "PERIOD",
      "What it gives in this period: 2026-08, 2026-Q3, 2026-H2 or 2026; unset: in the last month in which "
      "it counts");
  AddText(*command, "--definition", options->definition, "ID",
          "By which definition; unset: by the one in force now");
  command->add_flag("--no-wait", options->no_wait,
                    "Answer at once, whether or not the latest records have been read");
  AddFormat(*command, options->format, {"table", "json"});
}

}  // namespace

void AddDossiers(CLI::App& program, const Settings& settings, Action& action) {
  CLI::App* const dossiers = program.add_subcommand(
      "dossiers", "Shows a dossier, what arrived about it, why it counts, and the dossiers of a unit.");
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
  AddExplain(*dossiers, settings, action);
  AddList(*dossiers, settings, action);
}

}  // namespace chiso
