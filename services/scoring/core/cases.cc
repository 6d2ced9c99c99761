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

Row Cases::RowFrom(const DossierFact& fact, uint64_t code) {
  const Dossier& dossier = fact.dossier;
  Row row;
  row.code = code;
  row.revision = fact.origin.version.revision;
  row.order = fact.origin.version.order;
  row.tie = TieOf(fact.origin.version.digest);
  row.sender = std::min(senders_.IdOf(fact.origin.sender), kMaxSenders);
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
  next.late = row.late;
  next.has_supplements = !supplements.empty();
  if (next.has_supplements) {
    supplements_[id] = supplements;
  } else if (row.has_supplements) {
    supplements_.erase(id);
  }
  row = next;
}

void Cases::Apply(absl::Span<const DossierFact* const> facts) {
  std::array<Row, kBlock> rows;
  std::array<const Row*, kBlock> said;
  for (; !facts.empty(); facts.remove_prefix(std::min(kBlock, facts.size()))) {
    const auto block = facts.subspan(0, kBlock);
    for (size_t i = 0; i < block.size(); ++i) {
      rows[i] = RowFrom(*block[i], codes_.Pack(block[i]->code));
      said[i] = &rows[i];
      rows_.PrefetchSlot(rows[i].code);
    }
    for (size_t i = 0; i < block.size(); ++i) rows_.PrefetchRow(rows[i].code);
    Prefetch(absl::MakeConstSpan(said.data(), block.size()));
    for (size_t i = 0; i < block.size(); ++i) Apply(rows_.RowOf(rows[i].code), rows[i], *block[i]);
  }
}

void Cases::Apply(RowId id, const Row& said, const DossierFact& fact) {
  const NameId sender = senders_.IdOf(fact.origin.sender);
  Row incoming = said;
  Row& row = rows_[id];
  const bool is_first = row.revision == 0;
  if (!row.has_several && (is_first || row.sender == sender) && sender < kMaxSenders) {
    const bool contradicts = !is_first && Contradicts(incoming, row);
    if (!is_first && !IsNewer(incoming, row)) {
      row.is_contested |= contradicts ? 1u : 0u;
      return;
    }
    incoming.is_contested = contradicts;
    const Addition before = AdditionOf(id);
    SetContent(id, incoming, fact.dossier.supplements);
    return Replace(id, before);
  }
  const Addition before = AdditionOf(id);
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
  row.has_several = true;
  Choose(id);
  Replace(id, before);
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
  const Addition before = AdditionOf(id);
  rows_[id].has_lines = true;
  if (held == lines.end()) {
    lines.push_back(incoming);
  } else {
    *held = incoming;
  }
  Replace(id, before);
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
  const Addition before = AdditionOf(id);
  rows_[id].has_dislikes = true;
  if (held == answers.end()) {
    answers.push_back(incoming);
  } else {
    *held = incoming;
  }
  Replace(id, before);
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

}  // namespace chiso::core
