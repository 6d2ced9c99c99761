#include "tools/client/cli/options.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text.h"
#include "common/unseen.h"

namespace chiso {
namespace {

std::string CheckText(const std::string& text) {
  if (!IsCleanText(text)) return "must be UTF-8 in Unicode NFC on one line";
  const std::optional<std::string> unseen = FindUnseen(text);
  return unseen ? absl::StrCat("holds ", *unseen) : "";
}

std::string Trim(const std::string& text) { return std::string(TrimUnseen(text)); }

}  // namespace

CLI::Option* AddText(CLI::App& command, const std::string& name, std::string& value, const std::string& type,
                     const std::string& description) {
  return command.add_option(name, value, description)->type_name(type)->check(CheckText)->transform(Trim);
}

void AddUnit(CLI::App& command, std::string& unit) {
  AddText(command, "--unit", unit, "CODE", "The unit's code (mã định danh), e.g. H44 or 000.00.30.H53")
      ->required();
}

void AddPeriod(CLI::App& command, std::string& period) {
  AddText(command, "--period", period, "PERIOD", "2026-08, 2026-Q3, 2026-H2 or 2026")->required();
}

void AddScope(CLI::App& command, std::string& scope) {
  command
      .add_option("--scope", scope,
                  "subtree: the unit and all below it, pooled; own: the unit's own offices alone")
      ->type_name("SCOPE")
      ->check(CLI::IsMember({"subtree", "own", "own_offices"}))
      ->capture_default_str();
}

void AddFormat(CLI::App& command, std::string& format, const std::vector<std::string>& words) {
  if (format.empty()) format = words.front();
  command.add_option("--format", format, absl::StrJoin(words, ", "))
      ->type_name("FORMAT")
      ->check(CLI::IsMember(words))
      ->capture_default_str();
}

}  // namespace chiso
