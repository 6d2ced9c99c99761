#include <iostream>
#include <memory>

#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/history_view.h"
#include "tools/client/words/enum_names.h"

namespace chiso {
namespace {

using reporting::v1::GetHistoryRequest;
using reporting::v1::ReportingService;

constexpr char kFooter[] =
    "CSV: unit,period,status,total,delta,definition,official_total,official_read_at,note.\n"
    "Example:\n"
    "  chiso history --unit H44";

struct Options {
  std::string unit;
  std::string scope = "subtree";
  std::string format;
};

absl::StatusOr<ExitCode> Run(const Settings& settings, const Options& options) {
  Connection<ReportingService> reporting(settings.reporting());
  GetHistoryRequest request;
  request.set_unit_code(options.unit);
  request.set_scope(ParseScope(options.scope));
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
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kFooter);
  command->callback(
      [options, &settings, &action] { action = [options, &settings] { return Run(settings, *options); }; });
}

}  // namespace chiso
