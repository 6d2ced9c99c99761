// Everything that the records in force say.

#ifndef CHISO_SERVICES_SCORING_CORE_LEDGER_H_
#define CHISO_SERVICES_SCORING_CORE_LEDGER_H_

#include <compare>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/scoring/core/cases.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/fact.h"
#include "services/scoring/core/published.h"
#include "services/scoring/core/reference.h"

namespace chiso::core {

// Something that whoever keeps the records should look at.
struct Finding {
  enum class Kind {
    kContested,  // two contents bear one revision and one order
    kCycle,      // units stand above themselves; they count as top-level units
    kUnplaced,   // dossiers name a unit that nobody knows; they count for nobody
  };
  Kind kind;
  std::string about;  // the record's key, the units' codes with commas between, or what names no unit

  friend auto operator<=>(const Finding&, const Finding&) = default;
};

// The key as text, e.g. `H44@2026-07-01`, and `H44/2026-08/ON_TIME/subtree`.
std::string KeyText(const UnitKey& key);
std::string KeyText(const Cell& cell, const std::string& indicator);

// Merges facts by a join: after the same set of facts and the same as-of time it is in the same state,
// whatever their order and repetition. Units may come after their returns, parents after their children,
// aliases after the dossiers that they explain. Not thread-safe, but for what is const.
class Ledger {
 public:
  explicit Ledger(absl::Span<const IndexDefinition> definitions);
  // The parts refer to one another.
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  void Apply(absl::Span<const Fact> facts);
  void Apply(const Fact& fact) { Apply(absl::MakeConstSpan(&fact, 1)); }
  // What is late, and how far periods have come, is judged as of this time.
  void AdvanceTo(Moment as_of) { cases_.AdvanceTo(as_of); }

  Moment as_of() const { return cases_.as_of(); }
  const Reference& reference() const { return reference_; }
  const Units& units() const { return reference_.units(); }
  const Offices& offices() const { return reference_.offices(); }
  const Published& published() const { return published_; }
  const Cases& cases() const { return cases_; }

  // How a fact stands now, as Register says; one that was never applied stands as if it were.
  Standing StandingOf(const Fact& fact) const;

  // Ordered; a function of the facts in force alone.
  std::vector<Finding> Findings() const;

  // The offices whose figures may have changed since the last call, or those of units above or below.
  Touched TakeTouched();

 private:
  Reference reference_;
  Cases cases_;
  Published published_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_LEDGER_H_
