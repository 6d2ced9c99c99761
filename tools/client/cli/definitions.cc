#include <iostream>
#include <memory>

#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/definition_view.h"

namespace chiso {
namespace {

using scoring::v1::ScoringService;

constexpr char kFooter[] =
    "Examples:\n"
    "  chiso definitions\n"
    "  chiso definitions 766-2026";

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

}  // namespace

void AddDefinitions(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand(
      "definitions",
      "Lists the index definitions; with an id, shows one: indicators, rules, and what they rest on.");
  AddText(*command, "id", options->id, "", "The definition to show; unset: list all");
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kFooter);
  command->callback([options, &settings, &action] {
    action = [options, &settings] {
      return options->id.empty() ? List(settings, *options) : Show(settings, *options);
    };
  });
}

}  // namespace chiso
