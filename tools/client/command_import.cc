#include <map>
#include <memory>

#include "tools/client/commands.h"
#include "tools/client/importer.h"
#include "tools/client/options.h"

namespace chiso {
namespace {

constexpr char kFooter[] =
    "Files are UTF-8 with a header, separated by comma or semicolon:\n"
    "  units     unit_code,name,level,parent_code,valid_from,valid_to[,revision]\n"
    "  returns   unit_code,period,indicator,numerator,denominator[,scope][,revision]\n"
    "  official  unit_code,period,code,value[,read_at][,revision]\n"
    "A row that is refused is named as FILE:LINE: COLUMN: message and costs no other.\n"
    "Importing a file again changes nothing. The revision of a row is that of its column, else --revision,\n"
    "else when the file was last changed; a figure without read_at counts as read then too.\n"
    "Examples:\n"
    "  chiso import units phu-tho-units.csv\n"
    "  chiso import returns 2026-07.csv 2026-08.csv --revision 2026-09-01T08:00\n"
    "  chiso import official portal.csv --validate-only";

struct Options {
  std::string kind;
  bool no_wait = false;
  ImportOptions import;
};

void AddOptions(CLI::App& command, Options& options) {
  command.add_option("kind", options.kind, "units, returns or official")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"units", "returns", "official"}));
  command.add_option("files", options.import.files, "The files, imported one after another")
      ->required()
      ->type_name("FILE");
  options.import.sender = "chiso-import";
  AddText(command, "--sender", options.import.sender, "NAME", "Who sends, in the log and in chiso senders")
      ->capture_default_str();
  AddText(
      command, "--revision", options.import.revision, "REVISION",
      "The revision of rows that have none of their own: now, a time like 2026-10-10T14:30, or microseconds "
      "since 1970");
  command.add_flag("--no-wait", options.no_wait, "Return once the rows are stored, before the results show");
  command.add_flag("--validate-only", options.import.validate_only, "Check the rows and store nothing");
}

}  // namespace

void AddImport(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("import", "Imports CSV files of units, returns or official figures.");
  AddOptions(*command, *options);
  command->footer(kFooter);
  command->callback([options, &settings, &action] {
    static const auto* const kKinds = new std::map<std::string, FileKind>{
        {"units", FileKind::kUnits}, {"returns", FileKind::kReturns}, {"official", FileKind::kOfficial}};
    options->import.kind = kKinds->at(options->kind);
    options->import.wait = !options->no_wait;
    action = [options, &settings] { return Importer(settings, options->import).Run(); };
  });
}

}  // namespace chiso
