#include <iostream>
#include <memory>

#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/ranking_view.h"
#include "tools/client/words/enum_names.h"

namespace chiso {
namespace {

using reporting::v1::ListRankingRequest;
using reporting::v1::ReportingService;

constexpr char kFooter[] =
    "CSV: rank,unit,name,value,band,status,previous_total,change,no_change_reason; the rank is empty where a "
    "unit is not\n"
    "ranked, and the last three tell of rankings by TOTAL how it changed against the like period before.\n"
    "Examples:\n"
    "  chiso ranking --period 2026-08 --parent H44 --by TDGQ\n"
    "  chiso ranking --period 2026 --level province --basis official --format csv";

struct Options {
  std::string period;
  std::string parent;
  std::string level;
  std::string by;
  std::string basis = "computed";
  std::string scope = "subtree";
  std::string format;
};

ListRankingRequest RequestOf(const Options& options) {
  ListRankingRequest request;
  request.set_period(options.period);
  request.set_parent_code(options.parent);
  request.set_level(ParseLevel(options.level));
  request.set_by_code(options.by);
  request.set_basis(options.basis == "official" ? reporting::v1::BASIS_OFFICIAL
                                                : reporting::v1::BASIS_COMPUTED);
  request.set_scope(ParseScope(options.scope));
  return request;
}

absl::StatusOr<ExitCode> Run(const Settings& settings, const Options& options) {
  Connection<ReportingService> reporting(settings.reporting());
  const ListRankingRequest request = RequestOf(options);
  // Progress is read first, so that the ranking rests on at least these positions.
  reporting::v1::Progress progress;
  if (options.format == "table") {
    auto reached = reporting.Call(&ReportingService::Stub::GetProgress, reporting::v1::GetProgressRequest());
    if (!reached.ok()) return reached.status();
    progress = *std::move(reached);
  }
  const auto ranking = reporting.CallAllPages(&ReportingService::Stub::ListRanking, request);
  if (!ranking.ok()) return ranking.status();
  if (options.format == "json") {
    std::cout << ToJson(*ranking);
  } else if (options.format == "csv") {
    std::cout << RankingCsv(*ranking);
  } else {
    std::cout << RankingTable(request, *ranking, progress, settings.language());
  }
  return ExitCode::kDone;
}

void AddOptions(CLI::App& command, Options& options) {
  AddPeriod(command, options.period);
  AddText(command, "--parent", options.parent, "CODE", "Only the units directly below this one");
  command.add_option("--level", options.level, "Only units of this level")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"nation", "ministry", "province", "district", "department", "commune"}));
  AddText(command, "--by", options.by, "CODE", "An indicator, a group such as TDGQ, or TOTAL; unset: TOTAL");
  command.add_option("--basis", options.basis, "computed by this suite, or official figures as published")
      ->type_name("BASIS")
      ->check(CLI::IsMember({"computed", "official"}))
      ->capture_default_str();
  AddScope(command, options.scope);
  AddFormat(command, options.format, {"table", "csv", "json"});
}

}  // namespace

void AddRanking(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("ranking", "Ranks units by their total or by one of its parts.");
  AddOptions(*command, *options);
  command->footer(kFooter);
  command->callback(
      [options, &settings, &action] { action = [options, &settings] { return Run(settings, *options); }; });
}

}  // namespace chiso
