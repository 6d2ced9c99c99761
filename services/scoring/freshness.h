// How fresh an answer is.

#ifndef CHISO_SERVICES_SCORING_FRESHNESS_H_
#define CHISO_SERVICES_SCORING_FRESHNESS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "chiso/index/v1/freshness.pb.h"
#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/offices.h"
#include "services/scoring/known.h"

namespace chiso {

// The units that an answer is about: places of the period's tree, from `begin` up to, but without, `end`.
struct Places {
  const core::Tree& tree;
  Period period;
  int32_t begin = 0;
  int32_t end = 0;
  bool all = false;  // and whatever else there is, such as dossiers of units that nobody knows
};
// The place alone, or with all below it; -1: none.
Places PlacesOf(const core::Tree& tree, int32_t place, const Period& period, core::Scope scope);
Places AllPlaces(const core::Tree& tree, const Period& period);

// As the contract says; `now` is the own clock.
index::v1::Freshness FreshnessOf(const Known& known, absl::Time now, const core::IndexDefinition& definition,
                                 const Places& places);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_FRESHNESS_H_
