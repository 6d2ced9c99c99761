#include "services/scoring/core/tally.h"

#include <algorithm>
#include <variant>

namespace chiso::core {
namespace {

bool IsShown(const Indicator& indicator) { return std::holds_alternative<Shown>(indicator.rule); }
bool IsFull(const Indicator& indicator) { return std::holds_alternative<Full>(indicator.rule); }

bool IsMeasured(const Place& place, const Indicator& indicator) {
  return indicator.levels.Contains(place.unit->level);
}

}  // namespace

class Tallies::Sum {
 public:
  Sum(TallyBasis basis, const Indicator& indicator) : share_(!IsShown(indicator)) {
    tally_ = {.basis = basis, .parts_reported = 0, .parts_expected = 0};
  }

  void Add(const Tally& part, Parts parts) {
    AddParts(parts);
    const Figures& figures = part.figures;
    if (!figures.numerator || !figures.denominator) return;
    // A numerator without a base counts for nothing, and one that exceeds its own base must not fill the base
    // of another part.
    int64_t numerator = figures.has_base() ? *figures.numerator : 0;
    if (share_) numerator = std::min(numerator, *figures.denominator);
    tally_.figures.numerator = tally_.figures.numerator.value_or(0) + numerator;
    tally_.figures.denominator = tally_.figures.denominator.value_or(0) + *figures.denominator;
  }
  void Add(const Tally& part) { Add(part, {part.parts_reported, part.parts_expected}); }
  void AddParts(Parts parts) {
    tally_.parts_reported += parts.reported;
    tally_.parts_expected += parts.expected;
  }

  bool reported() const { return tally_.parts_reported > 0; }
  bool complete() const { return reported() && tally_.complete(); }
  const Tally& tally() const { return tally_; }

 private:
  const bool share_;
  Tally tally_;
};

const Figures* Tallies::ReturnOf(OfficeId office, const Period& period, Scope scope,
                                 const Indicator& indicator) const {
  return ledger_.published().ReturnOf(office, period, scope, indicator.code);
}

Tallies::Tallies(const Ledger& ledger, const IndexDefinition& definition)
    : ledger_(ledger), definition_(definition), counting_(ledger, definition) {
  for (const Group& group : definition.groups) {
    for (const Indicator& indicator : group.indicators) numbers_.emplace(&indicator, numbers_.size());
  }
}

Tallies::Known& Tallies::KnownOf(std::vector<Known> OfTree::*which, int32_t place, const Period& period,
                                 Scope scope, const Indicator& indicator) {
  const Tree& tree = TreeOf(period);
  const int32_t top = tree.places[place].top;
  const int32_t of_period = NumberOf(period.first_month()) * 16 + period.month_count();
  std::vector<Known>& known = known_[{of_period, top}].*which;
  if (known.empty()) known.resize((tree.places[top].end - top) * numbers_.size() * 2);
  const size_t number = static_cast<size_t>(place - top) * numbers_.size() + numbers_.at(&indicator);
  return known[number * 2 + (scope == Scope::kSubtree ? 1 : 0)];
}

const std::optional<Tally>& Tallies::Of(int32_t place, const Period& period, Scope scope,
                                        const Indicator& indicator) {
  Known& known = KnownOf(&OfTree::counted, place, period, scope, indicator);
  if (!known) known = WorkOut(place, period, scope, indicator);
  return *known;
}

// Terminates: each call is for own offices of the same cell, for a unit below, or for a part of the period.
// Invariant: parts_reported == parts_expected exactly where nothing is missing.
std::optional<Tally> Tallies::WorkOut(int32_t place, const Period& period, Scope scope,
                                      const Indicator& indicator) {
  const Tree& tree = TreeOf(period);
  const OfficeId office = tree.places[place].office;
  if (const Figures* const figures = ReturnOf(office, period, scope, indicator)) {
    return Tally{.figures = *figures};
  }
  if (scope == Scope::kOwnOffices) {
    std::optional<Tally> counted = Counted(place, period, indicator);
    // Returns of parts of the period say nothing beside records.
    if (counted || counting_.IsReported(place, period, indicator)) return counted;
    return Returned(place, period, scope, indicator);
  }
  switch (SubjectOf(indicator)) {
    case Subject::kCommunes:
      // Points that are always given lack nothing.
      if (IsFull(indicator)) {
        return Tally{.figures = OverUnits(place, period, indicator, false).tally().figures,
                     .basis = TallyBasis::kUnits};
      }
      break;
    case Subject::kDistinct:
      return UnionOfSubtree(place, period, indicator);
    case Subject::kSync:
      if (!counting_.IsAnyReported(place, period, indicator)) break;
      return SyncOfSubtree(place, period, indicator);
    default:
      break;
  }
  if (!counting_.IsAnyReported(place, period, indicator)) return Returned(place, period, scope, indicator);
  const Sum sum = OverUnits(place, period, indicator, false);
  return sum.reported() ? std::optional<Tally>(sum.tally()) : std::nullopt;
}

std::optional<Tally> Tallies::Counted(int32_t place, const Period& period, const Indicator& indicator) {
  const Tree& tree = TreeOf(period);
  const Subject subject = SubjectOf(indicator);
  if (subject == Subject::kCommunes && IsFull(indicator)) {
    return Tally{.figures = counting_.FiguresOf(place, period, indicator), .basis = TallyBasis::kRecords};
  }
  if (!counting_.IsReported(place, period, indicator)) return std::nullopt;
  if (subject == Subject::kCommunes && tree.places[place].unit->level != Level::kCommune) return {};
  if (subject == Subject::kDistinct && !counting_.AreProceduresReported(place, period)) return {};
  if (subject != Subject::kSync) {
    return Tally{.figures = counting_.FiguresOf(place, period, indicator), .basis = TallyBasis::kRecords};
  }
  const OfficeId office = tree.places[place].office;
  std::optional<Total> total = counting_.GreaterTotalOf(office, period, Scope::kOwnOffices);
  if (!total) {
    if (!ledger_.reference().feeds().Covers(Kind::kNationalTotal, tree.places[place].unit->key.code,
                                            period)) {
      return std::nullopt;
    }
    total = 0;
  }
  return Tally{.figures = {counting_.DossiersOf(place, period, indicator), *total},
               .basis = TallyBasis::kRecords};
}

// Where a unit below has a return the subtree is the sum over units; else all its dossiers beside the totals
// of the unit itself.
std::optional<Tally> Tallies::SyncOfSubtree(int32_t place, const Period& period, const Indicator& indicator) {
  const Tree& tree = TreeOf(period);
  const Place& top = tree.places[place];
  int64_t dossiers = 0;
  for (int32_t i = place; i < top.end; ++i) {
    if (HasReturn(i, period, Scope::kOwnOffices, indicator) ||
        (i != place && HasReturn(i, period, Scope::kSubtree, indicator))) {
      const Sum sum = OverUnits(place, period, indicator, false);
      return sum.reported() ? std::optional<Tally>(sum.tally()) : std::nullopt;
    }
    dossiers += counting_.DossiersOf(i, period, indicator);
  }
  std::optional<Total> total = counting_.GreaterTotalOf(top.office, period, Scope::kSubtree);
  if (!total) {
    if (!ledger_.reference().feeds().Covers(Kind::kNationalTotal, top.unit->key.code, period)) {
      return std::nullopt;
    }
    total = 0;
  }
  const Parts parts = PartsBelow(place, period, indicator);
  return Tally{.figures = {dossiers, *total},
               .basis = TallyBasis::kRecords,
               .parts_reported = parts.reported,
               .parts_expected = parts.expected};
}

// Or a sum of returns over the parts of the period.
bool Tallies::HasReturn(int32_t place, const Period& period, Scope scope, const Indicator& indicator) {
  if (ReturnOf(TreeOf(period).places[place].office, period, scope, indicator) != nullptr) return true;
  const bool reported = scope == Scope::kSubtree ? counting_.IsAnyReported(place, period, indicator)
                                                 : counting_.IsReported(place, period, indicator);
  return !reported && Returned(place, period, scope, indicator);
}

// Two offices may count one procedure, so a union is made from records alone: where one of the offices has a
// return and nothing else, nobody can tell which procedures it counted.
std::optional<Tally> Tallies::UnionOfSubtree(int32_t place, const Period& period,
                                             const Indicator& indicator) {
  const Tree& tree = TreeOf(period);
  const int32_t end = tree.places[place].end;
  for (int32_t i = place; i < end; ++i) {
    if (counting_.IsReported(i, period, indicator)) continue;
    const OfficeId office = tree.places[i].office;
    if (ReturnOf(office, period, Scope::kOwnOffices, indicator) != nullptr) return std::nullopt;
    if (i != place && ReturnOf(office, period, Scope::kSubtree, indicator) != nullptr) return std::nullopt;
  }
  if (!counting_.IsAnyReported(place, period, indicator)) return std::nullopt;
  if (!counting_.AreProceduresReported(place, period)) return std::nullopt;
  const Parts parts = PartsBelow(place, period, indicator);
  return Tally{.figures = counting_.DistinctOf(place, end, period, indicator),
               .basis = TallyBasis::kRecords,
               .parts_reported = parts.reported,
               .parts_expected = parts.expected};
}

// The units below, and the place's own offices where they are reported.
Tallies::Parts Tallies::PartsBelow(int32_t place, const Period& period, const Indicator& indicator) {
  const Tree& tree = TreeOf(period);
  Parts parts;
  for (int32_t i = place; i < tree.places[place].end; ++i) {
    const bool reported = counting_.IsReported(i, period, indicator);
    if (i != place && !IsMeasured(tree.places[i], indicator)) continue;
    if (reported) ++parts.reported;
    if (reported || i != place) ++parts.expected;
  }
  return parts;
}

Tallies::Sum Tallies::OverUnits(int32_t place, const Period& period, const Indicator& indicator,
                                bool returns_alone) {
  const Tree& tree = TreeOf(period);
  Sum sum(TallyBasis::kUnits, indicator);
  const auto of = [&](int32_t at, Scope scope) -> const std::optional<Tally>& {
    return returns_alone ? Returned(at, period, scope, indicator) : Of(at, period, scope, indicator);
  };
  if (const std::optional<Tally>& own = of(place, Scope::kOwnOffices)) sum.Add(*own);
  tree.ForEachBelow(place, [&](int32_t below) {
    if (!IsMeasured(tree.places[below], indicator)) return;
    const Parts parts = PartsOf(below, period, indicator, returns_alone);
    if (const std::optional<Tally>& tally = of(below, Scope::kSubtree)) {
      sum.Add(*tally, parts);
    } else {
      sum.AddParts(parts);
    }
  });
  return sum;
}

// A unit is a part by what its own offices say, or by a return of its subtree or of that of a unit between.
Tallies::Parts Tallies::PartsOf(int32_t place, const Period& period, const Indicator& indicator,
                                bool returns_alone) {
  const Tree& tree = TreeOf(period);
  const Place& here = tree.places[place];
  const std::optional<Tally>& tally = returns_alone ? Returned(place, period, Scope::kSubtree, indicator)
                                                    : Of(place, period, Scope::kSubtree, indicator);
  if (tally && tally->basis == TallyBasis::kReturn) {
    const auto all = static_cast<int32_t>(
        std::count_if(tree.places.begin() + place, tree.places.begin() + here.end,
                      [&indicator](const Place& each) { return IsMeasured(each, indicator); }));
    return {all, all};
  }
  if (tally && tally->basis == TallyBasis::kPeriods) return {tally->parts_reported, tally->parts_expected};
  // A total of the subtree speaks for all below whose dossiers are there, whether or not they have totals.
  if (tally && tally->basis == TallyBasis::kRecords && SubjectOf(indicator) == Subject::kSync) {
    Parts parts;
    for (int32_t i = place; i < here.end; ++i) {
      if (!IsMeasured(tree.places[i], indicator)) continue;
      ++parts.expected;
      if (counting_.IsReported(i, period, indicator)) ++parts.reported;
    }
    return parts;
  }
  const std::optional<Tally>& own = returns_alone ? Returned(place, period, Scope::kOwnOffices, indicator)
                                                  : Of(place, period, Scope::kOwnOffices, indicator);
  Parts parts = own ? Parts{own->parts_reported, own->parts_expected} : Parts{0, 1};
  tree.ForEachBelow(place, [&](int32_t below) {
    if (!IsMeasured(tree.places[below], indicator)) return;
    const Parts of_below = PartsOf(below, period, indicator, returns_alone);
    parts.reported += of_below.reported;
    parts.expected += of_below.expected;
  });
  return parts;
}

const std::optional<Tally>& Tallies::Returned(int32_t place, const Period& period, Scope scope,
                                              const Indicator& indicator) {
  Known& known = KnownOf(&OfTree::returned, place, period, scope, indicator);
  if (!known) known = AddReturns(place, period, scope, indicator);
  return *known;
}

std::optional<Tally> Tallies::AddReturns(int32_t place, const Period& period, Scope scope,
                                         const Indicator& indicator) {
  const OfficeId office = TreeOf(period).places[place].office;
  const auto& published = ledger_.published().periods();
  // Most units have never given a return.
  if (published.empty()) return std::nullopt;
  if (scope == Scope::kOwnOffices && !published.contains(ledger_.offices().all()[office].code)) {
    return std::nullopt;
  }
  if (const Figures* const figures = ReturnOf(office, period, scope, indicator)) {
    return Tally{.figures = *figures};
  }
  Sum over_periods(TallyBasis::kPeriods, indicator);
  if (AddsUpOverPeriods(indicator)) {
    for (const Period& part : period.Parts()) {
      const int32_t in_part = TreeOf(part).Of(office);
      if (in_part < 0) continue;
      if (const std::optional<Tally>& tally = Returned(in_part, part, scope, indicator)) {
        over_periods.Add(*tally);
      } else {
        over_periods.AddParts({0, 1});
      }
    }
  }
  if (over_periods.complete()) return over_periods.tally();
  if (scope == Scope::kSubtree && AddsUpOverUnits(indicator)) {
    const Sum over_units = OverUnits(place, period, indicator, true);
    if (over_units.complete() || (over_units.reported() && !over_periods.reported())) {
      return over_units.tally();
    }
  }
  if (over_periods.reported()) return over_periods.tally();
  return std::nullopt;
}

}  // namespace chiso::core
