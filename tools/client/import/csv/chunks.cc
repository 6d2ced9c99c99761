#include "tools/client/import/csv/chunks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "tools/client/import/chunk/record_code.h"
#include "tools/client/import/csv/columns.h"
#include "tools/client/import/csv/keys.h"

namespace chiso {

absl::StatusOr<std::unique_ptr<ChunkReader>> CsvChunks::Open(FileKind kind, const std::string& path,
                                                             const Defaults& defaults) {
  absl::StatusOr<std::unique_ptr<CsvReader>> csv = CsvReader::Open(path);
  if (!csv.ok()) return csv.status();
  if (const absl::Status status = CheckHeader(kind, (*csv)->header()); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ":1: ", status.message()));
  }
  return std::unique_ptr<ChunkReader>(new CsvChunks(kind, defaults, *std::move(csv)));
}

std::optional<Chunk> CsvChunks::Next() {
  Chunk chunk;
  size_t bytes = 0;
  while (chunk.rows() < kRows && bytes < kBytes) {
    const std::optional<CsvRow> row = csv_->Next();
    if (!row) break;
    if (std::optional<Finding> finding = Convert(*row, chunk, bytes)) {
      finding->line = row->line;
      chunk.findings.push_back(*std::move(finding));
    } else {
      chunk.lines.push_back(row->line);
    }
  }
  if (chunk.rows() == 0) return std::nullopt;
  chunk.batch.set_batch_id(BatchIdOf(kind_, chunk.batch));
  return chunk;
}

// Adds the row to the chunk, or says what is wrong with it.
std::optional<Finding> CsvChunks::Convert(const CsvRow& row, Chunk& chunk, size_t& bytes) {
  if (!row.fault.empty()) return Finding{row.line, row.fault_column, row.fault, true, "ROW_MALFORMED"};
  const Fields fields(csv_->header(), row.fields);
  if (kind_ != FileKind::kOfficial) return AddRecord(fields, row.line, chunk, bytes);
  std::optional<Finding> finding = AddFigure(fields, row.line, chunk, bytes);
  if (finding) finding->code = ShownCode(fields.Get("unit_code"));
  return finding;
}

std::optional<Finding> CsvChunks::AddFigure(const Fields& fields, int64_t line, Chunk& chunk, size_t& bytes) {
  reporting::v1::OfficialFigure figure;
  if (auto finding = ToFigure(fields, defaults_, figure)) return finding;
  if (auto finding = Repeated(figure, line)) return finding;
  bytes += figure.ByteSizeLong();
  *chunk.figures.add_figures() = std::move(figure);
  return std::nullopt;
}

std::optional<Finding> CsvChunks::AddRecord(const Fields& fields, int64_t line, Chunk& chunk, size_t& bytes) {
  record::v1::Record record;
  std::optional<Finding> finding = ToRecord(kind_, fields, defaults_, record);
  if (!finding) finding = Repeated(record, line);
  if (finding) {
    finding->code = CodeOf(record);
    return finding;
  }
  bytes += record.ByteSizeLong();
  *chunk.batch.add_records() = std::move(record);
  return std::nullopt;
}

// Of two records with equal key and revision the services keep the one with the greater digest, which no
// office can foresee. Therefore the first in a file stands, and a second one with other content is refused.
template <typename Message>
std::optional<Finding> CsvChunks::Repeated(const Message& message, int64_t line) {
  // A row that the service will refuse anyway must not reserve the key for a later, correct one.
  if (!MayBeStored(kind_, message)) return std::nullopt;
  const FirstSeen now{line, DigestOf(message.SerializeAsString())};
  const auto [first, inserted] = seen_.emplace(DigestOf(KeyOf(kind_, message)), now);
  if (inserted || first->second.content == now.content) return std::nullopt;
  return Finding{line, "",
                 absl::StrCat("says something else than line ", first->second.line, " about the same key"),
                 true, "KEY_REPEATED"};
}

CsvChunks::Digest CsvChunks::DigestOf(const std::string& bytes) {
  Digest digest;
  const std::string full = Sha256(bytes);
  std::copy_n(full.begin(), digest.size(), digest.begin());
  return digest;
}

}  // namespace chiso
