// Cases: dossiers with all that is said about them, and petitions. Keeps the flows of every office current.

#ifndef CHISO_SERVICES_SCORING_CORE_CASES_H_
#define CHISO_SERVICES_SCORING_CORE_CASES_H_

#include <array>
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
#include "services/scoring/core/ahead.h"
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
// Nothing is kept of what a row adds to the flows: it is worked out before anything that it follows from (the
// row, its side tables, the reference) changes, and again after, and the difference is counted.
class Cases {
 public:
  // `choices`: those of all definitions, each once, at most kMaxChoices. `reference` must outlive this
  // object; after it has settled a change, Settle is to be called with it before anything else.
  Cases(const Reference& reference, std::vector<Choices> choices);

  // Many at once cost less, since one is looked up while others are waited for. Order does not matter.
  void Apply(absl::Span<const DossierFact* const> facts);
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
  // Their numbers are below this.
  size_t procedure_count() const { return procedures_.size(); }
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
  // As many rows as the cache waits for at a time.
  static constexpr size_t kBlock = 32;
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
  // Where dossiers of one unit, sender and run of days stand.
  struct Stand {
    Standpoint point;
    NameId authority;
  };
  // Where a row counts.
  struct Placed {
    const Stand* stand = nullptr;  // null: it counts for nobody, or not at all
    bool counts = false;

    OfficeId office() const { return stand == nullptr ? kNoOffice : stand->point.office; }
  };
  // All that a row adds up to: a contribution for each of the choices.
  struct Addition {
    Placed placed;
    NameId unit = 0;  // as its dossier says
    std::array<Contribution, kMaxChoices> contributions;
    std::array<MaybeMoment, kMaxChoices> late;  // also while it is ahead
  };

  // Counts what the row adds up to now in place of what it did before.
  void Replace(RowId id, const Addition& before);
  void Put(RowId id, bool lists = true);
  void TakeOut(RowId id);
  // Has the row looked at again when it becomes late, but for what it waited for before.
  void Await(RowId id, const Addition& addition, const Addition& before);
  void List(RowId id, OfficeId office);
  // Brings the flows that rows count in into the cache.
  void Prefetch(absl::Span<const Row* const> rows);
  // As it is counted now.
  Addition AdditionOf(RowId id) const;
  // Of a row that is not counted: judges what is late.
  Addition Judge(RowId id);
  void Count(RowId id, const Addition& addition, int by);
  Placed PlaceOf(const Row& row) const;
  void CountUnplaced(RowId id, NameId unit, int by);
  Flows& FlowsAt(size_t choice, OfficeId office);
  void CountContribution(size_t choice, OfficeId office, const Contribution& contribution, int by);
  void CountMonth(MonthNumber month, int by);
  // With other offices than before, or at another time alone.
  void PlaceAll(bool offices_changed);

  void Apply(RowId id, const Row& incoming, const DossierFact& fact);
  Row RowFrom(const DossierFact& fact, uint64_t code);
  void SetContent(RowId id, const Row& content, const std::vector<Supplement>& supplements);
  void Choose(RowId id);
  Brief BriefOf(RowId id, size_t choice) const;
  Lines LinesOf(RowId id) const;
  bool IsDisliked(RowId id) const;
  const Stand& StandOf(const Row& row) const;
  const ProcedureFacts& FactsOf(const Stand& stand, NameId procedure) const;
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
  mutable Names authorities_;  // codes
  Rows rows_;
  absl::flat_hash_map<RowId, std::vector<Supplement>> supplements_;
  absl::flat_hash_map<RowId, std::vector<Version>> versions_;
  absl::flat_hash_map<RowId, std::vector<Line>> lines_;
  absl::flat_hash_map<RowId, std::vector<Answer>> answers_;
  absl::flat_hash_map<RowId, int32_t> naming_petitions_;  // how many petitions name it
  absl::node_hash_map<std::string, PetitionCase> petitions_;

  // Codes of dossiers that were put in for the office, or are told of under the unit. Some may have moved
  // since, until all are placed anew: who reads it looks where they are now.
  std::vector<CodeSet> codes_of_office_;
  std::map<std::string, CodeSet> codes_of_unplaced_;
  // For each of the choices, by office.
  std::vector<std::vector<Flows>> flows_;
  absl::flat_hash_map<OfficeId, std::map<std::string, PlacedPetition>> placed_petitions_;
  std::map<std::string, Unplaced> unplaced_;
  std::map<MonthNumber, int64_t> months_;  // how often
  // What becomes late without a record: rows, and offices of petitions by the moment.
  Ahead ahead_;
  std::multiset<std::pair<Moment, OfficeId>> petitions_ahead_;
  Touched touched_;

  // What the reference said when rows were put in: by unit, sender and the run of days in which no unit
  // turns; and by authority and procedure.
  using StandKey = std::tuple<NameId, bool, uint32_t, uint32_t>;
  mutable absl::node_hash_map<StandKey, Stand> stands_;
  mutable std::vector<const std::pair<const StandKey, Stand>*> latest_stand_;  // of those, by unit
  mutable absl::flat_hash_map<std::pair<NameId, NameId>, ProcedureFacts> procedure_facts_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_CASES_H_
