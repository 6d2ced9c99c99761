// A file in chunks: what is sent as one batch, with the lines it came from.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNKS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNKS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "tools/client/import/csv_reader.h"
#include "tools/client/import/import_rows.h"

namespace chiso {

struct Chunk {
  // Records. sender is left empty.
  ingestion::v1::Batch batch;
  // Official figures. sender is left empty.
  reporting::v1::RecordOfficialFiguresRequest figures;
  // The line of each record or figure.
  std::vector<int64_t> lines;
  // Whether each record came as the exchange has it, so that its fields go by the exchange's names. Of
  // kRecords alone.
  std::vector<bool> exchanged;
  // Rows that could not become one.
  std::vector<Finding> findings;
  // What is worth knowing of those that did.
  std::vector<Finding> warnings;

  size_t rows() const { return lines.size() + findings.size(); }
};

// The name of a batch, from nothing but the kind and the records: the same content always has the same name.
std::string BatchIdOf(FileKind kind, const ingestion::v1::Batch& batch);

// Cuts a file into chunks, always the same ones. Not thread-safe.
class ChunkReader {
 public:
  // The rows of one chunk, good and bad; and the bytes after which it is closed early, far below the 16 MiB
  // of a message.
  static constexpr size_t kRows = 1000;
  static constexpr size_t kBytes = 4 << 20;

  virtual ~ChunkReader() = default;

  // The next chunk, with its batch named; nothing at the end, and after a failure to read: see status().
  virtual std::optional<Chunk> Next() = 0;

  // INVALID_ARGUMENT where reading failed half way.
  virtual const absl::Status& status() const = 0;
  virtual int64_t bytes_read() const = 0;
  // Whether the last chunk was cut, maybe without a row, because its source, a pipe, takes its time.
  virtual bool paused() const { return false; }
};

// Rows of CSV.
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
  template <typename Message>
  std::optional<Finding> Repeated(const Message& message, int64_t line);
  static Digest DigestOf(const std::string& bytes);

  const FileKind kind_;
  const Defaults defaults_;
  const std::unique_ptr<CsvReader> csv_;
  // All keys so far: 48 bytes a row, the only thing here that grows with the file.
  absl::flat_hash_map<Digest, FirstSeen> seen_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNKS_H_
