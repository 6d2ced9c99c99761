#include "services/scoring/core/question.h"

#include <algorithm>
#include <set>
#include <utility>

#include "services/scoring/core/measure.h"

namespace chiso::core {
namespace {

bool IsInTimeWithin(const Course& course, Moment as_of, int32_t days) {
  // A clock that stands makes nothing due.
  if (course.end || !course.late || IsLate(course, as_of)) return false;
  return DayAt(*course.late - 1) <= DayAt(as_of) + days;
}

// max × (n / d) / (percent / 100), at most max, less the same for n - 1: in micropoints.
int64_t LossOf(const Indicator& indicator, const Figures& figures) {
  const auto* const target = std::get_if<Target>(&indicator.rule);
  if (target == nullptr && !std::holds_alternative<Linear>(indicator.rule)) return 0;
  if (!figures.has_base() || *figures.numerator == 0) return 0;
  const __int128 whole =
      static_cast<__int128>(*figures.denominator) * (target == nullptr ? 100 : target->percent);
  const auto capped = [&whole](int64_t numerator) {
    return std::min(whole, static_cast<__int128>(numerator) * 100);
  };
  // Points are hundredths.
  const __int128 lost = (capped(*figures.numerator) - capped(*figures.numerator - 1)) * indicator.max_points *
                        (kMicropoints / 100);
  return static_cast<int64_t>((2 * lost + whole) / (2 * whole));
}

// A dossier in a period.
struct Presence {
  bool received;
  bool in_process;
  bool finished;
  bool late;

  bool any() const { return received || in_process || finished; }
  bool IsIn(Population population) const {
    switch (population) {
      case Population::kReceived:
        return received;
      case Population::kFinished:
        return finished;
      case Population::kInProcess:
      case Population::kDue:
        return in_process;
      case Population::kStock:
        return received || in_process;
    }
    return false;
  }
};

Presence PresenceOf(const Course& course, const Span& span, Moment as_of) {
  const auto within = [&span](Moment moment) {
    return span.begin_moment <= moment && moment < span.end_moment;
  };
  return {.received = within(course.receive),
          .in_process = course.receive < span.end_moment && (!course.end || *course.end >= span.begin_moment),
          .finished = course.end && within(*course.end),
          .late = IsLate(course, std::min(as_of, span.end_moment))};
}

int64_t CountOf(const Measure& measure, const Course& course, const TraitSet& traits, bool late) {
  switch (measure.counts) {
    case Counted::kOnTime:
      return late ? 0 : 1;
    case Counted::kSatisfied:
      return late || traits.Has(Trait::kDisliked) ? 0 : 1;
    case Counted::kMinutes:
      return course.minutes;
    default:
      return traits.Has(measure.trait) ? 1 : 0;
  }
}

// Whether the dossier's procedure counts for its sake in the list of the office's authority.
bool IsUsedIn(const Ledger& ledger, const Tree& tree, int32_t place, const Period& period,
              const Indicator& indicator, const CaseView& view, const TraitSet& traits) {
  if (!traits.Has(FindMeasure(indicator.numerator)->use)) return false;
  const std::string& authority = tree.places[tree.places[place].authority].unit->key.code;
  const Procedure* const procedure = ledger.reference().FindProcedure(authority, view.procedure_code);
  if (procedure == nullptr || !procedure->in_force.HoldsOn(period.last_day())) return false;
  if (!procedure->IsHandledAt({tree.places[place].unit->level})) return false;
  switch (FindMeasure(indicator.denominator)->counts) {
    case Counted::kOnlineServices:
      return procedure->online;
    case Counted::kFeeProcedures:
      return procedure->facts.has_fee.value_or(false);
    default:
      return procedure->for_persons;
  }
}

bool CountsDossiers(const Indicator& indicator) {
  const Subject subject = SubjectOf(indicator);
  return subject == Subject::kDossiers || subject == Subject::kSync || subject == Subject::kDistinct;
}

// The months up to `now` in which the dossier is received, in process or finished, the last ones, and the
// periods that enclose them.
std::set<Period> PeriodsOf(const Course& course, MonthNumber now, int32_t& omitted) {
  const MonthNumber received = MonthAt(course.receive);
  const MonthNumber last = std::max(received, course.end ? std::min(MonthAt(*course.end), now) : now);
  const MonthNumber first = std::max(received, last - kMonthsExplained + 1);
  omitted = first - received;
  std::set<Period> periods;
  for (MonthNumber number = first; number <= last; ++number) {
    const Period month = Period::Month(MonthOf(number));
    periods.insert(month);
    for (const Period& enclosing : month.Enclosing()) periods.insert(enclosing);
  }
  return periods;
}

}  // namespace

bool IsLate(const Course& course, Moment as_of) { return course.late && *course.late < as_of; }

int32_t DaysLate(const Course& course, Moment as_of) {
  if (!IsLate(course, as_of) || !course.due) return 0;
  const Moment moment = course.end ? *course.end : as_of;
  return std::max(0, DayAt(moment - PausedBefore(course.pauses, moment)) - DayAt(*course.due));
}

bool IsAskedFor(const DossierQuestion& question, const CaseView& view, const Course& course, Moment as_of) {
  const Brief& dossier = view.brief;
  if (question.status && dossier.status != *question.status) return false;
  if (question.received) {
    const Span span = Span::Of(*question.received);
    if (course.receive < span.begin_moment || course.receive >= span.end_moment) return false;
  }
  switch (question.condition) {
    case Condition::kAny:
      return true;
    case Condition::kOpen:
      return !course.end;
    case Condition::kOverdue:
      return IsLate(course, as_of);
    case Condition::kDueSoon:
      return IsInTimeWithin(course, as_of, question.due_within_days);
    case Condition::kWithoutResult:
      return (dossier.status == DossierStatus::kFinished || dossier.status == DossierStatus::kReturned) &&
             !dossier.flags.Has(DossierFlag::kResultFile);
  }
  return false;
}

PointsAtRisk::PointsAtRisk(const Ledger& ledger, const IndexDefinition& definition)
    : ledger_(ledger), month_(Period::Month(MonthOf(MonthAt(ledger.as_of())))), tallies_(ledger, definition) {
  for (const Group& group : definition.groups) {
    for (const Indicator& indicator : group.indicators) {
      if (SubjectOf(indicator) != Subject::kDossiers) continue;
      if (FindMeasure(indicator.numerator)->counts == Counted::kOnTime) on_time_ = &indicator;
    }
  }
}

std::optional<int64_t> PointsAtRisk::Of(const CaseView& view, const Course& course) {
  if (on_time_ == nullptr || course.end || IsLate(course, ledger_.as_of())) return std::nullopt;
  if (view.stands.office == kNoOffice) return std::nullopt;
  const Presence presence = PresenceOf(course, Span::Of(month_), ledger_.as_of());
  if (!presence.IsIn(on_time_->population)) return std::nullopt;
  const auto [known, is_new] = known_.try_emplace(view.stands.office);
  if (is_new) known->second = OfOffice(view.stands.office);
  return known->second;
}

std::optional<int64_t> PointsAtRisk::OfOffice(OfficeId office) {
  const int32_t place = tallies_.TreeOf(month_).Of(office);
  if (place < 0 || !AppliesAt(*on_time_, tallies_.TreeOf(month_).places[place].unit->level))
    return std::nullopt;
  const std::optional<Tally>& tally = tallies_.Of(place, month_, Scope::kOwnOffices, *on_time_);
  if (!tally || tally->basis == TallyBasis::kReturn) return std::nullopt;
  return LossOf(*on_time_, tally->figures);
}

std::vector<PeriodShares> SharesOf(const Ledger& ledger, const IndexDefinition& definition,
                                   const CaseView& view, const Course& course, int32_t& omitted) {
  const TraitSet traits = view.TraitsUnder(definition.choices);
  std::vector<PeriodShares> all;
  for (const Period& period : PeriodsOf(course, MonthAt(ledger.as_of()), omitted)) {
    const Tree& tree = ledger.offices().TreeIn(period);
    const int32_t place = tree.Of(view.stands.office);
    const Presence presence = PresenceOf(course, Span::Of(period), ledger.as_of());
    if (place < 0 || !presence.any()) continue;
    PeriodShares& of_period = all.emplace_back(PeriodShares{period, {}, presence.late, {}});
    if (presence.received) of_period.populations.push_back(Population::kReceived);
    if (presence.in_process) of_period.populations.push_back(Population::kInProcess);
    if (presence.finished) of_period.populations.push_back(Population::kFinished);
    for (const Group& group : definition.groups) {
      for (const Indicator& indicator : group.indicators) {
        if (!CountsDossiers(indicator)) continue;
        Share& share = of_period.shares.emplace_back(Share{.indicator = &indicator});
        share.distinct = SubjectOf(indicator) == Subject::kDistinct;
        if (!presence.IsIn(indicator.population)) continue;
        if (share.distinct) {
          share.numerator = IsUsedIn(ledger, tree, place, period, indicator, view, traits) ? 1 : 0;
        } else if (SubjectOf(indicator) == Subject::kSync) {
          share.numerator = 1;
        } else {
          share.numerator = CountOf(*FindMeasure(indicator.numerator), course, traits, presence.late);
          share.denominator = CountOf(*FindMeasure(indicator.denominator), course, traits, presence.late);
        }
      }
    }
  }
  return all;
}

}  // namespace chiso::core
