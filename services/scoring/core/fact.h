// Facts: what a record says about a unit or about one of its figures.

#ifndef CHISO_SERVICES_SCORING_CORE_FACT_H_
#define CHISO_SERVICES_SCORING_CORE_FACT_H_

#include <string>
#include <variant>

#include "common/version.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

// The version in force among all facts under one key: a last-writer-wins register. Taking versions is a join,
// so their order and repetition do not matter.
struct InForce {
  Version version;         // at first below that of every fact
  bool contested = false;  // another content bears the same revision

  // Records a version; true: it is now the one in force.
  bool Take(const Version& other) {
    if (other == version || other.revision < version.revision) return false;
    contested = other.revision == version.revision;
    if (other < version) return false;
    version = other;
    return true;
  }
};

struct UnitFact {
  Version version;
  bool retracted = false;  // then the unit's key alone counts
  Unit unit;
};

struct ReturnFact {
  Version version;
  bool retracted = false;
  // The unit as the return names it: without a first day it is the one that bears the code at the end of the
  // period.
  Cell cell;
  std::string indicator;
  Figures figures;  // each count at most 10^12, so that no sum overflows
};

using Fact = std::variant<UnitFact, ReturnFact>;

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_FACT_H_
