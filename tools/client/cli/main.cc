// chiso: the client on the command line.

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/exit_code.h"
#include "tools/client/settings.h"

namespace chiso {
namespace {

constexpr char kDescription[] =
    "How well each office serves people, by the index of Decision 766/QĐ-TTg: imports records and official\n"
    "figures, shows scores, rankings and histories, and publishes bulletins.";
constexpr char kFooter[] =
    "Exit codes: 0 done; 1 some rows were refused, the others are stored, or receipts do not fit together;\n"
    "2 the command or a file is wrong; 3 a service cannot be reached or failed.\n"
    "Examples:\n"
    "  chiso import returns phu-tho-returns.csv\n"
    "  chiso --lang vi scores --unit H44 --period 2026-08\n"
    "  chiso ranking --help";

int Fail(const std::string& message, ExitCode code) {
  std::string line = message;
  // Text from files must not hold control characters for the terminal.
  std::replace_if(
      line.begin(), line.end(), [](char c) { return absl::ascii_iscntrl(c); }, ' ');
  std::cerr << "chiso: " << line << std::endl;
  return static_cast<int>(code);
}

// What is wrong with the command line, and whose help to read.
std::string Sentence(const CLI::App& program, const CLI::ParseError& error) {
  std::string command = "chiso";
  const CLI::App* last = &program;
  while (!last->get_subcommands().empty()) {
    last = last->get_subcommands().front();
    absl::StrAppend(&command, " ", last->get_name());
  }
  std::string text = error.what();
  const std::vector<std::string> rest = program.remaining(true);
  if (!last->get_subcommands([](const CLI::App*) { return true; }).empty()) {
    text = rest.empty() ? "a command is missing" : absl::StrCat("there is no command ", rest.front());
  } else if (!text.empty()) {
    // The library's sentences begin with a capital.
    text[0] = absl::ascii_tolower(text[0]);
  }
  return absl::StrCat(text, "; see ", command, " --help");
}

int Run(const Action& action) {
  const absl::StatusOr<ExitCode> done = action();
  std::cout.flush();
  if (!done.ok()) return Fail(std::string(done.status().message()), ExitCodeOf(done.status()));
  if (!std::cout) return Fail("cannot write to standard output", ExitCode::kWrong);
  return static_cast<int>(*done);
}

int Main(int argc, char** argv) {
  Settings settings;
  Action action;
  CLI::App program(kDescription, "chiso");
  program.set_version_flag("--version", "chiso " CHISO_VERSION);
  program.footer(kFooter);
  program.require_subcommand(1);
  // Global options may stand behind the command as well.
  program.fallthrough();
  AddSettings(program, settings);
  for (const auto add :
       {AddImport, AddScores, AddRanking, AddHistory, AddBulletin, AddSenders, AddReceipts, AddRejections,
        AddDossiers, AddDefinitions, AddStatus, AddRecompute, AddDrift, AddSimulate}) {
    add(program, settings, action);
  }
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Asking for help or the version ends parsing too.
    if (error.get_exit_code() == 0) return program.exit(error);
    return Fail(Sentence(program, error), ExitCode::kWrong);
  }
  return Run(action);
}

}  // namespace
}  // namespace chiso

int main(int argc, char** argv) { return chiso::Main(argc, argv); }
