#include "tools/client/import/exchange/chunks.h"

#include <algorithm>
#include <iterator>

#include "absl/time/clock.h"
#include "tools/client/import/chunk/record_code.h"
#include "tools/client/import/exchange/records.h"

namespace chiso {
namespace {

// How long the writer of a pipe may take to write one element, and a chunk.
constexpr absl::Duration kElementTimeout = absl::Milliseconds(100);
constexpr absl::Duration kChunkTimeout = absl::Seconds(1);

}  // namespace

absl::StatusOr<std::unique_ptr<ChunkReader>> ExchangeChunks::Open(const std::string& path,
                                                                  const RevisionRule& rule) {
  auto source = ExchangeSource::Open(path);
  if (!source.ok()) return source.status();
  return std::unique_ptr<ChunkReader>(new ExchangeChunks(*std::move(source), rule));
}

std::optional<Chunk> ExchangeChunks::Next() {
  Chunk chunk;
  size_t bytes = 0;
  // A writer to whom everything is answered is waited for without limit.
  absl::Time latest = paused_ ? absl::InfiniteFuture() : absl::Now() + kElementTimeout;
  paused_ = false;
  while (chunk.rows() < kRows && bytes < kBytes) {
    ExchangeElement element;
    const absl::Time now = absl::Now();
    const auto result =
        source_->Next(element, chunk.rows() == 0 ? latest : std::min(latest, now + kElementTimeout));
    if (result == ExchangeSource::Result::kEnd) break;
    if (result == ExchangeSource::Result::kNothingYet) {
      paused_ = true;
      break;
    }
    if (chunk.rows() == 0) {
      latest = absl::Now() + kChunkTimeout;
      if (source_->is_pipe()) rule_.making = MadeNow();
    }
    record::v1::Record record;
    bool exchanged = true;
    ElementFindings said = Convert(element, record, exchanged);
    if (said.fault) {
      chunk.findings.push_back(*std::move(said.fault));
      continue;
    }
    // A body whose list is empty.
    if (exchanged && record.content_case() == record::v1::Record::CONTENT_NOT_SET) continue;
    std::move(said.warnings.begin(), said.warnings.end(), std::back_inserter(chunk.warnings));
    bytes += record.ByteSizeLong();
    *chunk.batch.add_records() = std::move(record);
    chunk.lines.push_back(element.line);
    chunk.places.push_back(element.place);
    chunk.exchanged.push_back(exchanged);
  }
  if (chunk.rows() == 0) return paused_ ? std::optional<Chunk>(Chunk()) : std::nullopt;
  chunk.batch.set_batch_id(BatchIdOf(FileKind::kRecords, chunk.batch));
  return chunk;
}

ElementFindings ExchangeChunks::Convert(const ExchangeElement& element, record::v1::Record& record,
                                        bool& exchanged) const {
  ElementFindings said;
  ParsedElement parsed;
  said.fault = ParseElement(element, parsed);
  exchanged = parsed.kind != ElementKind::kNative;
  if (!said.fault && parsed.kind == ElementKind::kDossier) {
    said = ToDossier(*parsed.value, *record.mutable_dossier());
  } else if (!said.fault && parsed.kind == ElementKind::kProgress) {
    said = ToProgress(*parsed.value, *record.mutable_progress());
  } else if (!said.fault && !exchanged) {
    said.fault = ReadNative(element, record);
  }
  const auto name = [&element, code = CodeOf(record)](Finding& finding) {
    if (finding.line == 0) finding.line = element.line;
    finding.place = element.place;
    if (finding.code.empty()) finding.code = code;
  };
  if (said.fault) name(*said.fault);
  for (Finding& warning : said.warnings) name(warning);
  if (exchanged) {
    SetRevision(rule_, record);
  } else if (record.revision_order() == 0) {
    record.set_revision_order(RevisionOrder(rule_.making));
  }
  return said;
}

}  // namespace chiso
