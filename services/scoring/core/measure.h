// The measures that an indicator may count, by name.

#ifndef CHISO_SERVICES_SCORING_CORE_MEASURE_H_
#define CHISO_SERVICES_SCORING_CORE_MEASURE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace chiso::core {

struct Measure {
  // What is counted.
  absl::string_view name;
  // The count of a unit is the sum of the counts of the units below it and of its own offices: each case
  // belongs to one office.
  bool adds_over_units;
  // The count of a period is the sum of the counts of its parts, provided that each case belongs to one
  // period (Population).
  bool adds_over_periods;
};

// All measures, ordered by name. One that adds up over neither is a union of distinct procedures: two
// offices, or two months, may count the same procedure.
absl::Span<const Measure> Measures();

// The measure of that name; null where there is none. Lives for ever.
const Measure* FindMeasure(absl::string_view name);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_MEASURE_H_
