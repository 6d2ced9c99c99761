// What is known of one dossier.

#ifndef CHISO_SERVICES_SCORING_CORE_CASE_VIEW_H_
#define CHISO_SERVICES_SCORING_CORE_CASE_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>

#include "services/scoring/core/dossier.h"
#include "services/scoring/core/moment.h"
#include "services/scoring/core/offices.h"
#include "services/scoring/core/procedure.h"

namespace chiso::core {

// Supplements and procedure are the ledger's, which must outlive it and not change.
struct CaseView {
  std::string code;
  bool is_in_force = false;  // false: it is taken back, or only lines and answers are known
  int64_t revision = 0;      // of what is in force, or takes it back; 0: there is neither
  std::string sender = {};   // of the same
  // Of what is in force: by the choices that it was asked with.
  Brief brief = {};
  std::string named_unit = {};  // by its code, else its name
  std::string procedure_code = {};
  bool is_received = false;
  // Of a dossier that was received alone: what is said beside it, and where it stands; and, where it stands
  // somewhere, its procedure (null: not known) and the last day by the procedure's longest time, where it has
  // no due time of its own.
  Lines lines = {};
  bool disliked = false;
  Standpoint stands = {};
  const Procedure* procedure = nullptr;
  std::optional<DayNumber> term = {};

  // Both require that it was received.
  Course CourseUnder(const Choices& choices) const { return CourseOf(brief, lines, term, choices); }
  TraitSet TraitsUnder(const Choices& choices) const {
    TraitSet traits = TraitsOf(brief, procedure != nullptr ? procedure->facts : ProcedureFacts(), choices);
    traits.Set(Trait::kDisliked, disliked);
    return traits;
  }
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_CASE_VIEW_H_
