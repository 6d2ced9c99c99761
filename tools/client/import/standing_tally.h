// Counts what was stored and is not in force.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_STANDING_TALLY_H_
#define CHISO_TOOLS_CLIENT_IMPORT_STANDING_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "chiso/record/v1/standing.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Over all files of an import. Not thread-safe.
class StandingTally {
 public:
  // How many keys are named.
  static constexpr size_t kKeysShown = 5;

  void Add(const record::v1::Standings& standings);

  // A line on what is not in force and one on what only a digest has put in force, with the first keys; empty
  // where there is neither. `stored`: it is stored, and not only checked.
  std::string ToString(Language language, bool stored) const;
  int64_t not_in_force() const { return not_in_force_; }

 private:
  int64_t not_in_force_ = 0;
  int64_t tied_ = 0;
  std::vector<std::string> not_in_force_keys_;
  std::vector<std::string> tied_keys_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_STANDING_TALLY_H_
