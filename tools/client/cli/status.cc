#include <iostream>
#include <memory>

#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/status_view.h"

namespace chiso {
namespace {

using scoring::v1::ScoringService;

constexpr char kFooter[] =
    "Examples:\n"
    "  chiso status\n"
    "  chiso --lang vi status";

struct Options {
  std::string format;
};

absl::StatusOr<ExitCode> Run(const Settings& settings, const Options& options) {
  Connection<ScoringService> scoring(settings.scoring());
  const auto status = scoring.Call(&ScoringService::Stub::GetStatus, scoring::v1::GetStatusRequest());
  if (!status.ok()) return status.status();
  std::cout << (options.format == "json" ? ToJson(*status) : StatusTables(*status, settings.language()));
  return ExitCode::kDone;
}

}  // namespace

void AddStatus(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand(
      "status",
      "Shows how scoring is: how far it has read, how fresh the scores are, what it holds, who has sent.");
  AddFormat(*command, options->format, {"table", "json"});
  command->footer(kFooter);
  command->callback(
      [options, &settings, &action] { action = [options, &settings] { return Run(settings, *options); }; });
}

}  // namespace chiso
