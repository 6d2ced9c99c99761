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
  bool contested = false;  // another content is of the same age

  // Records a version; true: it is now the one in force.
  bool Take(const Version& other) {
    const bool contradicts = Contradict(other, version);
    if (other <= version) {
      contested = contested || contradicts;
      return false;
    }
    contested = contradicts;
    version = other;
    return true;
  }

  Standing StandingOf(const Version& other) const { return chiso::StandingOf(other, version, contested); }
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
