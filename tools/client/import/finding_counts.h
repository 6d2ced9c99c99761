// Counts findings by reason, and lists the units that are not known.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_FINDING_COUNTS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_FINDING_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "tools/client/import/chunk/finding.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Over all files of an import. Not thread-safe.
class FindingCounts {
 public:
  // How many unknown units are listed, and how many are told apart; memory is bounded by the latter.
  static constexpr size_t kUnitsShown = 100;
  static constexpr size_t kUnitsKept = 10'000;

  void Add(const Finding& finding);

  // A table of the reasons, and one of the units, those with most records first; empty where there is nothing
  // to say. A unit's name that may be personal data is counted, never shown.
  std::string ToString(Language language) const;

 private:
  struct Count {
    int64_t refused = 0;
    int64_t warnings = 0;
  };

  std::string Reasons(Language language) const;
  std::string Units(Language language) const;

  std::map<std::string, Count> reasons_;
  std::map<std::string, int64_t> units_;
  // Records of units beyond those that are kept, and of units that are not shown.
  int64_t beyond_ = 0;
  int64_t hidden_ = 0;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_FINDING_COUNTS_H_
