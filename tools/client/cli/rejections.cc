#include <iostream>
#include <memory>

#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/cli/out_file.h"
#include "tools/client/json.h"
#include "tools/client/rpc/pages.h"
#include "tools/client/view/rejection_view.h"
#include "tools/client/words/ingestion_words.h"

namespace chiso {
namespace {

using ingestion::v1::IngestionService;
using ingestion::v1::ListRejectionsRequest;
using ingestion::v1::ListRejectionsResponse;
using ingestion::v1::Rejection;

constexpr char kListFooter[] =
    "CSV: arrival,sender,batch,index,reason,field,key,message.\n"
    "Examples:\n"
    "  chiso --lang vi rejections list --sender igate-h44 --period 2026-08\n"
    "  chiso rejections list --reason FIELD_MISSING --format csv";
constexpr char kExportFooter[] =
    "One JSON object a line: sender, batch_id, arrival_time, reason, field, message, and as record what is "
    "kept of\n"
    "the record. Repaired by hand, the lines can be imported again.\n"
    "Example:\n"
    "  chiso rejections export --sender igate-h44 --period 2026-08 --out to-repair.jsonl";

constexpr int kPageSize = 1000;

struct Options {
  std::string sender;
  std::string period;
  std::string reason;
  // list
  std::string format;
  // export; empty: standard output.
  std::string out;
};

ListRejectionsRequest RequestOf(const Options& options) {
  ListRejectionsRequest request;
  request.set_sender(options.sender);
  request.set_period(options.period);
  request.set_reason(ParseReason(options.reason));
  request.set_page_size(kPageSize);
  return request;
}

absl::StatusOr<ExitCode> List(const Settings& settings, const Options& options) {
  Connection<IngestionService> ingestion(settings.ingestion());
  const auto rejections = ingestion.CallAllPages(&IngestionService::Stub::ListRejections, RequestOf(options));
  if (!rejections.ok()) return rejections.status();
  if (options.format == "json") {
    std::cout << ToJson(*rejections);
  } else {
    std::cout << (options.format == "csv" ? RejectionsCsv(*rejections)
                                          : RejectionsTable(*rejections, settings.language()));
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Export(const Settings& settings, const Options& options) {
  Connection<IngestionService> ingestion(settings.ingestion());
  OutFile out(options.out);
  const absl::Status read = ForEachPage(ingestion, &IngestionService::Stub::ListRejections,
                                        RequestOf(options), [&out](const ListRejectionsResponse& page) {
                                          absl::Status written;
                                          for (const Rejection& rejection : page.rejections()) {
                                            written = out.Write(RejectionLine(rejection));
                                            if (!written.ok()) break;
                                          }
                                          return written;
                                        });
  if (!read.ok()) return read;
  if (const absl::Status closed = out.Close(); !closed.ok()) return closed;
  return ExitCode::kDone;
}

void AddFilters(CLI::App& command, Options& options) {
  AddText(command, "--sender", options.sender, "NAME", "Only what this sender sent");
  AddText(command, "--period", options.period, "PERIOD",
          "Only what arrived in this period: 2026-08, 2026-Q3, 2026-H2 or 2026");
  command.add_option("--reason", options.reason, "Only what was refused for this reason, e.g. FIELD_MISSING")
      ->type_name("REASON")
      ->check(CLI::IsMember(ReasonNames()));
}

void AddList(CLI::App& rejections, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      rejections.add_subcommand("list", "Lists the records that were refused, the last arrival first.");
  AddFilters(*command, *options);
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kListFooter);
  command->callback(
      [options, &settings, &action] { action = [options, &settings] { return List(settings, *options); }; });
}

void AddExport(CLI::App& rejections, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      rejections.add_subcommand("export", "Gives the records that were refused, to repair by hand.");
  AddFilters(*command, *options);
  command->add_option("--out", options->out, "Where to write them; unset: standard output")
      ->type_name("FILE");
  command->footer(kExportFooter);
  command->callback([options, &settings, &action] {
    action = [options, &settings] { return Export(settings, *options); };
  });
}

}  // namespace

void AddRejections(CLI::App& program, const Settings& settings, Action& action) {
  CLI::App* const rejections =
      program.add_subcommand("rejections", "Shows the records that were refused, and why.");
  rejections->require_subcommand(1);
  rejections->footer("Example:\n  chiso rejections list --help");
  AddList(*rejections, settings, action);
  AddExport(*rejections, settings, action);
}

}  // namespace chiso
