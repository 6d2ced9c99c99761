#include "services/reporting/ranking.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "chiso/reporting/v1/packed.pb.h"
#include "common/fixed_point.h"
#include "google/protobuf/repeated_field.h"

namespace chiso {
namespace {

namespace iv1 = index::v1;
namespace rv1 = reporting::v1;

constexpr char kTotal[] = "TOTAL";

// A row with the value that it is ranked by; absent: not ranked.
struct Candidate {
  rv1::RankingRow row;
  std::optional<int64_t> hundredths;
};

Candidate For(const record::v1::Unit& unit) {
  Candidate candidate;
  candidate.row.mutable_unit()->set_code(unit.code());
  candidate.row.mutable_unit()->set_valid_from(unit.valid_from());
  candidate.row.set_name(unit.name().empty() ? unit.code() : unit.name());
  candidate.row.set_status(iv1::STATUS_NOT_REPORTED);
  return candidate;
}

bool IsMeant(const RankingQuery& query, const record::v1::Unit& unit) {
  return (query.parent_code.empty() || unit.parent_code() == query.parent_code) &&
         (query.level == record::v1::LEVEL_UNSPECIFIED || unit.level() == query.level);
}

ScoreValue ValueOfTotal(const TableTotal& total) {
  return {total.status, total.points, total.status == iv1::STATUS_SCORED && total.points.has_value()};
}

// The change between two values in hundredths that stand for `now` and `before`; `comparable`: under one
// definition.
void SetChange(std::optional<int64_t> now, std::optional<int64_t> before, bool comparable,
               rv1::RankingRow& row) {
  if (!comparable) {
    row.set_no_change_reason("DEFINITION_CHANGED");
  } else if (!now || !before) {
    row.set_no_change_reason("NOT_COMPLETE");
  } else {
    row.set_previous_total_points(static_cast<int32_t>(*before));
    row.set_change(static_cast<int32_t>(*now - *before));
  }
}

// Of a complete value.
std::optional<int64_t> Complete(const ScoreValue& value) {
  return value.complete ? std::optional<int64_t>(value.points) : std::nullopt;
}

void SetScore(const TableScore& score, const RankingQuery& query, Candidate& candidate) {
  const ScoreValue value = ValueOf(score, query.by_code);
  candidate.row.set_status(value.status);
  if (value.points) candidate.row.set_value(FormatHundredths(*value.points));
  candidate.hundredths = Complete(value);
  if (value.complete && query.by_code == kTotal)
    candidate.row.set_band(BandOf(*score.definition, *value.points));
}

void SetChangeOfTotal(const ScoreTable& table, const UnitName& name, const TableTotal& total,
                      rv1::RankingRow& row) {
  const auto before = table.before->find(name);
  if (before == table.before->end() || !before->second.points) {
    row.set_no_change_reason("NO_PREVIOUS");
    return;
  }
  // Where there is no score, no definition differs.
  const bool comparable = total.definition_id.empty() || total.definition_id == before->second.definition_id;
  SetChange(Complete(ValueOfTotal(total)), Complete(ValueOfTotal(before->second)), comparable, row);
}

int64_t MicrosOf(const rv1::OfficialFigure& figure) {
  return figure.read_time().seconds() * 1'000'000 + figure.read_time().nanos() / 1000;
}

// A rank is a whole number from 1; any other published text is not shown as a rank.
std::optional<int32_t> PublishedRank(const Figures& figures) {
  const auto rank = figures.find("RANK");
  if (rank == figures.end()) return {};
  // A rank that was read at another time belongs to another total.
  const auto total = figures.find(kTotal);
  if (total != figures.end() && MicrosOf(total->second) != MicrosOf(rank->second)) return {};
  const std::optional<Decimal> value = Decimal::Parse(rank->second.value());
  constexpr int64_t kOne = 1'000'000;
  if (!value || value->millionths() < kOne || value->millionths() % kOne != 0) return {};
  if (value->millionths() / kOne > std::numeric_limits<int32_t>::max()) return {};
  return static_cast<int32_t>(value->millionths() / kOne);
}

void SetFigures(const Figures& figures, const RankingQuery& query, const iv1::IndexDefinition* definition,
                Candidate& candidate) {
  // The portal ranks by the total alone.
  const std::optional<int32_t> rank = query.by_code == kTotal ? PublishedRank(figures) : std::nullopt;
  if (rank) candidate.row.set_published_rank(*rank);
  const auto figure = figures.find(query.by_code);
  if (figure == figures.end()) return;
  const std::optional<Decimal> value = Decimal::Parse(figure->second.value());
  if (!value) return;
  candidate.hundredths = value->Hundredths();
  candidate.row.set_status(iv1::STATUS_SCORED);
  candidate.row.set_value(FormatHundredths(*candidate.hundredths));
  *candidate.row.mutable_read_time() = figure->second.read_time();
  if (query.by_code == kTotal && definition != nullptr) {
    candidate.row.set_band(BandOf(*definition, *candidate.hundredths));
  }
}

std::vector<Candidate> Computed(const RankingQuery& query, const ScoreTable& table) {
  std::vector<Candidate> candidates;
  for (const record::v1::Unit& unit : table.reference->units) {
    if (!IsMeant(query, unit) || !IsValidIn(unit, query.period)) continue;
    Candidate& candidate = candidates.emplace_back(For(unit));
    const UnitName name(unit.code(), unit.valid_from());
    const auto score = table.scores.find(name);
    if (score != table.scores.end()) SetScore(*score->second, query, candidate);
    if (query.by_code != kTotal) continue;
    SetChangeOfTotal(table, name, score == table.scores.end() ? TableTotal() : score->second->total,
                     candidate.row);
  }
  return candidates;
}

std::optional<int64_t> PublishedTotal(const PeriodSnapshot& period, const std::string& code) {
  const auto figures = period.figures.find(code);
  if (figures == period.figures.end()) return {};
  const auto total = figures->second.find(kTotal);
  if (total == figures->second.end()) return {};
  const std::optional<Decimal> value = Decimal::Parse(total->second.value());
  return value ? std::optional<int64_t>(value->Hundredths()) : std::nullopt;
}

void SetChangesOfFigures(const RankingQuery& query, const Snapshot& snapshot,
                         std::map<std::string, Candidate>& candidates) {
  const iv1::IndexDefinition* const now = DefinitionFor(snapshot.definitions, query.period);
  const iv1::IndexDefinition* const before = DefinitionFor(snapshot.definitions, query.period.Previous());
  const bool comparable = (now == nullptr ? "" : now->id()) == (before == nullptr ? "" : before->id());
  for (auto& [code, candidate] : candidates) {
    if (const std::optional<int64_t> total = PublishedTotal(snapshot.before, code)) {
      SetChange(candidate.hundredths, total, comparable, candidate.row);
    } else {
      candidate.row.set_no_change_reason("NO_PREVIOUS");
    }
  }
}

std::vector<Candidate> Official(const RankingQuery& query, const Snapshot& snapshot) {
  std::map<std::string, const record::v1::Unit*> bearers;
  for (const record::v1::Unit& unit : snapshot.units) {
    bearers[unit.code()] = BearerIn(snapshot.units, unit.code(), query.period);
  }
  const bool all = query.parent_code.empty() && query.level == record::v1::LEVEL_UNSPECIFIED;
  std::map<std::string, Candidate> candidates;
  for (const auto& [code, unit] : bearers) {
    if (unit != nullptr && IsMeant(query, *unit)) candidates.emplace(code, For(*unit));
  }
  const iv1::IndexDefinition* const definition = DefinitionFor(snapshot.definitions, query.period);
  for (const auto& [code, figures] : snapshot.now.figures) {
    if (all && !candidates.contains(code)) {
      record::v1::Unit unit;
      unit.set_code(code);
      candidates.emplace(code, For(unit));
    }
    const auto candidate = candidates.find(code);
    if (candidate != candidates.end()) SetFigures(figures, query, definition, candidate->second);
  }
  if (query.by_code == kTotal) SetChangesOfFigures(query, snapshot, candidates);
  std::vector<Candidate> list;
  for (auto& [code, candidate] : candidates) list.push_back(std::move(candidate));
  return list;
}

// Ranked rows first, by falling value; equal rows by unit.
bool ComesBefore(const Candidate& a, const Candidate& b) {
  constexpr int64_t kNone = std::numeric_limits<int64_t>::min();
  const auto key = [](const Candidate& c) {
    return std::tie(c.row.unit().code(), c.row.unit().valid_from());
  };
  const int64_t value_a = a.hundredths.value_or(kNone), value_b = b.hundredths.value_or(kNone);
  return value_a != value_b ? value_a > value_b : key(a) < key(b);
}

std::vector<rv1::RankingRow> Ranked(std::vector<Candidate> candidates) {
  std::sort(candidates.begin(), candidates.end(), ComesBefore);
  std::vector<rv1::RankingRow> rows;
  int rank = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    Candidate& candidate = candidates[i];
    if (candidate.hundredths) {
      if (i == 0 || candidate.hundredths != candidates[i - 1].hundredths) rank = static_cast<int>(i) + 1;
      candidate.row.set_rank(rank);
    }
    rows.push_back(std::move(candidate.row));
  }
  return rows;
}

// The number of an indicator at a place of a column; a shorter one goes on with zeros.
template <typename T>
T At(const google::protobuf::RepeatedField<T>& column, int place) {
  return place < column.size() ? column.Get(place) : T();
}

bool IsComplete(const iv1::Score& score) {
  return score.total_status() == iv1::STATUS_SCORED && score.has_total_points();
}

ScoreValue Value(uint32_t status, uint32_t points, bool whole) {
  ScoreValue value{static_cast<iv1::Status>(status), {}, whole && points > 0};
  if (points > 0) value.points = static_cast<int32_t>(points - 1);
  return value;
}

ScoreValue ValueOfIndicator(const rv1::ScoreValues& values, int i) {
  const uint32_t points = At(values.points(), i);
  const bool partial = points > 0 && At(values.origins().parts_missing(), i) > 0;
  return Value(partial ? uint32_t{iv1::STATUS_INCOMPLETE} : At(values.statuses(), i), points, !partial);
}

}  // namespace

std::vector<rv1::RankingRow> RankScores(const RankingQuery& query, const ScoreTable& table) {
  return Ranked(Computed(query, table));
}

std::vector<rv1::RankingRow> RankFigures(const RankingQuery& query, const Snapshot& snapshot) {
  return Ranked(Official(query, snapshot));
}

std::string BandOf(const iv1::IndexDefinition& definition, int64_t hundredths) {
  for (const iv1::Band& band : definition.bands()) {
    if (hundredths >= band.min_points()) return band.name_vi();
  }
  return "";
}

ScoreValue ValueOf(const TableScore& score, absl::string_view code) {
  if (code == kTotal) return ValueOfTotal(score.total);
  rv1::ScoreValues values;
  values.ParseFromString(score.values);
  int indicators = 0;
  for (int g = 0; g < score.definition->groups_size(); ++g) {
    const iv1::Group& group = score.definition->groups(g);
    if (group.code() == code) {
      const uint32_t status = At(values.groups().statuses(), g);
      return Value(status, At(values.groups().points(), g), status == iv1::STATUS_SCORED);
    }
    for (const iv1::Indicator& indicator : group.indicators()) {
      if (indicator.code() == code) return ValueOfIndicator(values, indicators);
      ++indicators;
    }
  }
  return {};
}

TotalChange ChangeOf(const iv1::Score& score, const iv1::Score& before) {
  TotalChange change;
  change.definition_changed = score.definition_id() != before.definition_id() ||
                              score.definition_sha256() != before.definition_sha256();
  const bool complete = IsComplete(score) && IsComplete(before);
  if (!change.definition_changed && complete) change.delta = score.total_points() - before.total_points();
  return change;
}

}  // namespace chiso
