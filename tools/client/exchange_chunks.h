// Files of JSON in chunks of records: the exchange of one-stop systems, and records in protobuf's own JSON.

#ifndef CHISO_TOOLS_CLIENT_EXCHANGE_CHUNKS_H_
#define CHISO_TOOLS_CLIENT_EXCHANGE_CHUNKS_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/client/chunks.h"
#include "tools/client/exchange_element.h"
#include "tools/client/exchange_splitter.h"
#include "tools/client/exchange_times.h"

namespace chiso {

// Every element becomes one record or one finding. Memory does not grow with the file. A pipe is also cut
// where its writer pauses, and about once a second. Not thread-safe.
//
// Dossiers and lines of progress get their revisions by the rule; records in protobuf's own JSON bring
// theirs.
class ExchangeChunks final : public ChunkReader {
 public:
  // `-` is standard input. INVALID_ARGUMENT: the file cannot be opened, or is a folder.
  static absl::StatusOr<std::unique_ptr<ChunkReader>> Open(const std::string& path, const RevisionRule& rule);

  std::optional<Chunk> Next() override;
  const absl::Status& status() const override { return status_; }
  int64_t bytes_read() const override { return bytes_read_; }
  bool paused() const override { return paused_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  ExchangeChunks(std::string path, std::FILE* file, bool pipe, const RevisionRule& rule);
  size_t Read(char* buffer, size_t size);
  bool Pauses(absl::Time begun);
  // Fills the record; gives what is wrong with the element, with its line.
  ElementFindings Convert(const ExchangeElement& element, record::v1::Record& record, bool& exchanged) const;

  const std::string path_;
  const std::unique_ptr<std::FILE, Closer> file_;
  const bool pipe_;
  const RevisionRule rule_;
  ExchangeSplitter splitter_;
  int64_t bytes_read_ = 0;
  bool paused_ = false;
  absl::Status status_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_EXCHANGE_CHUNKS_H_
