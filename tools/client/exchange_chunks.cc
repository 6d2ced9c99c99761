#include "tools/client/exchange_chunks.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/client/exchange_element.h"
#include "tools/client/exchange_records.h"

namespace chiso {

absl::StatusOr<std::unique_ptr<ChunkReader>> ExchangeChunks::Open(const std::string& path,
                                                                  const RevisionRule& rule) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
  std::unique_ptr<ChunkReader> chunks(new ExchangeChunks(path, file, rule));
  struct stat info;
  if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(EISDIR)));
  }
  return chunks;
}

ExchangeChunks::ExchangeChunks(std::string path, std::FILE* file, const RevisionRule& rule)
    : path_(std::move(path)),
      file_(file),
      rule_(rule),
      splitter_([this](char* buffer, size_t size) { return Read(buffer, size); }) {}

size_t ExchangeChunks::Read(char* buffer, size_t size) {
  const size_t count = std::fread(buffer, 1, size, file_.get());
  bytes_read_ += static_cast<int64_t>(count);
  if (count == 0 && std::ferror(file_.get())) {
    status_ = absl::InvalidArgumentError(absl::StrCat(path_, ": ", std::strerror(errno)));
  }
  return count;
}

std::optional<Chunk> ExchangeChunks::Next() {
  Chunk chunk;
  size_t bytes = 0;
  while (chunk.rows() < kRows && bytes < kBytes) {
    const std::optional<ExchangeElement> element = splitter_.Next();
    // That the file seems to end here is no fault of the element where reading failed.
    if (!element || !status_.ok()) break;
    record::v1::Record record;
    bool exchanged = true;
    if (std::optional<Finding> finding = Convert(*element, record, exchanged)) {
      chunk.findings.push_back(*std::move(finding));
      continue;
    }
    bytes += record.ByteSizeLong();
    *chunk.batch.add_records() = std::move(record);
    chunk.lines.push_back(element->line);
    chunk.exchanged.push_back(exchanged);
  }
  if (chunk.rows() == 0) return std::nullopt;
  chunk.batch.set_batch_id(BatchIdOf(FileKind::kRecords, chunk.batch));
  return chunk;
}

std::optional<Finding> ExchangeChunks::Convert(const ExchangeElement& element, record::v1::Record& record,
                                               bool& exchanged) const {
  ParsedElement parsed;
  std::optional<Finding> finding = ParseElement(element, parsed);
  if (finding) return finding;
  switch (parsed.kind) {
    case ElementKind::kDossier:
      finding = ToDossier(*parsed.value, *record.mutable_dossier());
      break;
    case ElementKind::kProgress:
      finding = ToProgress(*parsed.value, *record.mutable_progress());
      break;
    case ElementKind::kNative:
      exchanged = false;
      return ReadNative(element, record);
    case ElementKind::kUnknown:
      return Finding{element.line, "", "is neither a dossier nor a line of progress nor a record", true,
                     "ELEMENT_UNKNOWN"};
  }
  if (finding) {
    finding->line = element.line;
    return finding;
  }
  record.set_revision(RevisionOf(record, rule_));
  return std::nullopt;
}

}  // namespace chiso
