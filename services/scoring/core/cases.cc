#include "services/scoring/core/cases.h"

#include <algorithm>
#include <limits>

namespace chiso::core {
namespace {

// What the rule of precedence needs of a case: the unit in its code.
class ByCode {
 public:
  ByCode(const Feeds& feeds, Kind kind, absl::string_view code)
      : feeds_(feeds), kind_(kind), unit_(UnitInCode(code)) {}
  int operator()(absl::string_view sender) const { return feeds_.PrecedenceOf(sender, kind_, unit_); }

 private:
  const Feeds& feeds_;
  const Kind kind_;
  const absl::string_view unit_;
};

}  // namespace

Cases::Cases(const Reference& reference, std::vector<Choices> choices)
    : reference_(reference), choices_(std::move(choices)), flows_(choices_.size()) {}

void Cases::Apply(const DossierFact& fact) {
  Case& held = cases_[fact.code];
  if (held.dossier.Take(fact.origin, fact.dossier)) Place(fact.code, held);
}

void Cases::Apply(const LineFact& fact) {
  // Lines of other states tell nothing about an end.
  Case& held = cases_[fact.dossier_code];
  Register<DossierStatus>& line = held.lines[{fact.time, fact.nanos, fact.status}];
  if (line.Take(fact.origin, fact.status)) Place(fact.dossier_code, held);
}

void Cases::Apply(const AnswerFact& fact) {
  Case& held = cases_[fact.dossier_code];
  if (held.answers[fact.code].Take(fact.origin, fact.dissatisfied)) Place(fact.dossier_code, held);
}

void Cases::Apply(const PetitionFact& fact) {
  PetitionCase& held = petitions_[fact.code];
  if (held.petition.Take(fact.origin, fact.petition)) Place(fact.code, held);
}

void Cases::Settle(const Reference::Changed& changed) {
  if (!changed.any()) return;
  // Who had a case before and has it no longer is touched too, and the offices may have other numbers now.
  touched_.all = true;
  touched_.offices.clear();
  if (changed.units || changed.placement) {
    PlaceAll();
  } else if (changed.precedence) {
    for (auto& [code, held] : cases_) Place(code, held);
    for (auto& [code, held] : petitions_) Place(code, held);
  }
}

void Cases::PlaceAll() {
  for (auto& flows : flows_) flows.clear();
  placed_petitions_.clear();
  unplaced_.clear();
  ahead_.clear();
  petitions_ahead_.clear();
  months_.clear();
  for (auto& [code, held] : cases_) {
    held.office = kNoOffice;
    held.contributions.clear();
    held.crossings.clear();
    held.unplaced.reset();
    Place(code, held);
  }
  for (auto& [code, held] : petitions_) {
    held.office = kNoOffice;
    Place(code, held);
  }
}

void Cases::AdvanceTo(Moment as_of) {
  if (as_of == as_of_) return;
  const bool back = as_of < as_of_;
  as_of_ = as_of;
  if (back) {
    touched_.all = true;
    PlaceAll();
    return;
  }
  // Late is judged before the as-of time.
  while (!ahead_.empty() && std::get<0>(*ahead_.begin()) < as_of_) {
    const std::string& code = *std::get<1>(*ahead_.begin());
    Place(code, cases_.find(code)->second);
  }
  while (!petitions_ahead_.empty() && petitions_ahead_.begin()->first < as_of_) {
    touched_.offices.insert(petitions_ahead_.begin()->second);
    petitions_ahead_.erase(petitions_ahead_.begin());
  }
}

void Cases::CountMonth(MonthNumber month, int by) {
  const auto found = months_.try_emplace(month).first;
  found->second += by;
  if (found->second == 0) months_.erase(found);
}

void Cases::CountMonths(const Contribution& contribution, int by) {
  CountMonth(contribution.opened, by);
  if (contribution.closed) CountMonth(*contribution.closed, by);
  if (contribution.late) CountMonth(*contribution.late, by);
}

Lines Cases::LinesOf(const std::string& code, const Case& held) const {
  Lines lines;
  const ByCode precedence(reference_.feeds(), Kind::kProgress, code);
  const auto earliest = [](MaybeMoment& moment, Moment time) {
    if (!moment || time < *moment) moment = time;
  };
  for (const auto& [key, line] : held.lines) {
    if (line.InForce(precedence) == nullptr) continue;
    const Moment time = std::get<Moment>(key);
    switch (std::get<DossierStatus>(key)) {
      case DossierStatus::kFinished:
        earliest(lines.finished, time);
        break;
      case DossierStatus::kReturned:
        earliest(lines.returned, time);
        break;
      case DossierStatus::kStopped:
        earliest(lines.stopped, time);
        break;
      case DossierStatus::kWithdrawn:
        earliest(lines.withdrawn, time);
        break;
      default:
        break;
    }
  }
  return lines;
}

bool Cases::IsDisliked(const std::string& code, const Case& held) const {
  if (!held.petitions.empty()) return true;
  const ByCode precedence(reference_.feeds(), Kind::kSatisfaction, code);
  return std::any_of(held.answers.begin(), held.answers.end(), [&](const auto& answer) {
    const bool* const dissatisfied = answer.second.InForce(precedence);
    return dissatisfied != nullptr && *dissatisfied;
  });
}

std::optional<DayNumber> Cases::TermOf(const Dossier& dossier, const Standpoint& stands,
                                       const Procedure* procedure) const {
  if (dossier.due || procedure == nullptr || !procedure->facts.max_working_days) return std::nullopt;
  return reference_.calendar().NthAfter(DayAt(*dossier.receive), *procedure->facts.max_working_days,
                                        stands.codes);
}

ProcedureId Cases::IdOf(const std::string& procedure_code) {
  return procedure_ids_.emplace(procedure_code, static_cast<ProcedureId>(procedure_ids_.size()))
      .first->second;
}

std::optional<ProcedureId> Cases::FindProcedure(const std::string& code) const {
  const auto found = procedure_ids_.find(code);
  return found == procedure_ids_.end() ? std::nullopt : std::optional<ProcedureId>(found->second);
}

void Cases::TakeOut(const std::string& code, Case& held) {
  if (held.unplaced) {
    const auto found = unplaced_.find(*held.unplaced);
    if (--found->second.count == 0) unplaced_.erase(found);
    held.unplaced.reset();
  }
  for (size_t i = 0; i < held.contributions.size(); ++i) {
    flows_[i].at(held.office).Take(held.contributions[i]);
    CountMonths(held.contributions[i], -1);
    if (held.crossings[i]) ahead_.erase({*held.crossings[i], &code, i});
  }
  if (held.office != kNoOffice) touched_.offices.insert(held.office);
  held.office = kNoOffice;
  held.contributions.clear();
  held.crossings.clear();
}

// Invariant: what is in the flows, in unplaced_ and in ahead_ of a case is what its fields say.
void Cases::Place(const std::string& text, Case& held) {
  // The key of the map, which stays where it is.
  const std::string& code = cases_.find(text)->first;
  TakeOut(code, held);
  const ByCode precedence(reference_.feeds(), Kind::kDossier, code);
  const Dossier* const dossier = held.dossier.InForce(precedence);
  if (dossier == nullptr || !IsReceived(*dossier)) return;
  const Standpoint stands =
      reference_.Stands(dossier->unit_code, dossier->unit_name, std::string(held.dossier.Sender(precedence)),
                        DayAt(*dossier->receive));
  if (stands.office == kNoOffice) {
    held.unplaced = dossier->unit_code.empty() ? dossier->unit_name : dossier->unit_code;
    Unplaced& unplaced = unplaced_[*held.unplaced];
    if (unplaced.count++ == 0) unplaced.example = code;
    return;
  }
  held.office = stands.office;
  touched_.offices.insert(held.office);
  const Procedure* const procedure = reference_.FindProcedure(stands.authority, dossier->procedure_code);
  const Lines lines = LinesOf(code, held);
  const bool disliked = IsDisliked(code, held);
  const std::optional<DayNumber> term = TermOf(*dossier, stands, procedure);
  for (size_t i = 0; i < choices_.size(); ++i) {
    const Course course = CourseOf(*dossier, lines, term, choices_[i]);
    Contribution& contribution = held.contributions.emplace_back();
    contribution.opened = MonthAt(course.receive);
    if (course.end) contribution.closed = MonthAt(*course.end);
    contribution.minutes = course.minutes;
    contribution.procedure = IdOf(dossier->procedure_code);
    contribution.traits =
        TraitsOf(*dossier, procedure != nullptr ? procedure->facts : ProcedureFacts(), choices_[i]);
    contribution.traits.Set(Trait::kDisliked, disliked);
    MaybeMoment& crossing = held.crossings.emplace_back();
    if (course.late && *course.late < as_of_) {
      contribution.late = MonthAt(*course.late);
    } else if (course.late) {
      crossing = course.late;
      ahead_.insert({*course.late, &code, i});
    }
    flows_[i][held.office].Put(contribution);
    CountMonths(contribution, 1);
  }
}

void Cases::TakeOut(const std::string& code, PetitionCase& held) {
  if (held.office != kNoOffice) {
    auto& of_office = placed_petitions_.at(held.office);
    const PlacedPetition& placed = of_office.at(code);
    CountMonth(MonthAt(placed.receive), -1);
    const auto ahead = petitions_ahead_.find({placed.fails_after, held.office});
    if (ahead != petitions_ahead_.end()) petitions_ahead_.erase(ahead);
    of_office.erase(code);
    touched_.offices.insert(held.office);
    held.office = kNoOffice;
  }
}

void Cases::Place(const std::string& code, PetitionCase& held) {
  TakeOut(code, held);
  const ByCode precedence(reference_.feeds(), Kind::kPetition, code);
  const Petition* const petition = held.petition.InForce(precedence);
  const std::string dossier_code = petition == nullptr ? "" : petition->dossier_code;
  if (dossier_code != held.dossier_code) {
    for (const std::string& changed : {held.dossier_code, dossier_code}) {
      if (changed.empty()) continue;
      Case& dossier = cases_[changed];
      if (changed == dossier_code) {
        dossier.petitions.insert(code);
      } else {
        dossier.petitions.erase(code);
      }
      Place(changed, dossier);
    }
    held.dossier_code = dossier_code;
  }
  if (petition == nullptr) return;
  const Standpoint stands = reference_.Stands(
      petition->unit_code, "", std::string(held.petition.Sender(precedence)), DayAt(petition->receive));
  if (stands.office == kNoOffice) return;
  held.office = stands.office;
  touched_.offices.insert(held.office);
  const PlacedPetition placed = {.receive = petition->receive,
                                 .fails_after = FailsAfter(*petition, reference_.calendar(), stands.codes),
                                 .disliked = petition->dissatisfied || petition->repeated};
  placed_petitions_[held.office][code] = placed;
  CountMonth(MonthAt(placed.receive), 1);
  if (placed.fails_after != kNever && placed.fails_after >= as_of_) {
    petitions_ahead_.insert({placed.fails_after, held.office});
  }
}

const Flows* Cases::FlowsOf(OfficeId office, const Choices& choices) const {
  const size_t i = std::find(choices_.begin(), choices_.end(), choices) - choices_.begin();
  if (i == choices_.size()) return nullptr;
  const auto found = flows_[i].find(office);
  return found == flows_[i].end() ? nullptr : &found->second;
}

MonthNumber Cases::FirstMonthOf(OfficeId office) const {
  MonthNumber first = std::numeric_limits<MonthNumber>::max();
  for (const auto& flows : flows_) {
    const auto found = flows.find(office);
    if (found != flows.end() && !found->second.empty()) first = std::min(first, found->second.first_month());
  }
  if (const auto* const petitions = PetitionsOf(office)) {
    for (const auto& [code, petition] : *petitions) first = std::min(first, MonthAt(petition.receive));
  }
  return first;
}

const std::map<std::string, PlacedPetition>* Cases::PetitionsOf(OfficeId office) const {
  const auto found = placed_petitions_.find(office);
  return found == placed_petitions_.end() ? nullptr : &found->second;
}

}  // namespace chiso::core
