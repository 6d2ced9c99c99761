#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "common/period.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/history_view.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using reporting::v1::GetHistoryRequest;
using reporting::v1::ReportingService;

constexpr char kFooter[] =
    "CSV: unit,period,status,total,delta,definition,official_total,official_read_at,note,known_from.\n"
    "Examples:\n"
    "  chiso history --unit H44\n"
    "  chiso history --unit H44 --kind month --from 2026-01 --to 2026-08\n"
    "  chiso history --unit H44 --known-on 2026-09-05";

struct Options {
  std::string unit;
  std::string scope = "subtree";
  std::string from;
  std::string to;
  std::string kind;
  std::string known_on;
  std::string format;
};

const std::map<std::string, reporting::v1::PeriodKind> kKinds = {
    {"month", reporting::v1::PERIOD_KIND_MONTH},
    {"quarter", reporting::v1::PERIOD_KIND_QUARTER},
    {"half-year", reporting::v1::PERIOD_KIND_HALF_YEAR},
    {"year", reporting::v1::PERIOD_KIND_YEAR}};

// A day as officials write it too; what is none is left for the service to refuse.
std::string CanonicalDay(const std::string& text) {
  const std::optional<absl::CivilDay> day = ParseDay(text);
  return day ? FormatDate(*day) : text;
}

absl::StatusOr<ExitCode> Run(const Settings& settings, const Options& options) {
  Connection<ReportingService> reporting(settings.reporting());
  GetHistoryRequest request;
  request.set_unit_code(options.unit);
  request.set_scope(ParseScope(options.scope));
  request.set_from_period(options.from);
  request.set_to_period(options.to);
  if (!options.kind.empty()) request.set_kind(kKinds.at(options.kind));
  request.set_known_on(CanonicalDay(options.known_on));
  // Progress is read first, so that the history rests on at least these positions.
  reporting::v1::Progress progress;
  if (options.format == "table") {
    auto reached = reporting.Call(&ReportingService::Stub::GetProgress, reporting::v1::GetProgressRequest());
    if (!reached.ok()) return reached.status();
    progress = *std::move(reached);
  }
  const auto history = reporting.CallAllPages(&ReportingService::Stub::GetHistory, request);
  if (!history.ok()) return history.status();
  if (options.format == "json") {
    std::cout << ToJson(*history);
  } else if (options.format == "csv") {
    std::cout << HistoryCsv(*history);
  } else {
    std::cout << HistoryTable(request, *history, progress, settings.language());
  }
  return ExitCode::kDone;
}

}  // namespace

void AddHistory(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("history", "Shows what is known of a unit, period by period, latest first.");
  AddUnit(*command, options->unit);
  AddScope(*command, options->scope);
  AddText(*command, "--from", options->from, "PERIOD", "Only periods that begin with this one or later");
  AddText(*command, "--to", options->to, "PERIOD", "Only periods that end with this one or earlier");
  command->add_option("--kind", options->kind, "Only periods of this kind")
      ->type_name("KIND")
      ->check(CLI::IsMember(kKinds));
  AddText(*command, "--known-on", options->known_on, "DATE",
          "What was known at the end of this day, e.g. 2026-09-05 or 5/9/2026; unset: what is known now");
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kFooter);
  command->callback(
      [options, &settings, &action] { action = [options, &settings] { return Run(settings, *options); }; });
}

}  // namespace chiso
