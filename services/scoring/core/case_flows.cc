// What the cases add up to: where they count, and the flows of every office.

#include <algorithm>
#include <limits>

#include "services/scoring/core/cases.h"

namespace chiso::core {

// Where a row counts.

const Cases::Stand& Cases::StandOf(const Row& row) const {
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
  const auto unit = static_cast<NameId>(row.unit);
  const StandKey key{unit, row.unit_is_name != 0, sender, run};
  if (latest_stand_.size() <= unit) latest_stand_.resize(units_.size());
  if (latest_stand_[unit] != nullptr && latest_stand_[unit]->first == key) return latest_stand_[unit]->second;
  const auto [found, is_new] = stands_.try_emplace(key);
  latest_stand_[unit] = &*found;
  if (is_new) {
    const std::string& name = units_.NameOf(unit);
    Stand& stand = found->second;
    stand.point = reference_.Stands(row.unit_is_name ? "" : name, row.unit_is_name ? name : "",
                                    senders_.NameOf(sender), day);
    stand.authority = authorities_.IdOf(stand.point.authority);
  }
  return found->second;
}

const ProcedureFacts& Cases::FactsOf(const Stand& stand, NameId procedure) const {
  const auto [found, is_new] = procedure_facts_.try_emplace({stand.authority, procedure});
  if (is_new) {
    const Procedure* const known =
        reference_.FindProcedure(stand.point.authority, procedures_.NameOf(procedure));
    if (known != nullptr) found->second = known->facts;
  }
  return found->second;
}

Cases::Placed Cases::PlaceOf(const Row& row) const {
  if (!row.has_dossier || row.receive == 0) return {};
  const auto status = static_cast<DossierStatus>(row.status);
  if (!IsReceived(Brief{.status = status, .receive = Unpack(row.receive)})) return {};
  const Stand& stand = StandOf(row);
  return {stand.point.office == kNoOffice ? nullptr : &stand, true};
}

// What a row adds.

Cases::Addition Cases::AdditionOf(RowId id) const {
  const Row& row = rows_[id];
  Addition addition{.placed = PlaceOf(row), .unit = static_cast<NameId>(row.unit)};
  if (addition.placed.stand == nullptr) return addition;
  const Stand& stand = *addition.placed.stand;
  const auto procedure = static_cast<NameId>(row.procedure);
  const ProcedureFacts& facts = FactsOf(stand, procedure);
  const Lines lines = LinesOf(id);
  const bool disliked = IsDisliked(id);
  std::optional<DayNumber> term;
  if (row.due == 0 && facts.max_working_days) {
    term = reference_.calendar().NthAfter(DayAt(*Unpack(row.receive)), *facts.max_working_days,
                                          stand.point.codes);
  }
  for (size_t i = 0; i < choices_.size(); ++i) {
    const Brief brief = BriefOf(id, i);
    const Course course = CourseOf(brief, lines, term, choices_[i]);
    Contribution& contribution = addition.contributions[i];
    contribution.opened = MonthAt(course.receive);
    if (course.end) contribution.closed = MonthAt(*course.end);
    contribution.minutes = course.minutes;
    contribution.procedure = procedure;
    contribution.traits = TraitsOf(brief, facts, choices_[i]);
    contribution.traits.Set(Trait::kDisliked, disliked);
    addition.late[i] = course.late;
    if ((row.late >> i & 1u) != 0) contribution.late = MonthAt(*course.late);
  }
  return addition;
}

// Late is judged before the as-of time.
Cases::Addition Cases::Judge(RowId id) {
  Row& row = rows_[id];
  row.late = 0;
  Addition addition = AdditionOf(id);
  for (size_t i = 0; i < choices_.size(); ++i) {
    if (!addition.late[i] || *addition.late[i] >= as_of_) continue;
    addition.contributions[i].late = MonthAt(*addition.late[i]);
    row.late |= 1u << i;
  }
  return addition;
}

void Cases::Count(RowId id, const Addition& addition, int by) {
  if (!addition.placed.counts) return;
  const OfficeId office = addition.placed.office();
  if (office == kNoOffice) return CountUnplaced(id, addition.unit, by);
  for (size_t i = 0; i < choices_.size(); ++i) CountContribution(i, office, addition.contributions[i], by);
  if (!touched_.all) touched_.offices.insert(office);
}

void Cases::Await(RowId id, const Addition& addition, const Addition& before) {
  const OfficeId office = addition.placed.office();
  if (office == kNoOffice) return;
  const bool stays = office == before.placed.office();
  for (size_t i = 0; i < choices_.size(); ++i) {
    const MaybeMoment& late = addition.late[i];
    if (late && *late >= as_of_ && !(stays && before.late[i] == late)) ahead_.Add(*late, id);
  }
}

void Cases::List(RowId id, OfficeId office) {
  if (office == kNoOffice) return;
  if (codes_of_office_.size() <= static_cast<size_t>(office)) {
    codes_of_office_.resize(reference_.offices().all().size(), CodeSet(Codes::Before{&codes_}));
  }
  codes_of_office_[office].insert(rows_[id].code);
}

void Cases::Replace(RowId id, const Addition& before) {
  const Addition after = Judge(id);
  const OfficeId office = after.placed.office();
  Await(id, after, before);
  if (office == kNoOffice || office != before.placed.office()) {
    Count(id, before, -1);
    Count(id, after, 1);
    return List(id, office);
  }
  bool differs = false;
  for (size_t i = 0; i < choices_.size(); ++i) {
    if (before.contributions[i] == after.contributions[i]) continue;
    CountContribution(i, office, before.contributions[i], -1);
    CountContribution(i, office, after.contributions[i], 1);
    differs = true;
  }
  if (differs && !touched_.all) touched_.offices.insert(office);
}

void Cases::Put(RowId id, bool lists) {
  const Addition addition = Judge(id);
  Await(id, addition, Addition());
  Count(id, addition, 1);
  if (lists) List(id, addition.placed.office());
}

void Cases::TakeOut(RowId id) {
  Count(id, AdditionOf(id), -1);
  rows_[id].late = 0;
}

void Cases::CountUnplaced(RowId id, NameId unit, int by) {
  const std::string& name = units_.NameOf(unit);
  const auto found = unplaced_.try_emplace(name).first;
  if (found->second.count == 0) found->second.example = codes_.Unpack(rows_[id].code);
  found->second.count += by;
  if (by > 0) {
    codes_of_unplaced_.try_emplace(name, CodeSet(Codes::Before{&codes_}))
        .first->second.insert(rows_[id].code);
  }
  if (found->second.count == 0) unplaced_.erase(found);
}

// Step by step: what a step reads has been fetched by the one before.
void Cases::Prefetch(absl::Span<const Row* const> rows) {
  std::array<Flows*, kBlock> flows = {};
  for (size_t i = 0; i < rows.size() && !flows_.empty(); ++i) {
    // A sender beside the row is looked up later.
    const OfficeId office = rows[i]->sender == kMaxSenders ? kNoOffice : PlaceOf(*rows[i]).office();
    if (office == kNoOffice) continue;
    flows[i] = &FlowsAt(0, office);
    __builtin_prefetch(flows[i]);
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (flows[i] != nullptr) flows[i]->PrefetchMonth(MonthAt(*Unpack(rows[i]->receive)));
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (flows[i] == nullptr) continue;
    flows[i]->PrefetchProcedure(MonthAt(*Unpack(rows[i]->receive)), static_cast<NameId>(rows[i]->procedure));
  }
}

Flows& Cases::FlowsAt(size_t choice, OfficeId office) {
  std::vector<Flows>& of_offices = flows_[choice];
  if (of_offices.size() <= static_cast<size_t>(office)) of_offices.resize(reference_.offices().all().size());
  return of_offices[office];
}

void Cases::CountContribution(size_t choice, OfficeId office, const Contribution& contribution, int by) {
  Flows& flows = FlowsAt(choice, office);
  if (by > 0) {
    flows.Put(contribution);
  } else {
    flows.Take(contribution);
  }
  CountMonth(contribution.opened, by);
  if (contribution.closed) CountMonth(*contribution.closed, by);
  if (contribution.late) CountMonth(*contribution.late, by);
}

void Cases::CountMonth(MonthNumber month, int by) {
  const auto found = months_.try_emplace(month).first;
  found->second += by;
  if (found->second == 0) months_.erase(found);
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
  if (changed.units || changed.placement || changed.precedence) return PlaceAll(true);
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

void Cases::PlaceAll(bool offices_changed) {
  if (offices_changed) {
    latest_stand_.clear();
    stands_.clear();
    authorities_ = Names();
    procedure_facts_.clear();
    codes_of_office_.clear();
    codes_of_unplaced_.clear();
  }
  touched_.all = true;
  touched_.offices.clear();
  for (auto& flows : flows_) flows.clear();
  unplaced_.clear();
  months_.clear();
  ahead_ = Ahead();
  placed_petitions_.clear();
  petitions_ahead_.clear();
  std::array<const Row*, kBlock> block;
  for (RowId next = 0; next < rows_.size();) {
    const RowId begin = next;
    for (; next < rows_.size() && next - begin < kBlock; ++next) block[next - begin] = &rows_[next];
    Prefetch(absl::MakeConstSpan(block.data(), next - begin));
    for (RowId id = begin; id < next; ++id) Put(id, offices_changed);
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
  if (back) return PlaceAll(false);
  ahead_.PassTo(as_of_, [this](RowId id) {
    Addition before = AdditionOf(id);
    // What is still ahead is not named any longer.
    for (MaybeMoment& late : before.late) late.reset();
    Replace(id, before);
  });
  while (!petitions_ahead_.empty() && petitions_ahead_.begin()->first < as_of_) {
    touched_.offices.insert(petitions_ahead_.begin()->second);
    petitions_ahead_.erase(petitions_ahead_.begin());
  }
}

const Flows* Cases::FlowsOf(OfficeId office, const Choices& choices) const {
  const size_t i = NumberOf(choices);
  if (i == choices_.size() || flows_[i].size() <= static_cast<size_t>(office)) return nullptr;
  const Flows& flows = flows_[i][office];
  return flows.empty() ? nullptr : &flows;
}

const std::map<std::string, PlacedPetition>* Cases::PetitionsOf(OfficeId office) const {
  const auto found = placed_petitions_.find(office);
  return found == placed_petitions_.end() ? nullptr : &found->second;
}

MonthNumber Cases::FirstMonthOf(OfficeId office) const {
  MonthNumber first = std::numeric_limits<MonthNumber>::max();
  for (const auto& flows : flows_) {
    if (flows.size() <= static_cast<size_t>(office) || flows[office].empty()) continue;
    first = std::min(first, flows[office].first_month());
  }
  if (const auto* const petitions = PetitionsOf(office)) {
    for (const auto& [code, petition] : *petitions) first = std::min(first, MonthAt(petition.receive));
  }
  return first;
}

}  // namespace chiso::core
