// Units of a file whose parent a later line may bring.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_AWAITED_PARENTS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_AWAITED_PARENTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "tools/client/import/chunk_sender.h"

namespace chiso {

// Holds the findings about unknown parents back until the whole file has been read, because the service has
// seen one batch of it. Not thread-safe.
class AwaitedParents {
 public:
  // How many are held back at most: far above the units of the country. Those beyond are told of at once.
  static constexpr size_t kMost = 100'000;

  // Takes such findings out of the answer to a chunk, and notes the units that the chunk has brought.
  void Take(const Chunk& chunk, ChunkAnswer& answer);

  // At the end of the file: the findings about parents that no line has brought, ordered by line. Forgets
  // all.
  std::vector<Finding> Finish();

 private:
  std::vector<Finding> held_;
  absl::flat_hash_set<std::string> brought_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_AWAITED_PARENTS_H_
