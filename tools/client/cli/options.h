// Options that several commands have, each with the check of its value.

#ifndef CHISO_TOOLS_CLIENT_CLI_OPTIONS_H_
#define CHISO_TOOLS_CLIENT_CLI_OPTIONS_H_

#include <string>

#include "CLI/CLI.hpp"

namespace chiso {

// A code, a name or a time that goes to a service: UTF-8 on one line. What nobody sees at its ends, as in
// what was copied from a page, is no part of it, and is refused inside.
CLI::Option* AddText(CLI::App& command, const std::string& name, std::string& value, const std::string& type,
                     const std::string& description);

// --unit and --period, both required.
void AddUnit(CLI::App& command, std::string& unit);
void AddPeriod(CLI::App& command, std::string& period);

// --scope: `subtree`, the default, or `own`.
void AddScope(CLI::App& command, std::string& scope);

// --format: one of the words, the first one by default.
void AddFormat(CLI::App& command, std::string& format, const std::vector<std::string>& words);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_CLI_OPTIONS_H_
