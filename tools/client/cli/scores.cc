#include <iostream>
#include <memory>

#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/score_view.h"
#include "tools/client/words/enum_names.h"

namespace chiso {
namespace {

using scoring::v1::ScoringService;

constexpr char kFooter[] =
    "CSV: unit,period,code,status,numerator,denominator,points,max; indicators, then groups, then TOTAL.\n"
    "Examples:\n"
    "  chiso scores --unit H44 --period 2026-08\n"
    "  chiso scores --unit H44.107 --period 2026-Q3 --scope own --format csv";

struct Options {
  std::string unit;
  std::string period;
  std::string scope = "subtree";
  std::string definition;
  std::string format;
};

absl::StatusOr<ExitCode> Run(const Settings& settings, const Options& options) {
  Connection<ScoringService> scoring(settings.scoring());
  scoring::v1::GetScoreRequest request;
  request.set_unit_code(options.unit);
  request.set_period(options.period);
  request.set_scope(ParseScope(options.scope));
  request.set_definition_id(options.definition);
  const auto score = scoring.Call(&ScoringService::Stub::GetScore, request);
  if (!score.ok()) return score.status();
  if (options.format == "json") {
    std::cout << ToJson(*score);
  } else if (options.format == "csv") {
    std::cout << ScoreCsv(*score);
  } else {
    scoring::v1::GetIndexDefinitionRequest wanted;
    wanted.set_id(score->definition_id());
    const auto definition = scoring.Call(&ScoringService::Stub::GetIndexDefinition, wanted);
    if (!definition.ok()) return definition.status();
    std::cout << ScoreTable(*score, *definition, settings.language());
  }
  return ExitCode::kDone;
}

}  // namespace

void AddScores(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand(
      "scores", "Shows a unit's score: every indicator, the points lost, and what it rests on.");
  AddUnit(*command, options->unit);
  AddPeriod(*command, options->period);
  AddScope(*command, options->scope);
  AddText(*command, "--definition", options->definition, "ID",
          "The index definition; unset: the one in force on the last day of the period");
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kFooter);
  command->callback(
      [options, &settings, &action] { action = [options, &settings] { return Run(settings, *options); }; });
}

}  // namespace chiso
