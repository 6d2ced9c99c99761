// A chunk of a file: what is sent as one batch, with the lines it came from.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_CHUNK_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_CHUNK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
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
  // The line in the file of each record or figure.
  std::vector<int64_t> lines;
  // For kRecords: the place of each in its list, from 1.
  std::vector<int64_t> places;
  // For kRecords: whether each record came in the form of the exchange, so that findings use the exchange's
  // names of fields.
  std::vector<bool> exchanged;
  // The time of the file, which is the revision of records without one of their own and without times, and
  // when figures without a time were read.
  std::optional<absl::Time> file_time;
  // Rows that could not become a record or figure.
  std::vector<Finding> findings;
  // Warnings about rows that did.
  std::vector<Finding> warnings;

  size_t rows() const { return lines.size() + findings.size(); }
};

// Makes what is said of a value that a row has from the time of its file speak of that time, and of `remedy`;
// what is said of another value stays as it is.
void SpeakOfFileTime(const Chunk& chunk, absl::Time value, absl::string_view remedy, Finding& finding);

// The name of a batch: a function of kind and records alone, so the same content always has the same name.
std::string BatchIdOf(FileKind kind, const ingestion::v1::Batch& batch);

// Cuts a file into chunks; the same file always gives the same chunks. Not thread-safe.
class ChunkReader {
 public:
  // The most rows of one chunk, good and bad, and the bytes after which a chunk is closed early; far below
  // the 16 MiB limit of a message.
  static constexpr size_t kRows = 1000;
  static constexpr size_t kBytes = 4 << 20;

  virtual ~ChunkReader() = default;

  // The next chunk, with its batch named; nothing at the end, and after a failure to read: see status().
  virtual std::optional<Chunk> Next() = 0;

  // INVALID_ARGUMENT: reading failed before the end of the file.
  virtual const absl::Status& status() const = 0;
  virtual int64_t bytes_read() const = 0;
  // Whether the last chunk was cut early, maybe without a row, because the writer of the pipe paused.
  virtual bool paused() const { return false; }
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_CHUNK_H_
