#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/import/folder_import.h"
#include "tools/client/import/importer.h"
#include "tools/client/receipts/receipt_keeper.h"

namespace chiso {
namespace {

constexpr char kFooter[] =
    "All files but those of records are CSV: UTF-8 with a header, separated by comma or semicolon. The\n"
    "columns, in any order, each with a row; those in brackets may be left out. All have [revision],\n"
    "and all but official [retracted], which takes back what has the row's key:\n"
    "  units       unit_code,name,level,parent_code,valid_from,valid_to\n"
    "              H44.100,Phường Việt Trì,commune,H44,1/7/2025,\n"
    "  changes     change_date,from_code,to_code,kind[,from_valid_from,to_valid_from,partial,\n"
    "              legal_basis]\n"
    "              1/7/2025,H15,H44,merge\n"
    "  aliases     alias,unit_code[,sender,valid_from,valid_to]\n"
    "              UBND phường Việt Trì,H44.100,one-stop-h44,1/7/2025,\n"
    "  procedures  code,unit_code[,name,levels,online_level,has_fee,payable_online,result_required,\n"
    "              for_persons,for_organisations,effective_date,announce_date,publish_date,\n"
    "              published_in_full,max_working_days,valid_from,valid_to]\n"
    "              2.000815,H44,Chứng thực bản sao,commune;department,4,có,có,không,…\n"
    "  calendar    date,kind[,unit_code,holiday,source]; holiday and source are not stored\n"
    "              10/1/2026,làm bù,,Tết Dương lịch,Công văn số 12729/VPCP-KGVX\n"
    "  feeds       sender,kind,unit_code[,precedence,valid_from,valid_to]\n"
    "              one-stop-h44,dossier,H44,1,1/1/2026,\n"
    "  returns     unit_code,period,indicator,numerator,denominator[,scope,unit_valid_from]\n"
    "              H44,2026-08,ON_TIME,144625,184513\n"
    "  totals      unit_code,period,source,received_count[,scope,unit_valid_from]\n"
    "              H44,2026-08,national_portal,138744\n"
    "  copies      unit_code,period,copy_count[,unit_valid_from]\n"
    "              H44.100,2026-08,12\n"
    "  petitions   code,unit_code,receive_time,outcome,outcome_time[,publish_time,satisfaction,\n"
    "              repeated_petition,dossier_code]\n"
    "              H44-PA-0001,H44.100,3/8/2026 14:30,answered,10/8/2026,…\n"
    "  answers     dossier_code,answer_time,satisfaction[,code]\n"
    "              H44.100-260803-0001,2026-08-05T09:00,hài lòng\n"
    "  publications\n"
    "              unit_code,period,publish_time[,unit_valid_from]\n"
    "              H44,2026-07,5/8/2026\n"
    "  official    unit_code,period,code,value[,read_at]\n"
    "              H44,2026-08,TOTAL,63.42,9/9/2026\n"
    "Days are 2026-10-09 or 9/10/2026, the day first; times have 14:30 behind the day, or before\n"
    "9/10/2026. Counts are digits alone, flags true or false. Choices are the words of the contracts in\n"
    "any case, or those of officials: 2, 3, 4 of online_level, nghỉ, làm bù, hài lòng; levels have ';'\n"
    "between them. docs/import.md has the words of each column, docs/admission.md the bounds.\n"
    "Files of records are JSON: what one-stop systems send to the national portal (DongBoHoSoMC,\n"
    "CapNhatTienDoHoSoMC) as bodies, lists or one object a line, and records in protobuf's own JSON, such\n"
    "as chiso rejections export writes. Of persons nothing is taken over.\n"
    "A row that is refused is named as FILE:LINE: COLUMN: message, an element of JSON also by its place in "
    "its\n"
    "list, from 1, and by its code; it costs no other. --rejections FILE lists all that importer and "
    "services\n"
    "refuse in CSV, begun anew by each import:\n"
    "  file,line,element,code,field,reason,message\n"
    "  one-stop.json,1,8,H91.10-261102-0507,NgayTra,DATE_MALFORMED,must be a time like 20260810143000 ...\n"
    "element is empty for rows, and code where it has not the form of one; what else stands there is never "
    "shown.\n"
    "Importing a file again changes nothing. The revision of a row is that of its column, else --revision,\n"
    "else when the file was last changed; a figure without read_at counts as read then too. A dossier's\n"
    "revision is the latest of its own times, but for due times. Of equal revisions the file made later\n"
    "counts: by 20260810143000 in its name, by 20260810 and then its last change, else by its last change;\n"
    "of files made at the same time, and in one file, the state that is further on.\n"
    "Of records - is standard input; from a pipe that pauses, what has come is stored at once, and counts "
    "as\n"
    "made when it is read.\n"
    "--watch DIR takes *.json and *.jsonl that were renamed into DIR or have not changed for two seconds,\n"
    "the smallest name first, and moves them to DIR/done or, where some of it was refused, to DIR/refused\n"
    "with the reasons in NAME.findings.txt; names with a point in front are left alone. A file that changes\n"
    "there afterwards, because its upload paused, is imported again. It waits for services that are away, "
    "and\n"
    "ends on SIGINT or SIGTERM.\n"
    "Examples:\n"
    "  chiso import units phu-tho-units.csv\n"
    "  chiso import returns 2026-07.csv 2026-08.csv --revision 2026-09-01T08:00\n"
    "  chiso import official portal.csv --validate-only --rejections to-correct.csv\n"
    "  chiso import calendar deploy/data/vietnam-calendar.csv\n"
    "  chiso import records DongBoHoSoMC-20260810143000.json --sender one-stop-h15\n"
    "  chiso simulate --units units.csv --month 2026-10 --dossiers 500 --stream | chiso import records -\n"
    "  chiso import records --watch /var/spool/one-stop --sender one-stop-h15 --receipts receipts.jsonl";

struct Options {
  std::string kind;
  bool no_wait = false;
  std::string watch;
  std::string receipts;
  std::string rejections;
  ImportOptions import;
};

void AddOptions(CLI::App& command, Options& options) {
  const std::vector<std::string> kinds = KindNames();
  command.add_option("kind", options.kind, "What the files hold")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember(kinds));
  command.add_option("files", options.import.files, "The files, imported one after another")
      ->type_name("FILE");
  options.import.sender = "chiso-import";
  AddText(command, "--sender", options.import.sender, "NAME", "Who sends, in the log and in chiso senders")
      ->capture_default_str();
  AddText(
      command, "--revision", options.import.revision, "REVISION",
      "The revision of rows that have none of their own: now, a time like 2026-10-10T14:30, or microseconds "
      "since 1970");
  command.add_option("--watch", options.watch, "Imports the files that come into this folder; records alone")
      ->type_name("DIR")
      ->excludes("files");
  command
      .add_option("--receipts", options.receipts,
                  "Appends each receipt to this file, one a line; not for official figures")
      ->type_name("FILE");
  command
      .add_option(
          "--rejections", options.rejections,
          "Lists what is refused in this file, one row or element a line; it must be new, or one that an "
          "import has written")
      ->type_name("FILE");
  command.add_flag("--no-wait", options.no_wait,
                   "Return once the rows are stored, before the results show and whether they are in force");
  command.add_flag("--validate-only", options.import.validate_only, "Check the rows and store nothing");
}

// Checks what depends on more than one option.
void CheckTogether(const Options& options) {
  if (options.import.files.empty() && options.watch.empty()) throw CLI::RequiredError("files, or --watch");
  if (!options.watch.empty() && options.import.kind != FileKind::kRecords) {
    throw CLI::ValidationError("--watch", "takes records alone");
  }
  if (!options.watch.empty() && options.import.validate_only) {
    throw CLI::ValidationError("--watch",
                               "moves files away, so it must store them: not with --validate-only");
  }
  if (!options.receipts.empty() && options.import.kind == FileKind::kOfficial) {
    throw CLI::ValidationError("--receipts", "official figures have no receipts");
  }
  if (!options.rejections.empty() && options.rejections == options.receipts) {
    throw CLI::ValidationError("--rejections", "must name another file than --receipts");
  }
}

absl::StatusOr<ExitCode> Import(const Settings& settings, const Options& options) {
  ImportOptions import = options.import;
  absl::StatusOr<std::unique_ptr<ReceiptKeeper>> receipts = nullptr;
  if (!options.receipts.empty()) receipts = ReceiptKeeper::Open(options.receipts);
  if (!receipts.ok()) return receipts.status();
  import.receipts = receipts->get();
  absl::StatusOr<std::unique_ptr<RejectionFile>> rejections = nullptr;
  if (!options.rejections.empty()) rejections = RejectionFile::Open(options.rejections);
  if (!rejections.ok()) return rejections.status();
  import.rejections = rejections->get();
  if (!options.watch.empty()) {
    if (absl::Status status = ImportFolder(settings, import, options.watch); !status.ok()) return status;
    return ExitCode::kDone;
  }
  const absl::StatusOr<int64_t> refused = Importer(settings, std::move(import), std::cerr).Run();
  if (!refused.ok()) return refused.status();
  return *refused > 0 ? ExitCode::kFaults : ExitCode::kDone;
}

}  // namespace

void AddImport(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand("import",
                                                   "Imports files: units, procedures, counts and other "
                                                   "tables in CSV, dossiers and other records in JSON.");
  AddOptions(*command, *options);
  command->footer(kFooter);
  command->callback([options, &settings, &action] {
    options->import.kind = *ParseKind(options->kind);
    options->import.wait = options->import.ask = !options->no_wait;
    CheckTogether(*options);
    action = [options, &settings] { return Import(settings, *options); };
  });
}

}  // namespace chiso
