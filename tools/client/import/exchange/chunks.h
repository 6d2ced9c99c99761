// Files of JSON in chunks of records: the exchange of one-stop systems, and records in protobuf's own JSON.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_CHUNKS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_CHUNKS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/client/import/chunk/chunk.h"
#include "tools/client/import/exchange/element.h"
#include "tools/client/import/exchange/members.h"
#include "tools/client/import/exchange/revisions.h"
#include "tools/client/import/exchange/source.h"

namespace chiso {

// Every element becomes one record or one finding, in bounded memory; a body whose list is empty becomes
// nothing. A chunk of a pipe also ends when its writer pauses, and after about a second. Not thread-safe.
//
// Dossiers and lines of progress get their revisions by the rule; records in protobuf's own JSON bring
// theirs, and get the order of the file where they have none.
class ExchangeChunks final : public ChunkReader {
 public:
  // `-` is standard input. What a pipe gives was made when its chunk is read.
  // INVALID_ARGUMENT: the file cannot be opened, or is a folder.
  static absl::StatusOr<std::unique_ptr<ChunkReader>> Open(const std::string& path, const RevisionRule& rule);

  // A chunk without rows means that the writer of a pipe paused.
  std::optional<Chunk> Next() override;
  const absl::Status& status() const override { return source_->status(); }
  int64_t bytes_read() const override { return source_->bytes_read(); }
  bool paused() const override { return paused_; }

 private:
  ExchangeChunks(std::unique_ptr<ExchangeSource> source, const RevisionRule& rule)
      : source_(std::move(source)), rule_(rule) {}
  // Fills the record, and returns what is wrong with the element, with its line, place and code. Of a body
  // whose list is empty the record stays empty.
  ElementFindings Convert(const ExchangeElement& element, record::v1::Record& record, bool& exchanged) const;

  const std::unique_ptr<ExchangeSource> source_;
  RevisionRule rule_;
  // Whether the last chunk ended at a pause; true before the first chunk, so that its first element is waited
  // for without limit.
  bool paused_ = true;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_CHUNKS_H_
