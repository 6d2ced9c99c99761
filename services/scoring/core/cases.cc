#include "services/scoring/core/cases.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace chiso::core {
namespace {

// Of a row's field. What has no number there stands under the number 0, of the empty name: a unit that nobody
// knows, a procedure of which nothing is said.
constexpr NameId kMaxUnits = (1u << 22) - 1;
constexpr NameId kMaxProcedures = (1u << 20) - 1;
// A sender with a greater number is kept with its version, beside the row.
constexpr NameId kMaxSenders = (1u << 16) - 1;

NameId IdWithin(Names& names, absl::string_view name, NameId max) {
  if (names.size() > max && !names.Find(name)) return 0;
  return names.IdOf(name);
}

// Of the first 8 bytes the greater is of the greater digest; of two contents with the same, one in 2^64, the
// one that came first stays.
uint64_t TieOf(const std::string& digest) {
  uint64_t tie = 0;
  for (size_t i = 0; i < 8; ++i) tie = tie << 8 | (i < digest.size() ? static_cast<uint8_t>(digest[i]) : 0u);
  return tie;
}

// Newest revision wins.
template <typename A, typename B>
bool IsNewer(const A& a, const B& b) {
  return std::tuple(a.revision, a.order, a.tie) > std::tuple(b.revision, b.order, b.tie);
}

bool Contradicts(const Row& a, const Row& b) {
  return a.revision == b.revision && a.order == b.order && a.tie != b.tie;
}

bool MattersToAnEnd(DossierStatus status) {
  return status == DossierStatus::kFinished || status == DossierStatus::kReturned ||
         status == DossierStatus::kStopped || status == DossierStatus::kWithdrawn;
}

// The side table's entry of the row; null: none.
template <typename Map>
auto* FindIn(Map& map, RowId id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

Cases::Cases(const Reference& reference, std::vector<Choices> choices)
    : reference_(reference), choices_(std::move(choices)), flows_(choices_.size()) {
  if (choices_.size() > kMaxChoices) std::abort();  // refused where definitions are read
  units_.IdOf("");
  procedures_.IdOf("");
}

// What records say.

Row Cases::RowFrom(const DossierFact& fact, uint64_t code, NameId sender) {
  const Dossier& dossier = fact.dossier;
  Row row;
  row.code = code;
  row.revision = fact.origin.version.revision;
  row.order = fact.origin.version.order;
  row.tie = TieOf(fact.origin.version.digest);
  row.sender = std::min(sender, kMaxSenders);
  row.is_retracted = fact.origin.retracted;
  if (fact.origin.retracted) return row;
  row.has_dossier = true;
  const Brief brief = core::BriefOf(dossier, Choices());
  row.status = static_cast<uint64_t>(brief.status);
  row.receive = Pack(brief.receive);
  row.due = Pack(brief.due);
  row.own_end = Pack(brief.own_end);
  row.own_end_basis = static_cast<uint64_t>(brief.own_end_basis);
  row.flags = brief.flags.bits();
  row.unit_is_name = dossier.unit_code.empty();
  row.unit = IdWithin(units_, dossier.unit_code.empty() ? dossier.unit_name : dossier.unit_code, kMaxUnits);
  row.procedure = IdWithin(procedures_, dossier.procedure_code, kMaxProcedures);
  for (size_t i = 0; i < choices_.size(); ++i) {
    if (core::BriefOf(dossier, choices_[i]).asks_population_database) row.population_database |= 1u << i;
  }
  return row;
}

// Leaves alone what is said under the same code beside the dossier.
void Cases::SetContent(RowId id, const Row& content, const std::vector<Supplement>& supplements) {
  Row& row = rows_[id];
  Row next = content;
  next.code = row.code;
  next.has_lines = row.has_lines;
  next.has_dislikes = row.has_dislikes;
  next.has_several = row.has_several;
  next.late = 0;
  next.has_supplements = !supplements.empty();
  if (next.has_supplements) {
    supplements_[id] = supplements;
  } else if (row.has_supplements) {
    supplements_.erase(id);
  }
  row = next;
}

void Cases::Apply(const DossierFact& fact) {
  const RowId id = rows_.RowOf(codes_.Pack(fact.code));
  const NameId sender = senders_.IdOf(fact.origin.sender);
  Row incoming = RowFrom(fact, rows_[id].code, sender);
  Row& row = rows_[id];
  const bool is_first = row.revision == 0;
  if (!row.has_several && (is_first || row.sender == sender) && sender < kMaxSenders) {
    const bool contradicts = !is_first && Contradicts(incoming, row);
    if (!is_first && !IsNewer(incoming, row)) {
      row.is_contested |= contradicts ? 1u : 0u;
      return;
    }
    incoming.is_contested = contradicts;
    TakeOut(id);
    SetContent(id, incoming, fact.dossier.supplements);
    Put(id);
    return;
  }
  std::vector<Version>& versions = versions_[id];
  if (!row.has_several && !is_first) {
    const std::vector<Supplement>* const supplements = FindIn(supplements_, id);
    versions.push_back({static_cast<NameId>(row.sender), row,
                        supplements != nullptr ? *supplements : std::vector<Supplement>()});
  }
  auto held = std::find_if(versions.begin(), versions.end(),
                           [sender](const Version& version) { return version.sender == sender; });
  if (held == versions.end()) {
    held = versions.insert(versions.end(), {sender, incoming, fact.dossier.supplements});
  } else if (IsNewer(incoming, held->row)) {
    incoming.is_contested = Contradicts(incoming, held->row);
    *held = {sender, incoming, fact.dossier.supplements};
  } else if (Contradicts(incoming, held->row)) {
    held->row.is_contested = true;
  }
  TakeOut(id);
  row.has_several = true;
  Choose(id);
  Put(id);
}

// Of those that are not taken back the one whose sender has the smallest precedence, then the newest.
void Cases::Choose(RowId id) {
  const absl::string_view unit = codes_.UnitOf(rows_[id].code);
  const auto precedence = [&](const Version& version) {
    return reference_.feeds().PrecedenceOf(senders_.NameOf(version.sender), Kind::kDossier, unit);
  };
  const std::vector<Version>& versions = versions_.at(id);
  const Version* chosen = &versions.front();
  for (const Version& version : versions) {
    if (version.row.is_retracted != chosen->row.is_retracted) {
      if (chosen->row.is_retracted) chosen = &version;
      continue;
    }
    const int of_version = precedence(version);
    const int of_chosen = precedence(*chosen);
    if (of_version != of_chosen ? of_version < of_chosen : IsNewer(version.row, chosen->row)) {
      chosen = &version;
    }
  }
  SetContent(id, chosen->row, chosen->supplements);
}

void Cases::Apply(const LineFact& fact) {
  if (!MattersToAnEnd(fact.status)) return;
  const RowId id = rows_.RowOf(codes_.Pack(fact.dossier_code));
  const Line incoming = {.time = fact.time,
                         .nanos = fact.nanos,
                         .status = fact.status,
                         .is_retracted = fact.origin.retracted,
                         .sender = senders_.IdOf(fact.origin.sender),
                         .revision = fact.origin.version.revision,
                         .order = fact.origin.version.order,
                         .tie = TieOf(fact.origin.version.digest)};
  std::vector<Line>& lines = lines_[id];
  const auto held = std::find_if(lines.begin(), lines.end(), [&incoming](const Line& line) {
    return std::tie(line.time, line.nanos, line.status, line.sender) ==
           std::tie(incoming.time, incoming.nanos, incoming.status, incoming.sender);
  });
  if (held != lines.end() && !IsNewer(incoming, *held)) return;
  TakeOut(id);
  rows_[id].has_lines = true;
  if (held == lines.end()) {
    lines.push_back(incoming);
  } else {
    *held = incoming;
  }
  Put(id);
}

void Cases::Apply(const AnswerFact& fact) {
  const RowId id = rows_.RowOf(codes_.Pack(fact.dossier_code));
  const Answer incoming = {.code = fact.code,
                           .sender = senders_.IdOf(fact.origin.sender),
                           .is_retracted = fact.origin.retracted,
                           .is_dissatisfied = fact.dissatisfied,
                           .revision = fact.origin.version.revision,
                           .order = fact.origin.version.order,
                           .tie = TieOf(fact.origin.version.digest)};
  std::vector<Answer>& answers = answers_[id];
  const auto held = std::find_if(answers.begin(), answers.end(), [&incoming](const Answer& answer) {
    return answer.sender == incoming.sender && answer.code == incoming.code;
  });
  if (held != answers.end() && !IsNewer(incoming, *held)) return;
  TakeOut(id);
  rows_[id].has_dislikes = true;
  if (held == answers.end()) {
    answers.push_back(incoming);
  } else {
    *held = incoming;
  }
  Put(id);
}

void Cases::Apply(const PetitionFact& fact) {
  PetitionCase& held = petitions_[fact.code];
  if (!held.petition.Take(fact.origin, fact.petition)) return;
  TakeOut(fact.code, held);
  Put(fact.code, held);
}

// What is true of a row.

Brief Cases::BriefOf(RowId id, size_t choice) const {
  const Row& row = rows_[id];
  Brief brief = {.status = static_cast<DossierStatus>(row.status),
                 .receive = Unpack(row.receive),
                 .due = Unpack(row.due),
                 .own_end = Unpack(row.own_end),
                 .own_end_basis = static_cast<EndBasis>(row.own_end_basis),
                 .flags = DossierFlags(static_cast<uint16_t>(row.flags)),
                 .asks_population_database = (row.population_database >> choice & 1u) != 0,
                 .supplements = {}};
  if (row.has_supplements) brief.supplements = supplements_.at(id);
  return brief;
}

// A line is there where any sender has it: it says nothing but its key.
Lines Cases::LinesOf(RowId id) const {
  Lines earliest;
  if (!rows_[id].has_lines) return earliest;
  for (const Line& line : lines_.at(id)) {
    if (line.is_retracted) continue;
    MaybeMoment& of_status = line.status == DossierStatus::kFinished   ? earliest.finished
                             : line.status == DossierStatus::kReturned ? earliest.returned
                             : line.status == DossierStatus::kStopped  ? earliest.stopped
                                                                       : earliest.withdrawn;
    if (!of_status || line.time < *of_status) of_status = line.time;
  }
  return earliest;
}

bool Cases::IsDisliked(RowId id) const {
  if (!rows_[id].has_dislikes) return false;
  if (const int32_t* const petitions = FindIn(naming_petitions_, id);
      petitions != nullptr && *petitions > 0) {
    return true;
  }
  const std::vector<Answer>* const answers = FindIn(answers_, id);
  if (answers == nullptr) return false;
  const absl::string_view unit = codes_.UnitOf(rows_[id].code);
  const auto precedence = [&](const Answer& answer) {
    return reference_.feeds().PrecedenceOf(senders_.NameOf(answer.sender), Kind::kSatisfaction, unit);
  };
  // Dissatisfied, and no other sender's answer of the same code goes before it.
  return std::any_of(answers->begin(), answers->end(), [&](const Answer& answer) {
    if (answer.is_retracted || !answer.is_dissatisfied) return false;
    return std::none_of(answers->begin(), answers->end(), [&](const Answer& other) {
      if (other.is_retracted || other.code != answer.code || &other == &answer) return false;
      const int of_other = precedence(other);
      const int of_answer = precedence(answer);
      return of_other != of_answer ? of_other < of_answer : IsNewer(other, answer);
    });
  });
}

const Standpoint& Cases::StandsAt(const Row& row) const {
  const DayNumber day = DayAt(*Unpack(row.receive));
  const absl::Span<const DayNumber> turns = reference_.turning_days();
  const auto run = static_cast<uint32_t>(std::upper_bound(turns.begin(), turns.end(), day) - turns.begin());
  NameId sender = static_cast<NameId>(row.sender);
  if (sender == kMaxSenders) {
    // Its number is with the version in force.
    for (const Version& version : versions_.at(*rows_.Find(row.code))) {
      if (version.row.revision == row.revision && version.row.tie == row.tie) sender = version.sender;
    }
  }
  const auto [found, is_new] =
      standpoints_.try_emplace({static_cast<NameId>(row.unit), row.unit_is_name != 0, sender, run});
  if (is_new) {
    const std::string& name = units_.NameOf(static_cast<NameId>(row.unit));
    found->second = reference_.Stands(row.unit_is_name ? "" : name, row.unit_is_name ? name : "",
                                      senders_.NameOf(sender), day);
  }
  return found->second;
}

const ProcedureFacts& Cases::FactsOf(const Standpoint& stands, NameId procedure) const {
  const auto [found, is_new] = procedure_facts_.try_emplace({&stands, procedure});
  if (is_new) {
    const Procedure* const known = reference_.FindProcedure(stands.authority, procedures_.NameOf(procedure));
    if (known != nullptr) found->second = known->facts;
  }
  return found->second;
}

// What it adds up to.

Cases::Placed Cases::PlaceOf(const Row& row) const {
  if (!row.has_dossier || row.receive == 0) return {};
  const auto status = static_cast<DossierStatus>(row.status);
  if (!IsReceived(Brief{.status = status, .receive = Unpack(row.receive)})) return {};
  const Standpoint& stands = StandsAt(row);
  return {stands.office == kNoOffice ? nullptr : &stands, true};
}

template <typename F>
void Cases::ForEachContribution(RowId id, const Standpoint& stands, F f) const {
  const Row& row = rows_[id];
  const auto procedure = static_cast<NameId>(row.procedure);
  const ProcedureFacts facts = FactsOf(stands, procedure);
  const Lines lines = LinesOf(id);
  const bool disliked = IsDisliked(id);
  std::optional<DayNumber> term;
  if (row.due == 0 && facts.max_working_days) {
    term = reference_.calendar().NthAfter(DayAt(*Unpack(row.receive)), *facts.max_working_days, stands.codes);
  }
  for (size_t i = 0; i < choices_.size(); ++i) {
    const Brief brief = BriefOf(id, i);
    const Course course = CourseOf(brief, lines, term, choices_[i]);
    Contribution contribution;
    contribution.opened = MonthAt(course.receive);
    if (course.end) contribution.closed = MonthAt(*course.end);
    contribution.minutes = course.minutes;
    contribution.procedure = procedure;
    contribution.traits = TraitsOf(brief, facts, choices_[i]);
    contribution.traits.Set(Trait::kDisliked, disliked);
    f(i, contribution, course.late);
  }
}

void Cases::CountUnplaced(RowId id, int by) {
  const std::string& unit = units_.NameOf(static_cast<NameId>(rows_[id].unit));
  const auto found = unplaced_.try_emplace(unit).first;
  if (found->second.count == 0) found->second.example = codes_.Unpack(rows_[id].code);
  found->second.count += by;
  if (by > 0) {
    codes_of_unplaced_.try_emplace(unit, CodeSet(Codes::Before{&codes_}))
        .first->second.insert(rows_[id].code);
  }
  if (found->second.count == 0) unplaced_.erase(found);
}

void Cases::Put(RowId id) {
  Row& row = rows_[id];
  const Placed placed = PlaceOf(row);
  if (!placed.counts) return;
  if (placed.stands == nullptr) return CountUnplaced(id, 1);
  const OfficeId office = placed.stands->office;
  if (!touched_.all) touched_.offices.insert(office);
  codes_of_office_.try_emplace(office, CodeSet(Codes::Before{&codes_})).first->second.insert(row.code);
  ForEachContribution(id, *placed.stands, [&](size_t i, Contribution contribution, const MaybeMoment& late) {
    if (late && *late < as_of_) {
      contribution.late = MonthAt(*late);
      row.late |= 1u << i;
    } else if (late) {
      ahead_.insert({*late, id, static_cast<uint8_t>(i)});
    }
    flows_[i][office].Put(contribution);
    CountMonths(contribution, 1);
  });
}

void Cases::TakeOut(RowId id) {
  Row& row = rows_[id];
  const Placed placed = PlaceOf(row);
  if (!placed.counts) return;
  if (placed.stands == nullptr) return CountUnplaced(id, -1);
  const OfficeId office = placed.stands->office;
  if (!touched_.all) touched_.offices.insert(office);
  ForEachContribution(id, *placed.stands, [&](size_t i, Contribution contribution, const MaybeMoment& late) {
    if ((row.late >> i & 1u) != 0) {
      contribution.late = MonthAt(*late);
    } else if (late) {
      ahead_.erase({*late, id, static_cast<uint8_t>(i)});
    }
    flows_[i].at(office).Take(contribution);
    CountMonths(contribution, -1);
  });
  row.late = 0;
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

// Petitions.

void Cases::NamesDossier(const std::string& code, int by) {
  const RowId id = rows_.RowOf(codes_.Pack(code));
  TakeOut(id);
  rows_[id].has_dislikes = true;
  naming_petitions_[id] += by;
  Put(id);
}

void Cases::TakeOut(const std::string& code, PetitionCase& held) {
  if (!held.dossier_code.empty()) NamesDossier(held.dossier_code, -1);
  held.dossier_code.clear();
  if (held.office == kNoOffice) return;
  auto& of_office = placed_petitions_.at(held.office);
  const auto placed = of_office.find(code);
  CountMonth(MonthAt(placed->second.receive), -1);
  const auto ahead = petitions_ahead_.find({placed->second.fails_after, held.office});
  if (ahead != petitions_ahead_.end()) petitions_ahead_.erase(ahead);
  of_office.erase(placed);
  touched_.offices.insert(held.office);
  held.office = kNoOffice;
}

void Cases::Put(const std::string& code, PetitionCase& held) {
  const absl::string_view unit = UnitInCode(code);
  const auto precedence = [&](absl::string_view sender) {
    return reference_.feeds().PrecedenceOf(sender, Kind::kPetition, unit);
  };
  const Petition* const petition = held.petition.InForce(precedence);
  if (petition == nullptr) return;
  if (!petition->dossier_code.empty()) NamesDossier(petition->dossier_code, 1);
  held.dossier_code = petition->dossier_code;
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

// What changes all of it.

void Cases::Settle(const Reference::Changed& changed) {
  if (changed.any()) touched_.all = true;
  if (changed.precedence) {
    for (const auto& [id, versions] : versions_) Choose(id);
  }
  if (changed.units || changed.placement || changed.precedence) return PlaceAll();
  if (!changed.procedure_codes.empty()) PlaceOfProcedures(changed.procedure_codes);
}

// All are taken out by what the procedures said before any is put in by what they say now.
void Cases::PlaceOfProcedures(const std::set<std::string>& codes) {
  absl::flat_hash_set<NameId> procedures;
  for (const std::string& code : codes) {
    if (const std::optional<NameId> id = procedures_.Find(code)) procedures.insert(*id);
  }
  std::vector<RowId> affected;
  for (RowId id = 0; id < rows_.size(); ++id) {
    if (!procedures.contains(static_cast<NameId>(rows_[id].procedure))) continue;
    TakeOut(id);
    affected.push_back(id);
  }
  absl::erase_if(procedure_facts_,
                 [&](const auto& entry) { return procedures.contains(entry.first.second); });
  for (const RowId id : affected) Put(id);
}

void Cases::PlaceAll() {
  standpoints_.clear();
  procedure_facts_.clear();
  touched_.all = true;
  touched_.offices.clear();
  for (auto& flows : flows_) flows.clear();
  unplaced_.clear();
  codes_of_office_.clear();
  codes_of_unplaced_.clear();
  months_.clear();
  ahead_.clear();
  placed_petitions_.clear();
  petitions_ahead_.clear();
  for (RowId id = 0; id < rows_.size(); ++id) {
    rows_[id].late = 0;
    Put(id);
  }
  for (auto& [code, held] : petitions_) {
    held.office = kNoOffice;
    TakeOut(code, held);
    Put(code, held);
  }
}

void Cases::AdvanceTo(Moment as_of) {
  if (as_of == as_of_) return;
  const bool back = as_of < as_of_;
  as_of_ = as_of;
  if (back) return PlaceAll();
  // Late is judged before the as-of time.
  while (!ahead_.empty() && std::get<Moment>(*ahead_.begin()) < as_of_) {
    const RowId id = std::get<RowId>(*ahead_.begin());
    TakeOut(id);
    Put(id);
  }
  while (!petitions_ahead_.empty() && petitions_ahead_.begin()->first < as_of_) {
    touched_.offices.insert(petitions_ahead_.begin()->second);
    petitions_ahead_.erase(petitions_ahead_.begin());
  }
}

const Flows* Cases::FlowsOf(OfficeId office, const Choices& choices) const {
  const size_t i = std::find(choices_.begin(), choices_.end(), choices) - choices_.begin();
  if (i == choices_.size()) return nullptr;
  const auto found = flows_[i].find(office);
  return found == flows_[i].end() ? nullptr : &found->second;
}

const std::map<std::string, PlacedPetition>* Cases::PetitionsOf(OfficeId office) const {
  const auto found = placed_petitions_.find(office);
  return found == placed_petitions_.end() ? nullptr : &found->second;
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

}  // namespace chiso::core
