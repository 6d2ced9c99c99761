// Who takes the chunks of files and brings back what became of them.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_SENDER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_SENDER_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "common/record/positions.h"
#include "tools/client/import/chunks.h"
#include "tools/client/import/import_rows.h"

namespace chiso {

// What became of one chunk.
struct ChunkAnswer {
  int64_t stored = 0;
  // Known already.
  int64_t unchanged = 0;
  // What is said about its rows, by the client and by the service, in order of the lines.
  std::vector<Finding> findings;
  // Where its records ended up in the log.
  Positions positions;
};

class ChunkSender {
 public:
  // Called once for each chunk that was answered.
  using OnAnswer = std::function<void(const Chunk&, const ChunkAnswer&)>;

  virtual ~ChunkSender() = default;

  // Sends the chunk, now or soon. An error is of this chunk or of one before; after an error nothing more may
  // be sent, and what was not answered may or may not have been stored: sending it again is safe. Codes: as
  // of the service's method, the sentence ready for people.
  virtual absl::Status Send(Chunk chunk) = 0;
  // Returns once all chunks have been answered.
  virtual absl::Status Flush() = 0;
};

// A chunk none of whose rows could be sent.
inline bool HasNothingToSend(const Chunk& chunk) { return chunk.lines.empty(); }

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_SENDER_H_
