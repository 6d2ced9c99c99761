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

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/scoring/core/case_view.h"
#include "services/scoring/core/fact.h"
#include "services/scoring/core/flows.h"
#include "services/scoring/core/names.h"
#include "services/scoring/core/reference.h"
#include "services/scoring/core/register.h"
#include "services/scoring/core/rows.h"

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
//
// Nothing is kept of what a row added to the flows: it is worked out again when it is taken out, from what
// the row, its side tables and the reference said when it was put in. So none of them changes while the row
// is in, but for the reference, after whose changes everything is put in anew.
class Cases {
 public:
  // `choices`: those of all definitions, each once, at most kMaxChoices. `reference` must outlive this
  // object; after it has settled a change, Settle is to be called with it before anything else.
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
  std::optional<ProcedureId> FindProcedure(const std::string& code) const { return procedures_.Find(code); }
  // The months in which anything happened: a dossier was received, ended or became late, a petition was
  // received.
  const std::map<MonthNumber, int64_t>& months() const { return months_; }
  // By what they say of their unit.
  const std::map<std::string, Unplaced>& unplaced() const { return unplaced_; }
  // What is known of a dossier, read by the choices; absent: nothing of this code was ever applied.
  std::optional<CaseView> Find(absl::string_view code, const Choices& choices) const;
  // The dossiers that count for the offices, and those that count for nobody and say this of their unit, in
  // order of code, after `after`: at most `most` are looked at, and `f` is called for each until it returns
  // false. The code of the last one that was looked at and for which `f` did not return false, where there
  // may be more; absent: that was all.
  std::optional<std::string> Walk(absl::Span<const OfficeId> offices, const std::string& unplaced,
                                  const Choices& choices, absl::string_view after, int64_t most,
                                  absl::FunctionRef<bool(const CaseView&)> f) const;

  // How the fact stands beside what is in force, as Register says; of lines and answers without TIE_WON, and
  // of lines as far as they matter to an end.
  Standing StandingOf(const DossierFact& fact) const;
  Standing StandingOf(const LineFact& fact) const;
  Standing StandingOf(const AnswerFact& fact) const;
  Standing StandingOf(const PetitionFact& fact) const;

  // How many codes of dossiers there are, and what rows and index take.
  RowId row_count() const { return rows_.size(); }
  size_t row_bytes() const { return rows_.bytes(); }

  // What changed since the last call.
  Touched TakeTouched() { return std::exchange(touched_, {}); }

 private:
  using CodeSet = absl::btree_set<uint64_t, Codes::Before>;

  // One sender's version of a dossier that several have given.
  struct Version {
    NameId sender;
    Row row;
    std::vector<Supplement> supplements;
  };
  // A line of progress as one sender gave it; another sender's line of the same key is beside it.
  struct Line {
    Moment time;
    int32_t nanos;
    DossierStatus status;
    bool is_retracted;
    NameId sender;
    int64_t revision;
    int64_t order;
    uint64_t tie;
  };
  struct Answer {
    std::string code;
    NameId sender;
    bool is_retracted;
    bool is_dissatisfied;
    int64_t revision;
    int64_t order;
    uint64_t tie;
  };
  struct PetitionCase {
    Register<Petition> petition;
    OfficeId office = kNoOffice;
    std::string dossier_code;
  };
  // All that a row adds up to, once for each of the choices.
  struct Placed {
    const Standpoint* stands = nullptr;  // null: it counts for nobody, or not at all
    bool counts = false;
  };

  // Puts the row where it belongs now, or takes it out of where it is.
  void Put(RowId id);
  void TakeOut(RowId id);
  template <typename F>
  void ForEachContribution(RowId id, const Standpoint& stands, F f) const;
  Placed PlaceOf(const Row& row) const;
  void CountUnplaced(RowId id, int by);
  void CountMonths(const Contribution& contribution, int by);
  void CountMonth(MonthNumber month, int by);
  void PlaceAll();

  Row RowFrom(const DossierFact& fact, uint64_t code, NameId sender);
  void SetContent(RowId id, const Row& content, const std::vector<Supplement>& supplements);
  void Choose(RowId id);
  Brief BriefOf(RowId id, size_t choice) const;
  Lines LinesOf(RowId id) const;
  bool IsDisliked(RowId id) const;
  const Standpoint& StandsAt(const Row& row) const;
  const ProcedureFacts& FactsOf(const Standpoint& stands, NameId procedure) const;
  void PlaceOfProcedures(const std::set<std::string>& codes);

  CaseView ViewOf(RowId id, size_t choice) const;
  size_t NumberOf(const Choices& choices) const;

  void Put(const std::string& code, PetitionCase& held);
  void TakeOut(const std::string& code, PetitionCase& held);
  void NamesDossier(const std::string& code, int by);

  const Reference& reference_;
  const std::vector<Choices> choices_;
  Moment as_of_ = 0;

  Codes codes_;
  Names units_;       // codes and names
  Names procedures_;  // codes
  Names senders_;
  Rows rows_;
  absl::flat_hash_map<RowId, std::vector<Supplement>> supplements_;
  absl::flat_hash_map<RowId, std::vector<Version>> versions_;
  absl::flat_hash_map<RowId, std::vector<Line>> lines_;
  absl::flat_hash_map<RowId, std::vector<Answer>> answers_;
  absl::flat_hash_map<RowId, int32_t> naming_petitions_;  // how many petitions name it
  absl::node_hash_map<std::string, PetitionCase> petitions_;

  // Codes of dossiers that were put in for the office, or are told of under the unit. Some may have moved
  // since, until all are placed anew: who reads it looks where they are now.
  absl::flat_hash_map<OfficeId, CodeSet> codes_of_office_;
  std::map<std::string, CodeSet> codes_of_unplaced_;
  // For each of the choices; of what was put in.
  std::vector<absl::flat_hash_map<OfficeId, Flows>> flows_;
  absl::flat_hash_map<OfficeId, std::map<std::string, PlacedPetition>> placed_petitions_;
  std::map<std::string, Unplaced> unplaced_;
  std::map<MonthNumber, int64_t> months_;  // how often
  // What becomes late without a record: the moment, the row and the choices; the moment and the petition's
  // office.
  absl::btree_set<std::tuple<Moment, RowId, uint8_t>> ahead_;
  std::multiset<std::pair<Moment, OfficeId>> petitions_ahead_;
  Touched touched_;

  // What the reference said when rows were put in: by unit, sender and the run of days in which no unit
  // turns; and by that and procedure.
  mutable absl::node_hash_map<std::tuple<NameId, bool, uint32_t, uint32_t>, Standpoint> standpoints_;
  mutable absl::flat_hash_map<std::pair<const Standpoint*, NameId>, ProcedureFacts> procedure_facts_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_CASES_H_
