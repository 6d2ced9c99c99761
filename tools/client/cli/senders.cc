#include <iostream>
#include <memory>

#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/sender_view.h"

namespace chiso {
namespace {

using ingestion::v1::IngestionService;

constexpr char kFooter[] =
    "CSV: sender,last_arrival,batches,stored,refused,positions,newest_received,silent_seconds,feeds,head;\n"
    "with --findings: sender,oddity,count,of,examples.\n"
    "Examples:\n"
    "  chiso senders\n"
    "  chiso --lang vi senders --findings --sender igate-h44";

struct Options {
  std::string format;
  bool findings = false;
  // Limits findings to this sender; empty: all senders.
  std::string sender;
};

absl::StatusOr<ExitCode> ListFindings(const Settings& settings, const Options& options) {
  Connection<IngestionService> ingestion(settings.ingestion());
  ingestion::v1::ListSenderFindingsRequest request;
  request.set_sender(options.sender);
  const auto findings = ingestion.CallAllPages(&IngestionService::Stub::ListSenderFindings, request);
  if (!findings.ok()) return findings.status();
  if (options.format == "json") {
    std::cout << ToJson(*findings);
  } else {
    std::cout << (options.format == "csv" ? SenderFindingsCsv(*findings)
                                          : SenderFindingsTable(*findings, settings.language()));
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> List(const Settings& settings, const Options& options) {
  Connection<IngestionService> ingestion(settings.ingestion());
  const auto senders =
      ingestion.CallAllPages(&IngestionService::Stub::ListSenders, ingestion::v1::ListSendersRequest());
  if (!senders.ok()) return senders.status();
  if (options.format == "json") {
    std::cout << ToJson(*senders);
  } else {
    std::cout << (options.format == "csv" ? SendersCsv(*senders)
                                          : SendersTable(*senders, settings.language()));
  }
  return ExitCode::kDone;
}

}  // namespace

void AddSenders(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand(
      "senders",
      "Lists who has sent records, what was stored and refused, and how long each has been silent.");
  CLI::Option* const findings = command->add_flag(
      "--findings", options->findings, "List instead what is odd about the dossiers of the senders");
  AddText(*command, "--sender", options->sender, "NAME", "Only the findings of this sender")->needs(findings);
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kFooter);
  command->callback([options, &settings, &action] {
    action = [options, &settings] {
      return options->findings ? ListFindings(settings, *options) : List(settings, *options);
    };
  });
}

}  // namespace chiso
