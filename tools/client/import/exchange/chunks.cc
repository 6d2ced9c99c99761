#include "tools/client/import/exchange/chunks.h"

#include <algorithm>
#include <iterator>

#include "absl/time/clock.h"
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
    std::move(said.warnings.begin(), said.warnings.end(), std::back_inserter(chunk.warnings));
    bytes += record.ByteSizeLong();
    *chunk.batch.add_records() = std::move(record);
    chunk.lines.push_back(element.line);
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
  if (said.fault) return said;
  switch (parsed.kind) {
    case ElementKind::kDossier:
      said = ToDossier(*parsed.value, *record.mutable_dossier());
      break;
    case ElementKind::kProgress:
      said = ToProgress(*parsed.value, *record.mutable_progress());
      break;
    case ElementKind::kNative:
      exchanged = false;
      said.fault = ReadNative(element, record);
      if (record.revision_order() == 0) record.set_revision_order(RevisionOrder(rule_.making));
      return said;
    case ElementKind::kUnknown:
      said.fault = Finding{element.line, "", "is neither a dossier nor a line of progress nor a record", true,
                           "ELEMENT_UNKNOWN"};
      return said;
  }
  if (said.fault) said.fault->line = element.line;
  for (Finding& warning : said.warnings) warning.line = element.line;
  SetRevision(rule_, record);
  return said;
}

}  // namespace chiso
