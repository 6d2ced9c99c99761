// Cases: dossiers with all that is said about them, and petitions. Keeps the flows of every office current.

#ifndef CHISO_SERVICES_SCORING_CORE_CASES_H_
#define CHISO_SERVICES_SCORING_CORE_CASES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "absl/types/span.h"
#include "services/scoring/core/fact.h"
#include "services/scoring/core/flows.h"
#include "services/scoring/core/reference.h"
#include "services/scoring/core/register.h"

namespace chiso::core {

// A petition where it counts.
struct PlacedPetition {
  Moment receive = 0;
  Moment fails_after = kNever;
  bool disliked = false;  // dissatisfied, or raised again
};

// The offices whose figures may have changed.
struct Touched {
  bool all = false;
  absl::flat_hash_set<OfficeId> offices;
};

// Dossiers that count for nobody, because no unit is known under what they say.
struct Unplaced {
  int64_t count = 0;
  std::string example;  // the code of one of them
};

// Merges by a join: after the same facts, reference and as-of time it answers the same, whatever the order
// and repetition. Time is handed in. Not thread-safe, but for what is const.
class Cases {
 public:
  // `choices`: those of all definitions, each once. `reference` must outlive this object; after it has
  // settled a change, Settle is to be called with it before anything else.
  Cases(const Reference& reference, std::vector<Choices> choices);

  void Apply(const DossierFact& fact);
  void Apply(const LineFact& fact);
  void Apply(const AnswerFact& fact);
  void Apply(const PetitionFact& fact);
  void Settle(const Reference::Changed& changed);
  // Moves the as-of time. Going back makes everything anew.
  void AdvanceTo(Moment as_of);

  Moment as_of() const { return as_of_; }
  // Null: the office has none.
  const Flows* FlowsOf(OfficeId office, const Choices& choices) const;
  // By code; null: the office has none.
  const std::map<std::string, PlacedPetition>* PetitionsOf(OfficeId office) const;
  // The month of the office's first dossier or petition; after all months: it has none.
  MonthNumber FirstMonthOf(OfficeId office) const;
  // The number under which the flows know the procedure; absent: no dossier names it.
  std::optional<ProcedureId> FindProcedure(const std::string& code) const;
  // The months in which anything happened: a dossier was received, ended or became late, a petition was
  // received.
  const std::map<MonthNumber, int64_t>& months() const { return months_; }
  // By what they say of their unit.
  const std::map<std::string, Unplaced>& unplaced() const { return unplaced_; }

  // What changed since the last call.
  Touched TakeTouched() { return std::exchange(touched_, {}); }

 private:
  using LineKey = std::tuple<Moment, int32_t, DossierStatus>;
  // A dossier's code with all that is said under it.
  struct Case {
    Register<Dossier> dossier;
    std::map<LineKey, Register<DossierStatus>> lines;
    std::map<std::string, Register<bool>> answers;  // by code; true: dissatisfied
    std::set<std::string> petitions;                // that name it
    // What is in the flows of the office, and the late moments that are still ahead, for each of the choices.
    OfficeId office = kNoOffice;
    std::vector<Contribution> contributions;
    std::vector<MaybeMoment> crossings;
    std::optional<std::string> unplaced;  // counted there
  };
  struct PetitionCase {
    Register<Petition> petition;
    OfficeId office = kNoOffice;
    std::string dossier_code;
  };

  // Puts the case, or the petition, where it belongs now.
  void Place(const std::string& code, Case& held);
  void TakeOut(const std::string& code, Case& held);
  void CountMonths(const Contribution& contribution, int by);
  void CountMonth(MonthNumber month, int by);
  void Place(const std::string& code, PetitionCase& held);
  void TakeOut(const std::string& code, PetitionCase& held);
  void PlaceAll();
  Lines LinesOf(const std::string& code, const Case& held) const;
  bool IsDisliked(const std::string& code, const Case& held) const;
  std::optional<DayNumber> TermOf(const Dossier& dossier, const Standpoint& stands,
                                  const Procedure* procedure) const;
  ProcedureId IdOf(const std::string& procedure_code);

  const Reference& reference_;
  const std::vector<Choices> choices_;
  Moment as_of_ = 0;
  absl::node_hash_map<std::string, Case> cases_;
  absl::node_hash_map<std::string, PetitionCase> petitions_;
  std::vector<absl::flat_hash_map<OfficeId, Flows>> flows_;  // for each of the choices
  absl::flat_hash_map<OfficeId, std::map<std::string, PlacedPetition>> placed_petitions_;
  absl::flat_hash_map<std::string, ProcedureId> procedure_ids_;
  std::map<std::string, Unplaced> unplaced_;
  std::map<MonthNumber, int64_t> months_;  // how often
  Touched touched_;
  // What becomes late without a record: the moment, the dossier and the choices; the moment and the
  // petition's office.
  std::set<std::tuple<Moment, const std::string*, size_t>> ahead_;
  std::multiset<std::pair<Moment, OfficeId>> petitions_ahead_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_CASES_H_
