#include "services/scoring/core/dossier.h"

#include <algorithm>

namespace chiso::core {
namespace {

struct End {
  MaybeMoment at;
  EndBasis basis = EndBasis::kOpen;
};

bool HasEnded(DossierStatus status) {
  switch (status) {
    case DossierStatus::kFinished:
    case DossierStatus::kReturned:
    case DossierStatus::kStopped:
    case DossierStatus::kRefused:
    case DossierStatus::kWithdrawn:
      return true;
    default:
      return false;
  }
}

Moment LatestOwnTime(const Dossier& dossier) {
  Moment latest = *dossier.receive;
  const auto look_at = [&latest](const MaybeMoment& moment) {
    if (moment) latest = std::max(latest, *moment);
  };
  look_at(dossier.submitted);
  look_at(dossier.refused);
  for (const Supplement& supplement : dossier.supplements) {
    look_at(supplement.request);
    look_at(supplement.receive);
  }
  return latest;
}

End OwnEndOf(const Dossier& dossier) {
  if (!HasEnded(dossier.status) || !dossier.receive) return {};
  if (dossier.process_end) return {dossier.process_end, EndBasis::kProcessEnd};
  if (dossier.returned) return {dossier.returned, EndBasis::kReturnTime};
  if (dossier.status == DossierStatus::kRefused && dossier.refused) {
    return {dossier.refused, EndBasis::kRefuseTime};
  }
  return {LatestOwnTime(dossier), EndBasis::kUnknown};
}

// The portal's order: finished, returned, then stopped, refused or withdrawn.
End EndOf(const Brief& brief, const Lines& lines) {
  const End own = {brief.own_end, brief.own_end_basis};
  if (!HasEnded(brief.status) || own.basis == EndBasis::kProcessEnd) return own;
  if (lines.finished) return {lines.finished, EndBasis::kLineFinished};
  if (own.basis == EndBasis::kReturnTime) return own;
  if (lines.returned) return {lines.returned, EndBasis::kLineReturned};
  if (brief.status == DossierStatus::kStopped && lines.stopped) {
    return {lines.stopped, EndBasis::kLineOfStatus};
  }
  if (brief.status == DossierStatus::kWithdrawn && lines.withdrawn) {
    return {lines.withdrawn, EndBasis::kLineOfStatus};
  }
  return own;
}

// Those of supplements without a new due time, as far as they lie after reception, united where they meet.
std::vector<Pause> PausesOf(const Brief& dossier) {
  std::vector<Pause> pauses;
  for (const Supplement& supplement : dossier.supplements) {
    if (!supplement.request || supplement.new_due) continue;
    const Pause pause{std::max(*supplement.request, *dossier.receive), supplement.receive.value_or(kNever)};
    if (pause.begin < pause.end) pauses.push_back(pause);
  }
  if (pauses.size() < 2) return pauses;
  std::sort(pauses.begin(), pauses.end(), [](const Pause& a, const Pause& b) { return a.begin < b.begin; });
  std::vector<Pause> united = {pauses.front()};
  for (const Pause& pause : pauses) {
    if (pause.begin <= united.back().end) {
      united.back().end = std::max(united.back().end, pause.end);
    } else {
      united.push_back(pause);
    }
  }
  return united;
}

// What is asked for after the end counts for nothing.
bool IsAskedInTime(const Supplement& supplement, const MaybeMoment& end) {
  return !supplement.request || !end || *supplement.request <= *end;
}

// The latest of the due time and all new ones that supplements carry.
MaybeMoment DueOf(const Brief& dossier, const MaybeMoment& end) {
  MaybeMoment due = dossier.due;
  for (const Supplement& supplement : dossier.supplements) {
    if (!IsAskedInTime(supplement, end)) continue;
    if (supplement.new_due && (!due || *due < *supplement.new_due)) due = supplement.new_due;
  }
  return due;
}

// The first moment at which the time that has run, pauses taken out, reaches `limit`; kNever: while it is
// paused for good it never does.
Moment Reaches(Moment limit, const std::vector<Pause>& pauses) {
  Moment moment = limit;
  for (const Pause& pause : pauses) {
    // The clock stands from the first moment of the pause, which it still reaches.
    if (pause.begin >= moment) break;
    if (pause.end == kNever) return kNever;
    moment += pause.end - pause.begin;
  }
  return moment;
}

// More than one request counts as overdue: from the second in order of request.
MaybeMoment SecondRequest(const Brief& dossier, const MaybeMoment& end) {
  std::vector<Moment> requests;
  for (const Supplement& supplement : dossier.supplements) {
    if (supplement.request && IsAskedInTime(supplement, end)) requests.push_back(*supplement.request);
  }
  if (requests.size() < 2) return std::nullopt;
  std::nth_element(requests.begin(), requests.begin() + 1, requests.end());
  return requests[1];
}

bool AsksPopulationDatabase(const Dossier& dossier, const Choices& choices) {
  const std::vector<std::string>& population = choices.population_databases;
  if (population.empty()) return dossier.flags.Has(DossierFlag::kAsksDatabase);
  return std::any_of(dossier.database_codes.begin(), dossier.database_codes.end(),
                     [&population](const std::string& code) {
                       return std::find(population.begin(), population.end(), code) != population.end();
                     });
}

void SetLate(const Brief& dossier, Moment limit, Course& course) {
  const auto consider = [&course](Moment moment, bool by_requests) {
    moment = std::max(moment, course.receive);
    if (moment == kNever || (course.end && moment > *course.end)) return;
    if (course.late && *course.late <= moment) return;
    course.late = moment;
    course.late_by_requests = by_requests;
  };
  consider(Reaches(limit, course.pauses), false);
  if (const MaybeMoment second = SecondRequest(dossier, course.end)) consider(*second, true);
}

}  // namespace

Moment PausedBefore(const std::vector<Pause>& pauses, Moment moment) {
  Moment paused = 0;
  for (const Pause& pause : pauses) {
    if (pause.begin < moment) paused += std::min(pause.end, moment) - pause.begin;
  }
  return paused;
}

Brief BriefOf(const Dossier& dossier, const Choices& choices) {
  const End own = OwnEndOf(dossier);
  return {.status = dossier.status,
          .receive = dossier.receive,
          .due = dossier.due,
          .own_end = own.at,
          .own_end_basis = own.basis,
          .flags = dossier.flags,
          .asks_population_database = AsksPopulationDatabase(dossier, choices),
          .supplements = dossier.supplements};
}

bool IsReceived(const Brief& brief) {
  return brief.receive && brief.status != DossierStatus::kUnspecified &&
         brief.status != DossierStatus::kRegistered && brief.status != DossierStatus::kInTransit;
}

Course CourseOf(const Brief& brief, const Lines& lines, std::optional<DayNumber> term,
                const Choices& choices) {
  Course course{.receive = *brief.receive};
  const End end = EndOf(brief, lines);
  course.end_basis = end.basis;
  if (end.at) course.end = std::max(*end.at, course.receive);
  course.pauses = PausesOf(brief);
  if (course.end) {
    course.minutes = (*course.end - course.receive - PausedBefore(course.pauses, *course.end)) / 60;
  }
  course.due = DueOf(brief, course.end);
  // The first moment that is too late.
  MaybeMoment limit;
  if (course.due) {
    limit = choices.late_by == LateBy::kDay ? StartOf(DayAt(*course.due) + 1) : *course.due + 1;
  } else if (term) {
    limit = StartOf(*term + 1);
    course.due = *limit - 1;
  }
  if (limit) SetLate(brief, *limit, course);
  return course;
}

TraitSet TraitsOf(const Brief& brief, const ProcedureFacts& procedure, const Choices& choices) {
  const auto has = [&brief](DossierFlag flag) { return brief.flags.Has(flag); };
  const bool result_required = procedure.result_required.value_or(choices.result_required_unless_said);
  const bool result = has(DossierFlag::kResultFile) || !result_required;
  const bool fee =
      procedure.has_fee.value_or(has(DossierFlag::kHasAmount)) && !has(DossierFlag::kAllLinesAreZero);
  const bool storage = has(DossierFlag::kFromStorage);
  const bool citizen_data = has(DossierFlag::kAccountVerified) || storage || brief.asks_population_database;
  TraitSet traits;
  traits.Set(Trait::kAll, true);
  traits.Set(Trait::kOnline, has(DossierFlag::kOnline) && result);
  traits.Set(Trait::kFee, fee);
  traits.Set(Trait::kPaidOnline, has(DossierFlag::kPaidOnline) && fee);
  traits.Set(Trait::kResultRequired, result_required);
  traits.Set(Trait::kResultFile, result_required && has(DossierFlag::kResultFile));
  traits.Set(Trait::kDigitised, has(DossierFlag::kDigitisedComponent) && result);
  traits.Set(Trait::kReuse, has(DossierFlag::kReusesData));
  traits.Set(Trait::kStorage, storage);
  traits.Set(Trait::kCitizenData, citizen_data);
  traits.Set(ProcedureUse::kOnline, has(DossierFlag::kOnline));
  traits.Set(ProcedureUse::kPaidOnline, has(DossierFlag::kPaidOnline) && fee);
  traits.Set(ProcedureUse::kAmount, has(DossierFlag::kHasAmount));
  traits.Set(ProcedureUse::kCitizenData, citizen_data);
  return traits;
}

}  // namespace chiso::core
