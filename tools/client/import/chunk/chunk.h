// A chunk of a file: what is sent as one batch, with the lines it came from.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_CHUNK_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_CHUNK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "chiso/ingestion/v1/batch.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "tools/client/import/chunk/file_kind.h"
#include "tools/client/import/chunk/finding.h"

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

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_CHUNK_H_
