#include "services/reporting/ranking.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "common/fixed_point.h"

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

void SetScore(const iv1::Score& score, const RankingQuery& query,
              const std::vector<iv1::IndexDefinition>& definitions, Candidate& candidate) {
  const ScoreValue value = ValueOf(score, query.by_code);
  candidate.row.set_status(value.status);
  if (value.points) candidate.row.set_value(FormatHundredths(*value.points));
  if (!value.complete) return;
  candidate.hundredths = value.points;
  const iv1::IndexDefinition* const definition = FindDefinition(definitions, score.definition_id());
  if (query.by_code != kTotal || definition == nullptr) return;
  candidate.row.set_band(BandOf(*definition, *value.points));
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

std::vector<Candidate> Computed(const RankingQuery& query, const Snapshot& snapshot) {
  std::vector<Candidate> candidates;
  for (const record::v1::Unit& unit : snapshot.units) {
    Candidate& candidate = candidates.emplace_back(For(unit));
    const auto score = snapshot.now.scores.find({unit.code(), unit.valid_from(), query.scope});
    if (score != snapshot.now.scores.end()) SetScore(score->second, query, snapshot.definitions, candidate);
  }
  return candidates;
}

bool IsMeant(const RankingQuery& query, const record::v1::Unit& unit) {
  return (query.parent_code.empty() || unit.parent_code() == query.parent_code) &&
         (query.level == record::v1::LEVEL_UNSPECIFIED || unit.level() == query.level);
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

}  // namespace

std::vector<rv1::RankingRow> Rank(const RankingQuery& query, const Snapshot& snapshot) {
  std::vector<Candidate> candidates =
      query.basis == rv1::BASIS_OFFICIAL ? Official(query, snapshot) : Computed(query, snapshot);
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

std::string BandOf(const iv1::IndexDefinition& definition, int64_t hundredths) {
  for (const iv1::Band& band : definition.bands()) {
    if (hundredths >= band.min_points()) return band.name_vi();
  }
  return "";
}

ScoreValue ValueOf(const iv1::Score& score, absl::string_view code) {
  const auto value = [](iv1::Status status, bool complete, bool has_points, int32_t points) {
    ScoreValue result{status, {}, complete && has_points};
    if (has_points) result.points = points;
    return result;
  };
  if (code == kTotal) {
    return value(score.total_status(), score.total_status() == iv1::STATUS_SCORED, score.has_total_points(),
                 score.total_points());
  }
  for (const iv1::GroupScore& group : score.groups()) {
    if (group.code() != code) continue;
    return value(group.status(), group.status() == iv1::STATUS_SCORED, group.has_points(), group.points());
  }
  for (const iv1::IndicatorScore& indicator : score.indicators()) {
    if (indicator.code() != code) continue;
    const bool partial = indicator.has_points() && indicator.parts_reported() < indicator.parts_expected();
    return value(partial ? iv1::STATUS_INCOMPLETE : indicator.status(), !partial, indicator.has_points(),
                 indicator.points());
  }
  return {};
}

TotalChange ChangeOf(const iv1::Score& score, const iv1::Score& before) {
  TotalChange change;
  change.definition_changed = score.definition_id() != before.definition_id() ||
                              score.definition_sha256() != before.definition_sha256();
  const ScoreValue now = ValueOf(score, kTotal), then = ValueOf(before, kTotal);
  if (!change.definition_changed && now.complete && then.complete) change.delta = *now.points - *then.points;
  return change;
}

}  // namespace chiso
