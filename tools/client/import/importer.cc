#include "tools/client/import/importer.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/client/import/chunk/making.h"
#include "tools/client/import/csv/chunks.h"
#include "tools/client/import/exchange/chunks.h"
#include "tools/client/import/figure_sender.h"
#include "tools/client/import/record_sender.h"
#include "tools/client/words/local_numbers.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

// For a call whose answer is optional.
constexpr absl::Duration kLearnTimeout = absl::Seconds(2);
// How long scoring may take to read what was stored, to tell what is in force.
constexpr absl::Duration kAskTimeout = absl::Seconds(10);

// The value of `--revision`; nothing where it was not given.
absl::StatusOr<std::optional<int64_t>> AskedRevision(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (text == "now") return absl::ToUnixMicros(absl::Now());
  const std::optional<int64_t> revision = ParseRevision(text);
  if (revision) return revision;
  return absl::InvalidArgumentError(
      "--revision: must be now, whole microseconds since 1970, or a time like 2026-10-10T14:30");
}

int64_t SizeOf(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<int64_t>(size);
}

Endpoint AskedFor(Endpoint endpoint, absl::Duration timeout) {
  endpoint.timeout = std::min(endpoint.timeout, timeout);
  return endpoint;
}

}  // namespace

Importer::Importer(const Settings& settings, ImportOptions options, std::ostream& findings)
    : settings_(settings),
      options_(std::move(options)),
      out_(findings),
      // Who does not wait for the results may have no way to scoring.
      standings_(AskedFor(settings_.scoring(), options_.ask ? kAskTimeout : kLearnTimeout), options_.sender) {
}

absl::StatusOr<int64_t> Importer::Run() {
  if (absl::Status status = OpenAll(); !status.ok()) return status;
  bar_ = std::make_unique<ProgressBar>(std::cerr, isatty(STDERR_FILENO) != 0, settings_.language(),
                                       total_bytes_);
  const absl::Status sent = SendAll();
  bar_->Clear();
  // Nothing to summarise after a failure at the very start; and an import that can be stopped is repeated
  // from its beginning.
  if (sent.ok() || (rows_ > 0 && !options_.stopped)) {
    standings_.Finish();
    Summarise();
  }
  if (!sent.ok()) return sent;
  if (options_.wait && !positions_.empty()) {
    if (absl::Status status = AwaitResults(); !status.ok()) return status;
  }
  return refused_;
}

absl::Status Importer::OpenAll() {
  const absl::StatusOr<std::optional<int64_t>> revision = AskedRevision(options_.revision);
  if (!revision.ok()) return revision.status();
  for (const std::string& path : options_.files) {
    if (absl::Status status = Open(path, *revision); !status.ok()) {
      file_failed_ = true;
      return status;
    }
    total_bytes_ += SizeOf(path);
  }
  return absl::OkStatus();
}

absl::Status Importer::Open(const std::string& path, std::optional<int64_t> revision) {
  const bool records = options_.kind == FileKind::kRecords;
  const std::optional<absl::Time> changed = ModificationTime(path);
  const Making making = changed ? MakingOf(path, *changed) : MadeNow();
  Defaults defaults;
  defaults.read_time = changed.value_or(absl::FromUnixMicros(revision.value_or(0)));
  defaults.revision = revision.value_or(absl::ToUnixMicros(defaults.read_time));
  defaults.order = RevisionOrder(making);
  absl::StatusOr<std::unique_ptr<ChunkReader>> reader =
      records ? ExchangeChunks::Open(path, RevisionRule{making, revision})
              : CsvChunks::Open(options_.kind, path, defaults);
  if (!reader.ok()) return reader.status();
  // Dossiers have times of their own.
  if (!records && !changed && !revision) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is not a regular file, so it has no time of change; give --revision"));
  }
  std::optional<absl::Time> time;
  if (changed) time = records ? making.time : *changed;
  files_.push_back(File{path, *std::move(reader), time});
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ChunkSender>> Importer::MakeSender() {
  const auto on_answer = [this](const Chunk& chunk, ChunkAnswer answer) {
    rows_ += static_cast<int64_t>(chunk.rows());
    AddUnknownIndicators(chunk, answer);
    parents_.Take(chunk, answer);
    if (options_.ask || answer.unchanged > 0) standings_.Add(chunk, answer);
    Take(answer);
  };
  if (options_.kind == FileKind::kOfficial) {
    return std::make_unique<FigureSender>(
        settings_.reporting(), FigureSender::Options{options_.sender, options_.validate_only}, on_answer,
        [this](const absl::Status& status) { SayRetry(settings_.reporting(), status); });
  }
  RecordSender::Options options{options_.kind, options_.sender, options_.validate_only, {}, options_.stopped};
  if (options_.receipts != nullptr) {
    options.keep = [this](const ingestion::v1::Receipt& receipt) { return options_.receipts->Keep(receipt); };
  }
  auto sender = std::make_unique<RecordSender>(
      settings_.ingestion(), std::move(options), on_answer,
      [this](const absl::Status& status) { SayRetry(settings_.ingestion(), status); });
  if (absl::Status status = sender->Start(); !status.ok()) return status;
  return sender;
}

void Importer::LearnIndicators() {
  Endpoint endpoint = settings_.scoring();
  endpoint.timeout = std::min(endpoint.timeout, kLearnTimeout);
  const auto answer = Connection<scoring::v1::ScoringService>(endpoint).Call(
      &scoring::v1::ScoringService::Stub::ListIndexDefinitions, scoring::v1::ListIndexDefinitionsRequest());
  if (!answer.ok()) return;
  for (const index::v1::IndexDefinition& definition : answer->definitions()) {
    for (const index::v1::Group& group : definition.groups()) {
      for (const index::v1::Indicator& indicator : group.indicators()) indicators_.insert(indicator.code());
    }
  }
}

void Importer::AddUnknownIndicators(const Chunk& chunk, ChunkAnswer& answer) const {
  if (indicators_.empty()) return;
  std::set<int64_t> named;
  // A row that was refused has its reason; another warning leaves room for this one.
  for (const Finding& finding : answer.findings) {
    if (finding.rejected) named.insert(finding.line);
  }
  for (int i = 0; i < chunk.batch.records_size(); ++i) {
    const record::v1::Record& record = chunk.batch.records(i);
    if (!record.has_unit_return() || indicators_.contains(record.unit_return().indicator())) continue;
    if (named.contains(chunk.lines[i])) continue;
    answer.findings.push_back(
        {chunk.lines[i], "indicator",
         "no index definition has an indicator of this code; the return counts for nothing", false,
         "INDICATOR_UNKNOWN"});
  }
  std::stable_sort(answer.findings.begin(), answer.findings.end(), StandsBefore);
}

absl::Status Importer::SendAll() {
  if (options_.kind == FileKind::kReturns) LearnIndicators();
  absl::StatusOr<std::unique_ptr<ChunkSender>> sender = MakeSender();
  if (!sender.ok()) return sender.status();
  absl::Status unreadable;
  for (File& file : files_) {
    FindingReport report(file.path, out_);
    report_ = &report;
    const absl::Status sent = SendFile(file, **sender);
    Take(ChunkAnswer{.findings = parents_.Finish(), .positions = {}});
    bar_->Clear();
    report.Close();
    refused_ += report.refused();
    warnings_ += report.warnings();
    report_ = nullptr;
    if (!sent.ok()) return sent;
    if (!listed_.ok()) return listed_;
    bytes_before_ += file.reader->bytes_read();
    // A file that cannot be read does not keep the others from being sent.
    if (unreadable.ok()) unreadable = file.reader->status();
  }
  file_failed_ = !unreadable.ok();
  return unreadable;
}

absl::Status Importer::SendFile(File& file, ChunkSender& sender) {
  const auto stopped = [this] { return options_.stopped && options_.stopped(); };
  while (std::optional<Chunk> chunk = stopped() ? std::nullopt : file.reader->Next()) {
    if (chunk->rows() > 0) {
      chunk->file_time = file.time;
      if (absl::Status status = sender.Send(*std::move(chunk)); !status.ok()) return status;
    }
    // The writer of a pipe may never write again, so the answers must not wait for more.
    if (file.reader->paused()) {
      if (absl::Status status = sender.Flush(); !status.ok()) return status;
    }
    bar_->Update(bytes_before_ + file.reader->bytes_read(), rows_);
  }
  if (absl::Status status = sender.Flush(); !status.ok()) return status;
  return stopped() ? absl::CancelledError("it was stopped") : absl::OkStatus();
}

void Importer::Take(const ChunkAnswer& answer) {
  if (!answer.findings.empty()) bar_->Clear();
  for (const Finding& finding : answer.findings) {
    report_->Add(finding);
    counts_.Add(finding);
    if (options_.rejections != nullptr && finding.rejected) {
      listed_.Update(options_.rejections->Add(report_->path(), finding));
    }
  }
  if (options_.rejections != nullptr) listed_.Update(options_.rejections->Flush());
  stored_ += answer.stored;
  unchanged_ += answer.unchanged;
  figure_standings_.Add(answer.standings);
  for (const record::v1::Position& position : answer.positions) Advance(positions_, position);
}

void Importer::SayRetry(const Endpoint& endpoint, const absl::Status& status) {
  // An import of a folder reports outages itself.
  if (options_.stopped) return;
  bar_->Clear();
  std::cerr << "chiso: " << Explain(endpoint, status).message() << "; trying again for up to "
            << absl::FormatDuration(endpoint.timeout) << std::endl;
}

void Importer::Summarise() const {
  // Unchanged is what equals what is in force.
  const int64_t unchanged = unchanged_ - standings_.known_not_in_force() - standings_.known_not_asked();
  const Language language = settings_.language();
  const auto count = [language](int64_t number) { return LocalCount(language, number); };
  const std::string kind = options_.title.empty() ? std::string(KindName(options_.kind)) : options_.title;
  if (options_.validate_only) {
    std::cout << Say(language, Text::kImportChecked, kind,
                     count(stored_ + unchanged_ + figure_standings_.not_in_force()), count(refused_),
                     count(warnings_));
  } else {
    std::cout << Say(language, Text::kImportSummary, kind, count(stored_), count(unchanged), count(refused_),
                     count(warnings_));
  }
  std::cout << std::endl;
  TellStandings();
  // Figures have reasons of reporting's, which the texts for ingestion's reasons do not cover.
  if (options_.kind != FileKind::kOfficial) std::cout << counts_.ToString(language) << std::flush;
}

void Importer::TellStandings() const {
  const Language language = settings_.language();
  const StandingTally& tally = options_.kind == FileKind::kOfficial ? figure_standings_ : standings_.tally();
  std::cout << tally.ToString(language, !options_.validate_only);
  if (tally.not_in_force() > 0) {
    if (options_.kind != FileKind::kRecords && options_.revision.empty()) {
      std::cout << Say(language, Text::kRevisionOfFile) << "\n";
    }
    if (options_.kind == FileKind::kOfficial) std::cout << Say(language, Text::kReadingOfFile) << "\n";
  }
  std::cout << std::flush;
  if (standings_.not_asked() == 0) return;
  std::cerr << "chiso: which of " << LocalCount(language, standings_.not_asked())
            << " records are in force could not be asked: " << standings_.status().message() << std::endl;
}

absl::Status Importer::AwaitResults() {
  Connection<reporting::v1::ReportingService> reporting(settings_.reporting());
  reporting::v1::GetProgressRequest request;
  *request.mutable_min_positions() = positions_;
  RetryPolicy retry(settings_.timeout(),
                    [this](const absl::Status& status) { SayRetry(settings_.reporting(), status); });
  const auto progress = reporting.Call(&reporting::v1::ReportingService::Stub::GetProgress, request, retry);
  if (progress.ok()) return absl::OkStatus();
  return absl::Status(
      progress.status().code(),
      absl::StrCat("the rows are stored, but the results do not show yet: ", progress.status().message()));
}

}  // namespace chiso
