#include "tools/client/exchange_chunks.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
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
    ElementFindings said = Convert(*element, record, exchanged);
    if (said.fault) {
      chunk.findings.push_back(*std::move(said.fault));
      continue;
    }
    std::move(said.warnings.begin(), said.warnings.end(), std::back_inserter(chunk.warnings));
    bytes += record.ByteSizeLong();
    *chunk.batch.add_records() = std::move(record);
    chunk.lines.push_back(element->line);
    chunk.exchanged.push_back(exchanged);
  }
  if (chunk.rows() == 0) return std::nullopt;
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
      return said;
    case ElementKind::kUnknown:
      said.fault = Finding{element.line, "", "is neither a dossier nor a line of progress nor a record", true,
                           "ELEMENT_UNKNOWN"};
      return said;
  }
  if (said.fault) said.fault->line = element.line;
  for (Finding& warning : said.warnings) warning.line = element.line;
  record.set_revision(RevisionOf(record, rule_));
  return said;
}

}  // namespace chiso
