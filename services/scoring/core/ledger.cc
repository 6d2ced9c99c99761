#include "services/scoring/core/ledger.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace chiso::core {
namespace {

std::vector<Choices> ChoicesOf(absl::Span<const IndexDefinition> definitions) {
  std::vector<Choices> choices;
  for (const IndexDefinition& definition : definitions) {
    if (std::find(choices.begin(), choices.end(), definition.choices) == choices.end()) {
      choices.push_back(definition.choices);
    }
  }
  return choices;
}

template <typename... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <typename... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace

std::string KeyText(const UnitKey& key) {
  return key.valid_from ? absl::StrCat(key.code, "@", FormatDate(*key.valid_from)) : key.code;
}

std::string KeyText(const Cell& cell, const std::string& indicator) {
  return absl::StrCat(KeyText(cell.unit), "/", cell.period.ToString(), "/", indicator, "/",
                      cell.scope == Scope::kSubtree ? "subtree" : "own_offices");
}

Ledger::Ledger(absl::Span<const IndexDefinition> definitions)
    : cases_(reference_, ChoicesOf(definitions)), published_(reference_) {}

void Ledger::Apply(absl::Span<const Fact> facts) {
  // Reference first: a case is placed by what is in force after all of them.
  for (const Fact& fact : facts) {
    std::visit(Overloaded{[&](const UnitFact& f) { reference_.Apply(f); },
                          [&](const AliasFact& f) { reference_.Apply(f); },
                          [&](const CalendarFact& f) { reference_.Apply(f); },
                          [&](const ProcedureFact& f) { reference_.Apply(f); },
                          [&](const FeedFact& f) { reference_.Apply(f); }, [](const auto&) {}},
               fact);
  }
  const Reference::Changed changed = reference_.Settle();
  if (changed.any()) cases_.Settle(changed);
  if (changed.precedence) published_.Settle();
  std::vector<const DossierFact*> dossiers;
  for (const Fact& fact : facts) {
    std::visit(
        Overloaded{[&](const DossierFact& f) { dossiers.push_back(&f); },
                   [&](const LineFact& f) { cases_.Apply(f); }, [&](const AnswerFact& f) { cases_.Apply(f); },
                   [&](const PetitionFact& f) { cases_.Apply(f); },
                   [&](const ReturnFact& f) { published_.Apply(f); },
                   [&](const TotalFact& f) { published_.Apply(f); },
                   [&](const CopyFact& f) { published_.Apply(f); }, [](const auto&) {}},
        fact);
  }
  cases_.Apply(dossiers);
}

Standing Ledger::StandingOf(const Fact& fact) const {
  return std::visit(Overloaded{[&](const UnitFact& f) { return reference_.StandingOf(f); },
                               [&](const AliasFact& f) { return reference_.StandingOf(f); },
                               [&](const CalendarFact& f) { return reference_.StandingOf(f); },
                               [&](const ProcedureFact& f) { return reference_.StandingOf(f); },
                               [&](const FeedFact& f) { return reference_.StandingOf(f); },
                               [&](const ReturnFact& f) { return published_.StandingOf(f); },
                               [&](const TotalFact& f) { return published_.StandingOf(f); },
                               [&](const CopyFact& f) { return published_.StandingOf(f); },
                               [&](const auto& f) { return cases_.StandingOf(f); }},
                    fact);
}

Touched Ledger::TakeTouched() {
  Touched touched = cases_.TakeTouched();
  for (const std::string& code : published_.TakeTouched()) {
    for (const Unit* unit : units().Bearing(code)) touched.offices.insert(offices().Of(unit->key));
  }
  return touched;
}

std::vector<Finding> Ledger::Findings() const {
  std::set<std::string> contested;
  for (const UnitKey& key : reference_.ContestedUnits()) contested.insert(KeyText(key));
  for (const auto& [cell, indicator] : published_.ContestedReturns())
    contested.insert(KeyText(cell, indicator));
  std::vector<Finding> findings;
  for (const std::string& about : contested) findings.push_back({Finding::Kind::kContested, about});
  for (const std::set<UnitKey>& cycle : units().Cycles()) {
    const std::string about =
        absl::StrJoin(cycle, ",", [](std::string* out, const UnitKey& key) { out->append(KeyText(key)); });
    findings.push_back({Finding::Kind::kCycle, about});
  }
  for (const auto& [unit, unplaced] : cases_.unplaced()) {
    findings.push_back({Finding::Kind::kUnplaced, unit});
  }
  return findings;
}

}  // namespace chiso::core
