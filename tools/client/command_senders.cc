#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tools/client/commands.h"
#include "tools/client/csv_writer.h"
#include "tools/client/json.h"
#include "tools/client/local_numbers.h"
#include "tools/client/options.h"
#include "tools/client/table.h"
#include "tools/client/times.h"

namespace chiso {
namespace {

using ingestion::v1::IngestionService;
using ingestion::v1::ListSendersResponse;
using ingestion::v1::Sender;

constexpr char kFooter[] =
    "CSV: sender,last_arrival,batches,stored,refused,positions.\n"
    "Example:\n"
    "  chiso senders";

struct Options {
  std::string format;
};

std::string SendersCsv(const ListSendersResponse& senders) {
  std::string text = CsvLine({"sender", "last_arrival", "batches", "stored", "refused", "positions"});
  for (const Sender& sender : senders.senders()) {
    absl::StrAppend(&text,
                    CsvLine({sender.name(), FormatTimestamp(sender.last_arrival_time()),
                             absl::StrCat(sender.batch_count()), absl::StrCat(sender.accepted_count()),
                             absl::StrCat(sender.rejected_count()), PositionsText(sender.positions())}));
  }
  return text;
}

std::string SendersTable(const ListSendersResponse& senders, Language language) {
  if (senders.senders().empty()) return absl::StrCat(Say(language, Text::kNothingFound), "\n");
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kSender)},
               {say(Text::kLastArrival)},
               {say(Text::kBatches), Table::Align::kRight},
               {say(Text::kStored), Table::Align::kRight},
               {say(Text::kRefused), Table::Align::kRight},
               {say(Text::kPositions)}});
  for (const Sender& sender : senders.senders()) {
    table.Add({sender.name(), LocalMoment(language, sender.last_arrival_time()),
               LocalCount(language, sender.batch_count()), LocalCount(language, sender.accepted_count()),
               LocalCount(language, sender.rejected_count()), PositionsText(sender.positions())});
  }
  return table.ToString();
}

absl::StatusOr<ExitCode> Run(const Settings& settings, const Options& options) {
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
  CLI::App* const command =
      program.add_subcommand("senders", "Lists who has sent records, and what was stored and refused.");
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kFooter);
  command->callback(
      [options, &settings, &action] { action = [options, &settings] { return Run(settings, *options); }; });
}

}  // namespace chiso
