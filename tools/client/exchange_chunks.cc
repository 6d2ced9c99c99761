#include "tools/client/exchange_chunks.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tools/client/exchange_records.h"

namespace chiso {
namespace {

// How long the writer of a pipe may take over one element, and over a chunk.
constexpr int kPauseMillis = 100;
constexpr absl::Duration kPatience = absl::Seconds(1);

}  // namespace

absl::StatusOr<std::unique_ptr<ChunkReader>> ExchangeChunks::Open(const std::string& path,
                                                                  const RevisionRule& rule) {
  std::FILE* const file = std::fopen(path == "-" ? "/dev/stdin" : path.c_str(), "rb");
  if (file == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
  struct stat info = {};
  const bool known = fstat(fileno(file), &info) == 0;
  std::unique_ptr<ChunkReader> chunks(new ExchangeChunks(path, file, known && !S_ISREG(info.st_mode), rule));
  if (known && S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(EISDIR)));
  }
  return chunks;
}

ExchangeChunks::ExchangeChunks(std::string path, std::FILE* file, bool pipe, const RevisionRule& rule)
    : path_(std::move(path)),
      file_(file),
      pipe_(pipe),
      rule_(rule),
      splitter_([this](char* buffer, size_t size) { return Read(buffer, size); }) {}

size_t ExchangeChunks::Read(char* buffer, size_t size) {
  // Unlike fread, this gives what a pipe has and does not wait for more.
  ssize_t count;
  do {
    count = read(fileno(file_.get()), buffer, size);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    status_ = absl::InvalidArgumentError(absl::StrCat(path_, ": ", std::strerror(errno)));
    return 0;
  }
  bytes_read_ += count;
  return static_cast<size_t>(count);
}

// Whether whoever writes the pipe takes a while over the next element, or has taken one over those before.
bool ExchangeChunks::Pauses(absl::Time begun) {
  if (!pipe_ || !splitter_.IsDrained()) return false;
  pollfd source = {fileno(file_.get()), POLLIN, 0};
  return absl::Now() - begun > kPatience || poll(&source, 1, kPauseMillis) == 0;
}

std::optional<Chunk> ExchangeChunks::Next() {
  Chunk chunk;
  size_t bytes = 0;
  paused_ = false;
  const absl::Time begun = absl::Now();
  while (chunk.rows() < kRows && bytes < kBytes) {
    if (chunk.rows() > 0 && Pauses(begun)) {
      paused_ = true;
      break;
    }
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
