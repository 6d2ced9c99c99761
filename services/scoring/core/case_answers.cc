// What is asked of the cases about one dossier.

#include <algorithm>
#include <queue>

#include "services/scoring/core/cases.h"

namespace chiso::core {
namespace {

// Of a digest, as much as rows keep.
std::string TieText(uint64_t tie) {
  std::string text;
  for (int shift = 56; shift >= 0; shift -= 8) text.push_back(static_cast<char>(tie >> shift & 0xff));
  return text;
}
Origin Shortened(const Origin& origin) {
  Origin shortened = origin;
  shortened.version.digest.resize(8);
  return shortened;
}

// Adds what a sender has said to a register.
void Take(const std::string& sender, int64_t revision, int64_t order, uint64_t tie, bool is_retracted,
          bool is_contested, Register<bool>& held) {
  Origin origin = {.version = {revision, order, ""}, .retracted = is_retracted, .sender = sender};
  // Something else of the same age.
  if (is_contested) held.Take(origin, true);
  origin.version.digest = TieText(tie);
  held.Take(origin, true);
}

}  // namespace

size_t Cases::NumberOf(const Choices& choices) const {
  return std::find(choices_.begin(), choices_.end(), choices) - choices_.begin();
}

CaseView Cases::ViewOf(RowId id, size_t choice) const {
  const Row& row = rows_[id];
  CaseView view{.code = codes_.Unpack(row.code),
                .is_in_force = row.has_dossier != 0,
                .revision = row.revision,
                .sender = senders_.NameOf(static_cast<NameId>(row.sender))};
  if (!view.is_in_force) return view;
  view.brief = BriefOf(id, choice);
  view.named_unit = units_.NameOf(static_cast<NameId>(row.unit));
  view.procedure_code = procedures_.NameOf(static_cast<NameId>(row.procedure));
  const Placed placed = PlaceOf(row);
  if (!placed.counts) return view;
  view.is_received = true;
  view.lines = LinesOf(id);
  view.disliked = IsDisliked(id);
  if (placed.stand == nullptr) return view;
  view.stands = placed.stand->point;
  view.procedure = reference_.FindProcedure(view.stands.authority, view.procedure_code);
  if (!view.brief.due && view.procedure != nullptr && view.procedure->facts.max_working_days) {
    view.term = reference_.calendar().NthAfter(DayAt(*view.brief.receive),
                                               *view.procedure->facts.max_working_days, view.stands.codes);
  }
  return view;
}

std::optional<CaseView> Cases::Find(absl::string_view code, const Choices& choices) const {
  const std::optional<uint64_t> packed = codes_.Find(code);
  const std::optional<RowId> id = packed ? rows_.Find(*packed) : std::nullopt;
  if (!id) return std::nullopt;
  return ViewOf(*id, NumberOf(choices));
}

std::optional<std::string> Cases::Walk(absl::Span<const OfficeId> offices, const std::string& unplaced,
                                       const Choices& choices, absl::string_view after, int64_t most,
                                       absl::FunctionRef<bool(const CaseView&)> f) const {
  struct Cursor {
    CodeSet::const_iterator next;
    CodeSet::const_iterator end;
    OfficeId office;  // kNoOffice: of those that count for nobody
  };
  const auto comes_later = [this](const Cursor& a, const Cursor& b) {
    return codes_.IsBefore(*b.next, *a.next);
  };
  std::priority_queue<Cursor, std::vector<Cursor>, decltype(comes_later)> cursors(comes_later);
  const auto add = [&](const CodeSet& codes, OfficeId office) {
    const Cursor cursor{codes.upper_bound(after), codes.end(), office};
    if (cursor.next != cursor.end) cursors.push(cursor);
  };
  for (const OfficeId office : offices) {
    if (static_cast<size_t>(office) < codes_of_office_.size()) add(codes_of_office_[office], office);
  }
  const auto found = codes_of_unplaced_.find(unplaced);
  if (found != codes_of_unplaced_.end()) add(found->second, kNoOffice);
  const size_t choice = NumberOf(choices);
  std::string last(after);
  for (; !cursors.empty(); --most) {
    if (most <= 0) return last;
    Cursor cursor = cursors.top();
    const CaseView view = ViewOf(*rows_.Find(*cursor.next), choice);
    // It may have moved.
    const bool is_here = view.is_received && view.stands.office == cursor.office &&
                         (cursor.office != kNoOffice || view.named_unit == unplaced);
    if (is_here && !f(view)) return last;
    last = view.code;
    cursors.pop();
    if (++cursor.next != cursor.end) cursors.push(cursor);
  }
  return std::nullopt;
}

Standing Cases::StandingOf(const DossierFact& fact) const {
  const std::optional<uint64_t> packed = codes_.Find(fact.code);
  const std::optional<RowId> id = packed ? rows_.Find(*packed) : std::nullopt;
  if (!id || rows_[*id].revision == 0) return Standing::kInForce;
  Register<bool> held;
  const auto take = [&](NameId sender, const Row& row) {
    Take(senders_.NameOf(sender), row.revision, row.order, row.tie, row.is_retracted != 0,
         row.is_contested != 0, held);
  };
  const auto versions = versions_.find(*id);
  if (versions == versions_.end()) {
    take(static_cast<NameId>(rows_[*id].sender), rows_[*id]);
  } else {
    for (const Version& version : versions->second) take(version.sender, version.row);
  }
  return held.StandingOf(Shortened(fact.origin), [&](absl::string_view sender) {
    return reference_.feeds().PrecedenceOf(sender, Kind::kDossier, UnitInCode(fact.code));
  });
}

Standing Cases::StandingOf(const LineFact& fact) const {
  const std::optional<uint64_t> packed = codes_.Find(fact.dossier_code);
  const std::optional<RowId> id = packed ? rows_.Find(*packed) : std::nullopt;
  const auto lines = id ? lines_.find(*id) : lines_.end();
  if (lines == lines_.end()) return Standing::kInForce;
  Register<bool> held;
  for (const Line& line : lines->second) {
    if (line.time != fact.time || line.nanos != fact.nanos || line.status != fact.status) continue;
    Take(senders_.NameOf(line.sender), line.revision, line.order, line.tie, line.is_retracted, false, held);
  }
  return held.StandingOf(Shortened(fact.origin), [&](absl::string_view sender) {
    return reference_.feeds().PrecedenceOf(sender, Kind::kProgress, UnitInCode(fact.dossier_code));
  });
}

Standing Cases::StandingOf(const AnswerFact& fact) const {
  const std::optional<uint64_t> packed = codes_.Find(fact.dossier_code);
  const std::optional<RowId> id = packed ? rows_.Find(*packed) : std::nullopt;
  const auto answers = id ? answers_.find(*id) : answers_.end();
  if (answers == answers_.end()) return Standing::kInForce;
  Register<bool> held;
  for (const Answer& answer : answers->second) {
    if (answer.code != fact.code) continue;
    Take(senders_.NameOf(answer.sender), answer.revision, answer.order, answer.tie, answer.is_retracted,
         false, held);
  }
  return held.StandingOf(Shortened(fact.origin), [&](absl::string_view sender) {
    return reference_.feeds().PrecedenceOf(sender, Kind::kSatisfaction, UnitInCode(fact.dossier_code));
  });
}

Standing Cases::StandingOf(const PetitionFact& fact) const {
  const auto found = petitions_.find(fact.code);
  if (found == petitions_.end()) return Standing::kInForce;
  return found->second.petition.StandingOf(fact.origin, [&](absl::string_view sender) {
    return reference_.feeds().PrecedenceOf(sender, Kind::kPetition, UnitInCode(fact.code));
  });
}

}  // namespace chiso::core
