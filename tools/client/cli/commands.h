// The commands of the program.

#ifndef CHISO_TOOLS_CLIENT_CLI_COMMANDS_H_
#define CHISO_TOOLS_CLIENT_CLI_COMMANDS_H_

#include <functional>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "tools/client/cli/exit_code.h"
#include "tools/client/settings.h"

namespace chiso {

// What a command does. It writes to standard output; an error is one sentence for people.
using Action = std::function<absl::StatusOr<ExitCode>()>;

// Each adds a command. When the command line has been parsed, `action` is what was asked for. Settings and
// action must outlive the program.
void AddImport(CLI::App& program, const Settings& settings, Action& action);
void AddScores(CLI::App& program, const Settings& settings, Action& action);
void AddRanking(CLI::App& program, const Settings& settings, Action& action);
void AddHistory(CLI::App& program, const Settings& settings, Action& action);
void AddBulletin(CLI::App& program, const Settings& settings, Action& action);
void AddSenders(CLI::App& program, const Settings& settings, Action& action);
void AddReceipts(CLI::App& program, const Settings& settings, Action& action);
void AddRejections(CLI::App& program, const Settings& settings, Action& action);
void AddDossiers(CLI::App& program, const Settings& settings, Action& action);
void AddDefinitions(CLI::App& program, const Settings& settings, Action& action);
void AddRecompute(CLI::App& program, const Settings& settings, Action& action);
void AddDrift(CLI::App& program, const Settings& settings, Action& action);
void AddStatus(CLI::App& program, const Settings& settings, Action& action);
void AddSimulate(CLI::App& program, const Settings& settings, Action& action);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_CLI_COMMANDS_H_
