#include <iostream>
#include <memory>

#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/definition_view.h"
#include "tools/client/view/diff_view.h"
#include "tools/client/words/enum_names.h"

namespace chiso {
namespace {

using scoring::v1::ScoringService;

// As many scores as a page may hold.
constexpr int kPageSize = 1000;

constexpr char kFooter[] =
    "Examples:\n"
    "  chiso definitions\n"
    "  chiso definitions 766-2026\n"
    "  chiso definitions diff 766-2022 766-2026 --period 2026-08";

constexpr char kDiffFooter[] =
    "What is not shown is equal. Nothing is recorded.\n"
    "CSV: unit,period,code,before,status_before,points_before,after,status_after,points_after,change.\n"
    "Examples:\n"
    "  chiso definitions diff 766-2022 766-2026 --period 2026-08\n"
    "  chiso definitions diff 766-2022 766-2026 --period 2026-Q3 --unit H44 --format csv";

struct DiffOptions {
  std::string before;
  std::string after;
  std::string period;
  std::string scope = "subtree";
  std::string unit;  // empty: all
  std::string format;
};

struct Options {
  // Empty: all.
  std::string id;
  std::string format;
};

absl::StatusOr<ExitCode> List(const Settings& settings, const Options& options) {
  Connection<ScoringService> scoring(settings.scoring());
  const auto all = scoring.CallAllPages(&ScoringService::Stub::ListIndexDefinitions,
                                        scoring::v1::ListIndexDefinitionsRequest());
  if (!all.ok()) return all.status();
  if (options.format == "json") {
    std::cout << ToJson(*all);
  } else {
    std::cout << (options.format == "csv" ? DefinitionsCsv(*all)
                                          : DefinitionsTable(*all, settings.language()));
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Show(const Settings& settings, const Options& options) {
  Connection<ScoringService> scoring(settings.scoring());
  scoring::v1::GetIndexDefinitionRequest request;
  request.set_id(options.id);
  const auto definition = scoring.Call(&ScoringService::Stub::GetIndexDefinition, request);
  if (!definition.ok()) return definition.status();
  if (options.format == "json") {
    std::cout << ToJson(*definition);
  } else {
    std::cout << (options.format == "csv" ? DefinitionCsv(*definition)
                                          : DefinitionTable(*definition, settings.language()));
  }
  return ExitCode::kDone;
}

// Of all units of the period, or of the one asked for.
absl::StatusOr<Scores> ScoresUnder(const std::string& definition, const DiffOptions& options,
                                   Connection<ScoringService>& scoring) {
  if (options.unit.empty()) {
    scoring::v1::ListScoresRequest request;
    request.set_period(options.period);
    request.set_scope(ParseScope(options.scope));
    request.set_definition_id(definition);
    request.set_page_size(kPageSize);
    auto all = scoring.CallAllPages(&ScoringService::Stub::ListScores, request);
    if (!all.ok()) return all.status();
    return std::move(*all->mutable_scores());
  }
  scoring::v1::GetScoreRequest request;
  request.set_unit_code(options.unit);
  request.set_period(options.period);
  request.set_scope(ParseScope(options.scope));
  request.set_definition_id(definition);
  auto score = scoring.Call(&ScoringService::Stub::GetScore, request);
  if (!score.ok()) return score.status();
  Scores scores;
  *scores.Add() = *std::move(score);
  return scores;
}

absl::StatusOr<ExitCode> ShowDiff(const Settings& settings, const DiffOptions& options) {
  Connection<ScoringService> scoring(settings.scoring());
  const absl::StatusOr<Scores> before = ScoresUnder(options.before, options, scoring);
  if (!before.ok()) return before.status();
  const absl::StatusOr<Scores> after = ScoresUnder(options.after, options, scoring);
  if (!after.ok()) return after.status();
  const Diff diff = CompareScores(*before, *after);
  if (options.format == "json") {
    std::cout << DiffJson(diff);
  } else {
    std::cout << (options.format == "csv" ? DiffCsv(diff) : DiffTable(diff, settings.language()));
  }
  return ExitCode::kDone;
}

void AddDiff(CLI::App& definitions, const Settings& settings, Action& action) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* const command = definitions.add_subcommand(
      "diff", "Scores every unit of a period under two definitions, and shows what changes.");
  AddText(*command, "before", options->before, "", "One definition")->required();
  AddText(*command, "after", options->after, "", "The other one")->required();
  AddPeriod(*command, options->period);
  AddText(*command, "--unit", options->unit, "CODE", "This unit alone; unset: all");
  AddScope(*command, options->scope);
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kDiffFooter);
  command->callback([options, &settings, &action] {
    action = [options, &settings] { return ShowDiff(settings, *options); };
  });
}

}  // namespace

void AddDefinitions(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand(
      "definitions",
      "Lists the index definitions; with an id, shows one: indicators, rules, and what they rest on.");
  AddText(*command, "id", options->id, "", "The definition to show; unset: list all");
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kFooter);
  AddDiff(*command, settings, action);
  command->callback([command, options, &settings, &action] {
    if (!command->get_subcommands().empty()) return;
    action = [options, &settings] {
      return options->id.empty() ? List(settings, *options) : Show(settings, *options);
    };
  });
}

}  // namespace chiso
