#include "services/scoring/core/counting.h"

#include <algorithm>

namespace chiso::core {
namespace {

constexpr TotalSource kSources[] = {TotalSource::kNationalReporting, TotalSource::kNationalPortal};

int64_t CountOf(const Measure& measure, const Counts& counts) {
  switch (measure.counts) {
    case Counted::kOnTime:
      return counts.on_time();
    case Counted::kSatisfied:
      return counts.satisfied();
    case Counted::kMinutes:
      return counts.minutes;
    default:
      return counts.Of(measure.trait);
  }
}

Kind KindOf(Subject subject) {
  switch (subject) {
    case Subject::kPetitions:
      return Kind::kPetition;
    case Subject::kProcedures:
      return Kind::kProcedure;
    case Subject::kCommunes:
      return Kind::kCertifiedCopy;
    case Subject::kDossiers:
    case Subject::kSync:
    case Subject::kDistinct:
      return Kind::kDossier;
  }
  return Kind::kDossier;
}

}  // namespace

Counting::OfPeriod::OfPeriod(const Period& of, const Ledger& ledger)
    : period(of),
      tree(ledger.offices().TreeIn(of)),
      last_day(of.last_day()),
      judged({Span::Of(of), NumberOf(of.last_day()), std::min(ledger.as_of(), Span::Of(of).end_moment)}) {
  for (auto& column : counts) column.resize(tree.places.size());
}

Counting::OfPeriod& Counting::Of(const Period& period) const {
  if (latest_ == nullptr || !(latest_->period == period)) {
    latest_ = &of_periods_.try_emplace(period, period, ledger_).first->second;
  }
  return *latest_;
}

const std::string& Counting::CodeOf(const Tree& tree, int32_t place) const {
  return tree.places[place].unit->key.code;
}

std::vector<std::string> Counting::CodesOf(const Tree& tree, int32_t place) const {
  std::vector<std::string> codes;
  for (; place >= 0; place = tree.places[place].above) codes.push_back(CodeOf(tree, place));
  return codes;
}

const Counts& Counting::CountsOf(OfPeriod& of, int32_t place, Population population) {
  std::optional<Counts>& counts = of.counts[static_cast<int>(population)][place];
  if (!counts) {
    const Flows* const flows = ledger_.cases().FlowsOf(of.tree.places[place].office, definition_.choices);
    counts = flows == nullptr ? Counts() : flows->Of(of.judged.span, population);
  }
  return *counts;
}

int64_t Counting::DossiersOf(int32_t place, const Period& period, const Indicator& indicator) {
  return CountsOf(Of(period), place, indicator.population).Of(Trait::kAll);
}

bool Counting::IsReported(int32_t place, const Period& period, const Indicator& indicator) {
  OfPeriod& of = Of(period);
  std::vector<std::optional<bool>>& column = of.reported[&indicator];
  column.resize(of.tree.places.size());
  if (!column[place]) column[place] = WorkOutReported(of, place, indicator);
  return *column[place];
}

bool Counting::WorkOutReported(OfPeriod& of, int32_t place, const Indicator& indicator) {
  const Place& here = of.tree.places[place];
  const Subject subject = SubjectOf(indicator);
  // Lists belong to authorities.
  if (subject == Subject::kProcedures && !indicator.levels.Contains(here.unit->level)) return false;
  switch (subject) {
    case Subject::kDossiers:
    case Subject::kSync:
    case Subject::kDistinct:
      if (CountsOf(of, place, indicator.population).Of(Trait::kAll) > 0) return true;
      break;
    case Subject::kPetitions:
      if (*PetitionsOf(of, place, indicator).denominator > 0) return true;
      break;
    case Subject::kProcedures:
      if (ledger_.reference().ProceduresOf(CodeOf(of.tree, place)) != nullptr) return true;
      break;
    case Subject::kCommunes:
      if (ledger_.published().CopiesOf(here.office, of.period) != Published::Copies::kNotCounted) return true;
      break;
  }
  return ledger_.reference().feeds().Covers(KindOf(subject), CodeOf(of.tree, place), of.period);
}

bool Counting::IsAnyReported(int32_t place, const Period& period, const Indicator& indicator) {
  const int32_t end = TreeOf(period).places[place].end;
  for (; place < end; ++place) {
    if (IsReported(place, period, indicator)) return true;
  }
  return false;
}

bool Counting::AreProceduresReported(int32_t place, const Period& period) {
  const Tree& tree = TreeOf(period);
  const std::string& authority = CodeOf(tree, tree.places[place].authority);
  return ledger_.reference().ProceduresOf(authority) != nullptr ||
         ledger_.reference().feeds().Covers(Kind::kProcedure, authority, period);
}

Figures Counting::FiguresOf(int32_t place, const Period& period, const Indicator& indicator) {
  OfPeriod& of = Of(period);
  switch (SubjectOf(indicator)) {
    case Subject::kPetitions:
      return PetitionsOf(of, place, indicator);
    case Subject::kProcedures:
      return ProceduresOf(of, place, indicator);
    case Subject::kCommunes:
      return CommunesOf(place, place + 1, period);
    case Subject::kDistinct:
      return DistinctOf(place, place + 1, period, indicator);
    case Subject::kDossiers:
    case Subject::kSync:
      break;
  }
  const Counts& counts = CountsOf(of, place, indicator.population);
  return {CountOf(*FindMeasure(indicator.numerator), counts),
          CountOf(*FindMeasure(indicator.denominator), counts)};
}

Figures Counting::PetitionsOf(OfPeriod& of, int32_t place, const Indicator& indicator) {
  const Judged& judged = of.judged;
  const bool satisfied = FindMeasure(indicator.numerator)->counts == Counted::kSatisfied;
  int64_t all = 0;
  int64_t counted = 0;
  const auto* const petitions = ledger_.cases().PetitionsOf(of.tree.places[place].office);
  if (petitions == nullptr) return {0, 0};
  for (const auto& [code, petition] : *petitions) {
    if (petition.receive < judged.span.begin_moment || petition.receive >= judged.span.end_moment) continue;
    ++all;
    const bool on_time = petition.fails_after >= judged.now;
    if (on_time && !(satisfied && petition.disliked)) ++counted;
  }
  return {counted, all};
}

// An authority's own list. The days in force do not matter to what is announced or due for publication.
Figures Counting::ProceduresOf(OfPeriod& of, int32_t place, const Indicator& indicator) {
  const auto* const procedures = ledger_.reference().ProceduresOf(CodeOf(of.tree, place));
  if (procedures == nullptr) return {0, 0};
  const Calendar& calendar = ledger_.reference().calendar();
  const std::vector<std::string> codes = CodesOf(of.tree, place);
  const AuthorityTerms terms = AuthorityTerms::Of(of.tree.places[place].unit->level);
  const Judged& judged = of.judged;
  const Counted counts = FindMeasure(indicator.denominator)->counts;
  int64_t all = 0;
  int64_t counted = 0;
  const auto count = [&](bool belongs, bool counts_too) {
    if (belongs) ++all;
    if (belongs && counts_too) ++counted;
  };
  for (const auto& [code, procedure] : *procedures) {
    const bool in_force = procedure.in_force.HoldsOn(of.last_day);
    if (counts == Counted::kAnnounced) {
      if (IsAnnounced(procedure, judged)) count(true, IsAnnouncedOnTime(procedure, terms, calendar, codes));
    } else if (counts == Counted::kDueForPublication) {
      if (!procedure.announced) continue;
      const DayNumber deadline = PublishDeadline(procedure, terms, calendar, codes);
      const bool is_due = judged.HoldsDay(deadline) && judged.IsOver(deadline);
      const bool is_published = procedure.published && judged.HoldsDay(*procedure.published);
      count(is_due || is_published, procedure.published && *procedure.published <= deadline);
    } else if (counts == Counted::kPublic) {
      count(in_force && procedure.published && *procedure.published < DayAt(judged.now),
            procedure.published_in_full);
    } else {
      count(in_force, procedure.online);
    }
  }
  return {counted, all};
}

const std::vector<Counting::OfPeriod::Listed>& Counting::ListedOf(OfPeriod& of, int32_t authority,
                                                                  Counted base, LevelSet levels) {
  const auto [found, is_new] = of.listed.try_emplace({authority, base, levels});
  const auto* const procedures = ledger_.reference().ProceduresOf(CodeOf(of.tree, authority));
  if (!is_new || procedures == nullptr) return found->second;
  for (const auto& [code, procedure] : *procedures) {
    if (!procedure.in_force.HoldsOn(of.last_day) || !procedure.IsHandledAt(levels)) continue;
    const bool belongs = base == Counted::kOnlineServices  ? procedure.online
                         : base == Counted::kFeeProcedures ? procedure.facts.has_fee.value_or(false)
                                                           : procedure.for_persons;
    if (belongs) found->second.push_back({ledger_.cases().FindProcedure(code), procedure.payable_online});
  }
  return found->second;
}

const std::vector<ProcedureId>& Counting::UsedOf(OfPeriod& of, int32_t place, Population population,
                                                 ProcedureUse use) {
  auto& column = of.used[{population, use}];
  column.resize(of.tree.places.size());
  std::optional<std::vector<ProcedureId>>& used = column[place];
  if (used) return *used;
  used.emplace();
  const Flows* const flows = ledger_.cases().FlowsOf(of.tree.places[place].office, definition_.choices);
  if (flows == nullptr) return *used;
  by_procedure_.resize(ledger_.cases().procedure_count());
  flows->ForEachUse(of.judged.span, population, use, [&](ProcedureId procedure, int32_t count) {
    if (by_procedure_[procedure] == 0) used->push_back(procedure);
    by_procedure_[procedure] += count;
  });
  // One that has come back to nothing is named again when it counts again.
  size_t kept = 0;
  for (const ProcedureId procedure : *used) {
    if (by_procedure_[procedure] > 0) (*used)[kept++] = procedure;
    by_procedure_[procedure] = 0;
  }
  used->resize(kept);
  return *used;
}

Figures Counting::DistinctOf(int32_t place, int32_t end, const Period& period, const Indicator& indicator) {
  OfPeriod& of = Of(period);
  const Measure& measure = *FindMeasure(indicator.numerator);
  LevelSet levels;
  is_used_.assign(ledger_.cases().procedure_count(), false);
  for (int32_t i = place; i < end; ++i) {
    levels.Add(of.tree.places[i].unit->level);
    for (const ProcedureId procedure : UsedOf(of, i, indicator.population, measure.use)) {
      is_used_[procedure] = true;
    }
  }
  const auto& listed =
      ListedOf(of, of.tree.places[place].authority, FindMeasure(indicator.denominator)->counts, levels);
  const auto counted = std::count_if(listed.begin(), listed.end(), [&](const OfPeriod::Listed& procedure) {
    return (procedure.id && is_used_[*procedure.id]) ||
           (measure.counts == Counted::kPayableOnline && procedure.payable_online);
  });
  return {counted, static_cast<int64_t>(listed.size())};
}

Figures Counting::CommunesOf(int32_t place, int32_t end, const Period& period) {
  const Tree& tree = TreeOf(period);
  int64_t all = 0;
  int64_t counted = 0;
  for (int32_t i = place; i < end; ++i) {
    if (tree.places[i].unit->level != Level::kCommune) continue;
    ++all;
    if (ledger_.published().CopiesOf(tree.places[i].office, period) == Published::Copies::kSome) ++counted;
  }
  return {counted, all};
}

// Exact; else the sum of the next shorter periods in which the office exists, all of them; else, of a
// subtree, of its own offices and every unit directly below. What is published as empty adds nothing.
std::optional<Total> Counting::TotalOf(OfficeId office, const Period& period, Scope scope,
                                       TotalSource source) {
  if (const Total* const exact = ledger_.published().TotalOf(office, period, scope, source)) return *exact;
  const auto add = [](std::optional<Total>& sum, const std::optional<Total>& part) {
    if (!part) {
      sum.reset();
      return false;
    }
    if (!sum) sum.emplace();
    if (*part) *sum = sum->value_or(0) + **part;
    return true;
  };
  std::optional<Total> sum;
  for (const Period& part : period.Parts()) {
    if (TreeOf(part).Of(office) < 0) continue;
    if (!add(sum, TotalOf(office, part, scope, source))) break;
  }
  if (sum || scope == Scope::kOwnOffices) return sum;
  const Tree& tree = TreeOf(period);
  const int32_t place = tree.Of(office);
  if (!add(sum, TotalOf(office, period, Scope::kOwnOffices, source))) return sum;
  for (int32_t below = place + 1; below < tree.places[place].end; below = tree.places[below].end) {
    if (!add(sum, TotalOf(tree.places[below].office, period, Scope::kSubtree, source))) break;
  }
  return sum;
}

std::optional<Total> Counting::GreaterTotalOf(OfficeId office, const Period& period, Scope scope) {
  std::optional<Total> greater;
  for (const TotalSource source : kSources) {
    const std::optional<Total> total = TotalOf(office, period, scope, source);
    // What is published as empty gives way to a number.
    if (total && (!greater || *greater < *total)) greater = total;
  }
  return greater;
}

}  // namespace chiso::core
