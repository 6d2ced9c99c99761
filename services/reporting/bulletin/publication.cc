#include "services/reporting/bulletin/publication.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "common/errors.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;

std::optional<index::v1::Score> ScoreOf(const PeriodSnapshot& period, const record::v1::Unit& unit,
                                        record::v1::Scope scope) {
  const auto score = period.scores.find({unit.code(), unit.valid_from(), scope});
  if (score == period.scores.end()) return {};
  return score->second;
}

Figures FiguresOf(const PeriodSnapshot& period, const record::v1::Unit& unit) {
  const auto figures = period.figures.find(unit.code());
  return figures == period.figures.end() ? Figures() : figures->second;
}

BulletinUnit MakeRow(const Snapshot& snapshot, const record::v1::Unit& unit, bool own_offices) {
  const record::v1::Scope scope = own_offices ? record::v1::SCOPE_OWN_OFFICES : record::v1::SCOPE_SUBTREE;
  BulletinUnit row;
  row.unit = unit;
  row.own_offices = own_offices;
  row.figures = FiguresOf(snapshot.now, unit);
  row.previous_figures = FiguresOf(snapshot.before, unit);
  row.score = ScoreOf(snapshot.now, unit, scope);
  row.previous_score = ScoreOf(snapshot.before, unit, scope);
  return row;
}

// Whether the row has figures of the basis.
bool HasData(const BulletinUnit& row, rv1::Basis basis) {
  return basis == rv1::BASIS_OFFICIAL ? !row.figures.empty() : row.score && row.score->has_total_points();
}

std::optional<index::v1::IndexDefinition> DefinitionOf(const BulletinInput& input, const Snapshot& snapshot,
                                                       const Period& period) {
  const index::v1::IndexDefinition* definition = nullptr;
  if (input.basis == rv1::BASIS_OFFICIAL) definition = DefinitionFor(snapshot.definitions, period);
  for (const BulletinUnit& row : input.units) {
    if (input.basis == rv1::BASIS_OFFICIAL || !row.score || definition != nullptr) continue;
    definition = FindDefinition(snapshot.definitions, row.score->definition_id());
  }
  if (definition == nullptr) return {};
  return *definition;
}

bool DefinitionChanged(const std::vector<index::v1::IndexDefinition>& definitions, const Period& period) {
  const index::v1::IndexDefinition* const now = DefinitionFor(definitions, period);
  const index::v1::IndexDefinition* const before = DefinitionFor(definitions, period.Previous());
  return (now == nullptr ? "" : now->id()) != (before == nullptr ? "" : before->id());
}

// Whether all scores belong to the progress. A large change is recorded in several updates, and only the last
// one moves the progress, so a bulletin made in between would mix old and new scores for good.
bool IsWhole(const rv1::Progress& progress) {
  return absl::c_none_of(progress.writers(),
                         [](const rv1::LogWriter& writer) { return writer.followed() && writer.ahead(); });
}

}  // namespace

absl::StatusOr<BulletinInput> MakeBulletinInput(const rv1::PublishBulletinRequest& request,
                                                const Snapshot& snapshot, absl::Time now) {
  const Period period = *Period::Parse(request.period());
  const record::v1::Unit* const publisher = BearerIn(snapshot.units, request.unit_code(), period);
  if (publisher == nullptr) return absl::NotFoundError("unit_code: there is no such unit in this period");
  BulletinInput input;
  input.publisher = *publisher;
  input.period = request.period();
  input.basis = request.basis();
  input.letter = request.letter();
  const int64_t micros = absl::ToUnixMicros(now);
  input.publish_time.set_seconds(micros / 1'000'000);
  input.publish_time.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
  BulletinUnit own = MakeRow(snapshot, *publisher, true);
  if (HasData(own, input.basis)) input.units.push_back(std::move(own));
  for (const record::v1::Unit& unit : snapshot.units) {
    if (unit.parent_code() != publisher->code() || unit.code() == publisher->code()) continue;
    const bool bears = BearerIn(snapshot.units, unit.code(), period) == &unit;
    if (input.basis == rv1::BASIS_OFFICIAL && !bears) continue;
    input.units.push_back(MakeRow(snapshot, unit, false));
  }
  if (input.basis == rv1::BASIS_COMPUTED && !IsWhole(snapshot.progress)) {
    return RetryLater(absl::StatusCode::kUnavailable, "scores are being recorded; call again",
                      absl::Milliseconds(200));
  }
  input.definition = DefinitionOf(input, snapshot, period);
  input.definition_changed = DefinitionChanged(snapshot.definitions, period);
  const auto& positions = snapshot.progress.positions();
  input.positions.assign(positions.begin(), positions.end());
  input.as_of_time = snapshot.progress.as_of_time();
  return input;
}

}  // namespace chiso
