// Imports files: reads them, sends the rows, reports the outcome, and waits until the results show.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_IMPORTER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_IMPORTER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/record/positions.h"
#include "tools/client/import/awaited_parents.h"
#include "tools/client/import/chunk/chunk.h"
#include "tools/client/import/chunk_sender.h"
#include "tools/client/import/finding_counts.h"
#include "tools/client/import/finding_report.h"
#include "tools/client/import/progress_bar.h"
#include "tools/client/import/rejection_file.h"
#include "tools/client/import/standing_check.h"
#include "tools/client/import/standing_tally.h"
#include "tools/client/receipts/receipt_keeper.h"
#include "tools/client/settings.h"

namespace chiso {

struct ImportOptions {
  FileKind kind = FileKind::kReturns;
  std::vector<std::string> files;
  std::string sender;
  // `now`, a time, or microseconds; empty: the files' modification times.
  std::string revision;
  bool wait = true;
  // Asks whether what was stored just now is in force; about what was there already it is asked in any case.
  bool ask = true;
  bool validate_only = false;
  // Stores the receipts of records; null: they are not kept.
  ReceiptKeeper* receipts = nullptr;
  // Lists what is refused; null: nothing does.
  RejectionFile* rejections = nullptr;
  // The title of the summary; empty: the kind.
  std::string title;
  // Polled: true ends the import after the batches under way, without retries. Empty: never stops.
  std::function<bool()> stopped;
};

// One import. Writes a summary to standard output at the end.
class Importer {
 public:
  // `findings` receives the findings about single rows.
  Importer(const Settings& settings, ImportOptions options, std::ostream& findings);

  // Opens all files before it sends any, and returns how many rows were refused; all others are stored.
  // INVALID_ARGUMENT: a file cannot be opened or read, or has the wrong columns; after a failure to read,
  // the rows before it are stored. CANCELLED: it was stopped. Else the codes of the services; what was
  // answered before is stored.
  absl::StatusOr<int64_t> Run();
  // Whether Run ended because of a file, and not of the command or a service.
  bool file_failed() const { return file_failed_; }

 private:
  struct File {
    std::string path;
    std::unique_ptr<ChunkReader> reader;
    // When it was made; absent: it is a pipe.
    std::optional<absl::Time> time;
  };

  absl::Status OpenAll();
  absl::Status Open(const std::string& path, std::optional<int64_t> revision);
  absl::StatusOr<std::unique_ptr<ChunkSender>> MakeSender();
  absl::Status SendAll();
  absl::Status SendFile(File& file, ChunkSender& sender);
  // Asks scoring for the known indicators. Where it does not answer soon, indicators are not checked.
  void LearnIndicators();
  // Adds warnings for stored returns whose indicator is in no definition: ingestion accepts them, because a
  // definition may come later, but most are typing errors.
  void AddUnknownIndicators(const Chunk& chunk, ChunkAnswer& answer) const;
  void Take(const ChunkAnswer& answer);
  void SayRetry(const Endpoint& endpoint, const absl::Status& status);
  void Summarise() const;
  // Tells what is stored and not in force, and what could not be asked.
  void TellStandings() const;
  absl::Status AwaitResults();

  const Settings& settings_;
  const ImportOptions options_;
  std::ostream& out_;
  std::vector<File> files_;
  // Empty: unknown, and not checked.
  std::set<std::string> indicators_;
  std::unique_ptr<ProgressBar> bar_;
  FindingReport* report_ = nullptr;
  FindingCounts counts_;
  // Whether what was refused could be listed.
  absl::Status listed_;
  AwaitedParents parents_;
  StandingCheck standings_;
  StandingTally figure_standings_;
  bool file_failed_ = false;
  int64_t total_bytes_ = 0;
  int64_t bytes_before_ = 0;
  int64_t rows_ = 0;
  int64_t stored_ = 0;
  int64_t unchanged_ = 0;
  int64_t refused_ = 0;
  int64_t warnings_ = 0;
  // How far the logs hold what was sent.
  Positions positions_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_IMPORTER_H_
