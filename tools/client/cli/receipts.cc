#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/cli/out_file.h"
#include "tools/client/receipts/receipt_check.h"
#include "tools/client/receipts/receipt_file.h"
#include "tools/client/rpc/pages.h"
#include "tools/client/view/receipt_view.h"

namespace chiso {
namespace {

using ingestion::v1::IngestionService;
using ingestion::v1::ListReceiptsRequest;
using ingestion::v1::ListReceiptsResponse;
using ingestion::v1::Receipt;

constexpr char kExportFooter[] =
    "One receipt a line, in the order of the chain: chiso.ingestion.v1.Receipt in protobuf's JSON, as\n"
    "chiso import --receipts keeps them.\n"
    "Example:\n"
    "  chiso receipts export --sender igate-h44 --out igate-h44.jsonl";
constexpr char kVerifyFooter[] =
    "Asks no service. The files are those of chiso receipts export, of one sender or of several; their order "
    "does\n"
    "not matter. Where they hold all receipts of a log, its records are accounted for as well. What no chain "
    "binds\n"
    "(batch_id, create_time, the words of verdicts) is compared by --against alone.\n"
    "Exit codes: 0 whole; 1 faults, each one named; 2 a file cannot be read.\n"
    "Examples:\n"
    "  chiso receipts verify igate-h44.jsonl\n"
    "  chiso receipts verify export.jsonl --against kept.jsonl --head "
    "0f343b0931126a20f133d67c2b018a3b5d4d8a7e1f2c6f0a9e1b5d3c7a8f9e00";

// Receipts are long: a page stays far below the size of a message.
constexpr int kPageSize = 1000;
constexpr size_t kChainBytes = 32;

struct ExportOptions {
  std::string sender;
  std::string out;
};

struct VerifyOptions {
  std::vector<std::string> files;
  std::vector<std::string> heads;
  std::string against;
};

// A chain in hex, or in base64 as JSON shows it.
std::optional<std::string> ParseChain(const std::string& text) {
  if (text.size() == 2 * kChainBytes &&
      std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isxdigit(c); })) {
    return absl::HexStringToBytes(text);
  }
  std::string bytes;
  if (absl::Base64Unescape(text, &bytes) && bytes.size() == kChainBytes) return bytes;
  return std::nullopt;
}

std::string CheckHead(const std::string& text) {
  return ParseChain(text)
             ? ""
             : "must be a chain: 64 hex digits, or base64 as chiso senders --format json shows it";
}

absl::StatusOr<ExitCode> Export(const Settings& settings, const ExportOptions& options) {
  Connection<IngestionService> ingestion(settings.ingestion());
  ListReceiptsRequest request;
  request.set_sender(options.sender);
  request.set_page_size(kPageSize);
  OutFile out(options.out);
  const absl::Status read = ForEachPage(ingestion, &IngestionService::Stub::ListReceipts, request,
                                        [&out](const ListReceiptsResponse& page) {
                                          absl::Status written;
                                          for (const Receipt& receipt : page.receipts()) {
                                            written = out.Write(ReceiptLine(receipt));
                                            if (!written.ok()) break;
                                          }
                                          return written;
                                        });
  if (!read.ok()) return read;
  if (const absl::Status closed = out.Close(); !closed.ok()) return closed;
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Verify(const Settings& settings, const VerifyOptions& options) {
  ReceiptCheck check;
  for (const std::string& file : options.files) {
    const absl::Status read = ReadReceipts(file, [&check](const Receipt& receipt) { check.Add(receipt); });
    if (!read.ok()) return read;
  }
  if (!options.against.empty()) {
    const absl::Status read =
        ReadReceipts(options.against, [&check](const Receipt& receipt) { check.AddKept(receipt); });
    if (!read.ok()) return read;
  }
  for (const std::string& head : options.heads) check.AddHead(*ParseChain(head));
  const ReceiptReport report = check.Finish();
  std::cout << ReceiptReportText(report, !options.heads.empty(), settings.language());
  return report.faults.empty() ? ExitCode::kDone : ExitCode::kFaults;
}

void AddExport(CLI::App& receipts, const Settings& settings, Action& action) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* const command = receipts.add_subcommand("export", "Gives all receipts of a sender.");
  AddText(*command, "--sender", options->sender, "NAME", "The sender, as chiso senders names it")->required();
  command->add_option("--out", options->out, "Where to write them; unset: standard output")
      ->type_name("FILE");
  command->footer(kExportFooter);
  command->callback([options, &settings, &action] {
    action = [options, &settings] { return Export(settings, *options); };
  });
}

void AddVerify(CLI::App& receipts, const Settings& settings, Action& action) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* const command = receipts.add_subcommand(
      "verify", "Checks that no receipt of a sender was altered, dropped or slipped in.");
  command->add_option("files", options->files, "The files with the receipts")->required()->type_name("FILE");
  command
      ->add_option(
          "--head", options->heads,
          "The chain of a sender's last receipt, read elsewhere (chiso senders): one of the receipts must "
          "have it; may be repeated")
      ->type_name("CHAIN")
      ->check(CheckHead)
      ->allow_extra_args(false);
  command
      ->add_option("--against", options->against,
                   "Receipts that a sender kept: each must be in the files, byte for byte")
      ->type_name("FILE");
  command->footer(kVerifyFooter);
  command->callback([options, &settings, &action] {
    action = [options, &settings] { return Verify(settings, *options); };
  });
}

}  // namespace

void AddReceipts(CLI::App& program, const Settings& settings, Action& action) {
  CLI::App* const receipts =
      program.add_subcommand("receipts", "Gives a sender's receipts, and checks that they are whole.");
  receipts->require_subcommand(1);
  receipts->footer("Example:\n  chiso receipts verify --help");
  AddExport(*receipts, settings, action);
  AddVerify(*receipts, settings, action);
}

}  // namespace chiso
