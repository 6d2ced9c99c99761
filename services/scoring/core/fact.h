// Facts: what a record says about a unit or about one of its figures.

#ifndef CHISO_SERVICES_SCORING_CORE_FACT_H_
#define CHISO_SERVICES_SCORING_CORE_FACT_H_

#include <compare>
#include <cstdint>
#include <string>
#include <variant>

#include "services/scoring/core/cell.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

// Orders what is said under one key: the greater revision is in force, among equal ones the greater digest.
struct Stamp {
  int64_t revision = 0;  // microseconds since 1970, at least 1
  std::string digest;    // SHA-256 of the content, 32 bytes

  friend auto operator<=>(const Stamp&, const Stamp&) = default;
};

// Which of all the facts under one key is in force. A join: the order and the repetition of facts do not
// matter.
struct InForce {
  Stamp stamp;             // at first below that of every fact
  bool contested = false;  // another content bears the same revision

  // Whether the fact takes over.
  bool Take(const Stamp& other) {
    if (other == stamp || other.revision < stamp.revision) return false;
    contested = other.revision == stamp.revision;
    if (other < stamp) return false;
    stamp = other;
    return true;
  }
};

struct UnitFact {
  Stamp stamp;
  bool retracted = false;  // then the unit's key alone counts
  Unit unit;
};

struct ReturnFact {
  Stamp stamp;
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
