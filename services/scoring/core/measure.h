// The measures that an indicator may count, by name.

#ifndef CHISO_SERVICES_SCORING_CORE_MEASURE_H_
#define CHISO_SERVICES_SCORING_CORE_MEASURE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/dossier.h"

namespace chiso::core {

// What the things are that are counted.
enum class Subject {
  kDossiers,
  kSync,  // dossiers, beside what national systems count
  kPetitions,
  kProcedures,  // of an authority
  kDistinct,    // procedures of an authority, by the dossiers of offices
  kCommunes,
};

// How they are counted.
enum class Counted {
  kTrait,  // those with the trait of the measure
  kOnTime,
  kSatisfied,
  kMinutes,
  kAll,
  kAnnounced,
  kDueForPublication,
  kPublic,
  kListed,
  kOnlineServices,
  kFeeProcedures,
  kForPersons,
  kUsed,           // by a dossier with the use of the measure
  kPayableOnline,  // so said, or so used
};

struct Measure {
  // What is counted.
  absl::string_view name;
  Subject subject;
  Counted counts;
  // The count of a unit is the sum of the counts of the units below it and of its own offices: each case
  // belongs to one office.
  bool adds_over_units = true;
  // The count of a period is the sum of the counts of its parts, provided that each case belongs to one
  // period (Population).
  bool adds_over_periods = true;
  Trait trait = Trait::kAll;
  ProcedureUse use = ProcedureUse::kOnline;  // of those that count by use
};

// All measures, ordered by name. One that adds up over neither is a union of distinct procedures: two
// offices, or two months, may count the same procedure.
absl::Span<const Measure> Measures();

// The measure of that name; null where there is none. Lives for ever.
const Measure* FindMeasure(absl::string_view name);

// Requires that the definition has passed Check.
Subject SubjectOf(const Indicator& indicator);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_MEASURE_H_
