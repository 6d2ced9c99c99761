// Files of CSV in chunks.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CSV_CHUNKS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CSV_CHUNKS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "tools/client/import/chunk/chunk.h"
#include "tools/client/import/csv/reader.h"
#include "tools/client/import/csv/rows.h"

namespace chiso {

// Reads rows of CSV. A row that contradicts an earlier one with the same key and revision is refused. Not
// thread-safe.
class CsvChunks final : public ChunkReader {
 public:
  // INVALID_ARGUMENT, with file and line: as CsvReader::Open, or the columns are not those of the kind.
  static absl::StatusOr<std::unique_ptr<ChunkReader>> Open(FileKind kind, const std::string& path,
                                                           const Defaults& defaults);

  std::optional<Chunk> Next() override;
  const absl::Status& status() const override { return csv_->status(); }
  int64_t bytes_read() const override { return csv_->bytes_read(); }

 private:
  // The first 16 bytes of a SHA-256.
  using Digest = std::array<char, 16>;
  struct FirstSeen {
    int64_t line;
    Digest content;
  };

  CsvChunks(FileKind kind, const Defaults& defaults, std::unique_ptr<CsvReader> csv)
      : kind_(kind), defaults_(defaults), csv_(std::move(csv)) {}
  std::optional<Finding> Convert(const CsvRow& row, Chunk& chunk, size_t& bytes);
  std::optional<Finding> AddFigure(const Fields& fields, int64_t line, Chunk& chunk, size_t& bytes);
  std::optional<Finding> AddRecord(const Fields& fields, int64_t line, Chunk& chunk, size_t& bytes);
  template <typename Message>
  std::optional<Finding> Repeated(const Message& message, int64_t line);
  static Digest DigestOf(const std::string& bytes);

  const FileKind kind_;
  const Defaults defaults_;
  const std::unique_ptr<CsvReader> csv_;
  // The keys of all rows so far, 48 bytes each: the only memory that grows with the file.
  absl::flat_hash_map<Digest, FirstSeen> seen_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CSV_CHUNKS_H_
