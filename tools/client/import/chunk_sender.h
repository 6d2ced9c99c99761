// The interface of what sends the chunks of a file to a service.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_SENDER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_SENDER_H_

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "chiso/record/v1/standing.pb.h"
#include "common/record/positions.h"
#include "tools/client/import/chunk/chunk.h"
#include "tools/client/import/chunk/finding.h"

namespace chiso {

// What became of one chunk.
struct ChunkAnswer {
  int64_t stored = 0;
  // The service had them already.
  int64_t unchanged = 0;
  // The places in the chunk of the records that the service refused.
  std::set<int> refused = {};
  // How its figures stand; of records StandingCheck tells.
  record::v1::Standings standings = {};
  // The findings of client and service about its rows, ordered by line.
  std::vector<Finding> findings;
  // The positions of its records in the log.
  Positions positions;
};

class ChunkSender {
 public:
  // Called once for each chunk that was answered.
  using OnAnswer = std::function<void(const Chunk&, const ChunkAnswer&)>;

  virtual ~ChunkSender() = default;

  // Sends the chunk, now or soon. An error is of this chunk or of one before. After an error nothing more may
  // be sent; chunks without an answer may or may not have been stored, and sending them again is safe. Codes
  // as of the service's method; the message is a sentence for people.
  virtual absl::Status Send(Chunk chunk) = 0;
  // Returns once all chunks have been answered.
  virtual absl::Status Flush() = 0;
};

// Whether none of the chunk's rows could become a record or figure.
inline bool HasNothingToSend(const Chunk& chunk) { return chunk.lines.empty(); }

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_SENDER_H_
