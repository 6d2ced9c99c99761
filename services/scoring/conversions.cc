#include "services/scoring/conversions.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/period.h"

namespace chiso {
namespace {

namespace iv1 = index::v1;
namespace rv1 = record::v1;

// The core's enums have the contract's numbers, so values convert by a cast.
static_assert(static_cast<int>(core::Level::kCommune) == rv1::LEVEL_COMMUNE);
static_assert(static_cast<int>(core::Level::kCommune) == rv1::Level_MAX);
static_assert(static_cast<int>(core::Scope::kSubtree) == rv1::SCOPE_SUBTREE);
static_assert(static_cast<int>(core::Scope::kSubtree) == rv1::Scope_MAX);
static_assert(static_cast<int>(core::Status::kIncomplete) == iv1::STATUS_INCOMPLETE);
static_assert(static_cast<int>(core::Status::kInherited) == iv1::STATUS_INHERITED);
static_assert(static_cast<int>(core::TallyBasis::kPeriods) == iv1::TALLY_BASIS_PERIODS);
static_assert(static_cast<int>(core::TallyBasis::kUnits) == iv1::TALLY_BASIS_UNITS);
static_assert(static_cast<int>(core::TallyBasis::kRecords) == iv1::TALLY_BASIS_RECORDS);
static_assert(static_cast<int>(core::EmptyBase::kFull) == iv1::EMPTY_BASE_FULL);
static_assert(static_cast<int>(core::EmptyBase::kZero) == iv1::EMPTY_BASE_ZERO);
static_assert(static_cast<int>(core::Population::kStock) == iv1::POPULATION_STOCK);
static_assert(static_cast<int>(core::Population::kInProcess) == iv1::POPULATION_IN_PROCESS);

template <typename Day>
absl::Status ReadDate(absl::string_view field, const std::string& text, Day& day) {
  if (text.empty()) return absl::OkStatus();
  day = ParseDate(text);
  if (day) return absl::OkStatus();
  return InvalidArgument(field, "must be a date YYYY-MM-DD of the years 1900 to 2199");
}

absl::StatusOr<core::LevelSet> LevelsFromProto(const std::string& path,
                                               const google::protobuf::RepeatedField<int>& levels) {
  core::LevelSet set;
  for (int i = 0; i < levels.size(); ++i) {
    const std::optional<core::Level> level = LevelFromProto(static_cast<rv1::Level>(levels[i]));
    if (!level) return InvalidArgument(absl::StrCat(path, "levels[", i, "]"), "must be a level");
    set.Add(*level);
  }
  return set;
}

// `list` is the path of the messages, and number gives a message's number.
template <typename Messages, typename F>
absl::StatusOr<std::vector<core::AtLevels>> AtLevelsFromProto(const std::string& list,
                                                              const Messages& messages, F number) {
  std::vector<core::AtLevels> values;
  for (int i = 0; i < messages.size(); ++i) {
    const auto levels = LevelsFromProto(absl::StrCat(list, "[", i, "]."), messages[i].levels());
    if (!levels.ok()) return levels.status();
    values.push_back({*levels, number(messages[i])});
  }
  return values;
}

absl::StatusOr<core::Rule> TargetFromProto(const std::string& path, const iv1::Rule::Target& proto) {
  auto at = AtLevelsFromProto(path + "rule.target.at", proto.at(),
                              [](const auto& value) { return value.percent(); });
  if (!at.ok()) return at.status();
  return core::Target{proto.percent(), *std::move(at)};
}

absl::StatusOr<core::Rule> RuleFromProto(const std::string& path, const iv1::Rule& rule) {
  switch (rule.form_case()) {
    case iv1::Rule::kLinear:
      return core::Linear{};
    case iv1::Rule::kTarget:
      return TargetFromProto(path, rule.target());
    case iv1::Rule::kShown:
      return core::Shown{};
    case iv1::Rule::kFull:
      return core::Full{};
    case iv1::Rule::FORM_NOT_SET:
      break;
  }
  return InvalidArgument(path + "rule", "must be linear, target, shown or full");
}

absl::StatusOr<core::Indicator> IndicatorFromProto(const std::string& path, const iv1::Indicator& proto) {
  core::Indicator indicator;
  indicator.code = proto.code();
  indicator.max_points = proto.max_points();
  indicator.numerator = proto.numerator();
  indicator.denominator = proto.denominator();
  indicator.inherited = proto.copied_down();
  absl::StatusOr<core::Rule> rule = RuleFromProto(path, proto.rule());
  if (!rule.ok()) return rule.status();
  indicator.rule = *std::move(rule);
  auto points_at = AtLevelsFromProto(path + "points_at", proto.points_at(),
                                     [](const auto& value) { return value.max_points(); });
  if (!points_at.ok()) return points_at.status();
  indicator.points_at = *std::move(points_at);
  indicator.factor = proto.factor();
  if (proto.empty_base() == iv1::EMPTY_BASE_UNSPECIFIED || !iv1::EmptyBase_IsValid(proto.empty_base())) {
    return InvalidArgument(path + "empty_base", "must be given");
  }
  indicator.empty_base = static_cast<core::EmptyBase>(proto.empty_base());
  if (proto.population() == iv1::POPULATION_UNSPECIFIED || !iv1::Population_IsValid(proto.population())) {
    return InvalidArgument(path + "population", "must be given");
  }
  indicator.population = static_cast<core::Population>(proto.population());
  const auto levels = LevelsFromProto(path, proto.levels());
  if (!levels.ok()) return levels.status();
  indicator.levels = *levels;
  return indicator;
}

absl::StatusOr<core::Group> GroupFromProto(const std::string& path, const iv1::Group& proto) {
  core::Group group{.code = proto.code(), .max_points = proto.max_points(), .indicators = {}};
  for (int i = 0; i < proto.indicators_size(); ++i) {
    absl::StatusOr<core::Indicator> indicator =
        IndicatorFromProto(absl::StrCat(path, "indicators[", i, "]."), proto.indicators(i));
    if (!indicator.ok()) return indicator.status();
    group.indicators.push_back(*std::move(indicator));
  }
  return group;
}

core::Figures FiguresFromProto(const auto& proto) {
  core::Figures figures;
  if (proto.has_numerator()) figures.numerator = proto.numerator();
  if (proto.has_denominator()) figures.denominator = proto.denominator();
  return figures;
}

absl::Status ReadChoices(const iv1::Choices& proto, core::Choices& choices) {
  if (!iv1::LateBy_IsValid(proto.late_by())) {
    return InvalidArgument("choices.late_by", "must be by day or by instant");
  }
  if (proto.late_by() == iv1::LATE_BY_INSTANT) choices.late_by = core::LateBy::kInstant;
  choices.result_required_unless_said = !proto.result_needed_only_where_said();
  choices.population_databases.assign(proto.population_databases().begin(),
                                      proto.population_databases().end());
  return absl::OkStatus();
}

void SetFigures(const core::Figures& figures, auto& proto) {
  if (figures.numerator) proto.set_numerator(*figures.numerator);
  if (figures.denominator) proto.set_denominator(*figures.denominator);
}

void SetIndicator(const core::IndicatorScore& score, iv1::IndicatorScore& proto) {
  proto.set_code(std::string(score.code));
  proto.set_status(static_cast<iv1::Status>(score.status));
  SetFigures(score.figures, proto);
  if (score.points) proto.set_points(*score.points);
  proto.set_max_points(score.max_points);
  proto.set_capped(score.capped);
  if (score.inherited_from) *proto.mutable_inherited_from() = ToProto(*score.inherited_from);
  proto.set_basis(static_cast<iv1::TallyBasis>(score.basis));
  proto.set_parts_reported(score.parts_reported);
  proto.set_parts_expected(score.parts_expected);
}

}  // namespace

absl::StatusOr<core::IndexDefinition> DefinitionFromProto(const iv1::IndexDefinition& proto) {
  core::IndexDefinition definition;
  definition.id = proto.id();
  definition.draft = proto.draft();
  definition.sha256 = proto.sha256();
  absl::Status choices = ReadChoices(proto.choices(), definition.choices);
  if (!choices.ok()) return choices;
  absl::Status status = ReadDate("valid_from", proto.valid_from(), definition.valid_from);
  if (status.ok()) status = ReadDate("valid_to", proto.valid_to(), definition.valid_to);
  if (!status.ok()) return status;
  for (int i = 0; i < proto.groups_size(); ++i) {
    absl::StatusOr<core::Group> group = GroupFromProto(absl::StrCat("groups[", i, "]."), proto.groups(i));
    if (!group.ok()) return group.status();
    definition.groups.push_back(*std::move(group));
  }
  for (const iv1::Band& band : proto.bands()) {
    definition.bands.push_back({.min_points = band.min_points(), .name = band.name_vi()});
  }
  return definition;
}

absl::StatusOr<core::UnitKey> UnitKeyFromProto(const rv1::UnitId& id) {
  core::UnitKey key{.code = id.code(), .valid_from = {}};
  absl::Status status = ReadDate("valid_from", id.valid_from(), key.valid_from);
  if (!status.ok()) return status;
  return key;
}

rv1::UnitId ToProto(const core::UnitKey& key) {
  rv1::UnitId id;
  id.set_code(key.code);
  if (key.valid_from) id.set_valid_from(FormatDate(*key.valid_from));
  return id;
}

rv1::Unit ToProto(const core::Unit& unit) {
  rv1::Unit proto;
  proto.set_code(unit.key.code);
  if (unit.key.valid_from) proto.set_valid_from(FormatDate(*unit.key.valid_from));
  if (unit.valid_to) proto.set_valid_to(FormatDate(*unit.valid_to));
  proto.set_name(unit.name);
  proto.set_level(static_cast<rv1::Level>(unit.level));
  proto.set_parent_code(unit.parent_code);
  return proto;
}

std::optional<core::Level> LevelFromProto(rv1::Level level) {
  if (level == rv1::LEVEL_UNSPECIFIED || !rv1::Level_IsValid(level)) return std::nullopt;
  return static_cast<core::Level>(level);
}

std::optional<core::Scope> ScopeFromProto(rv1::Scope scope) {
  if (scope == rv1::SCOPE_UNSPECIFIED || !rv1::Scope_IsValid(scope)) return std::nullopt;
  return static_cast<core::Scope>(scope);
}

rv1::Scope ToProto(core::Scope scope) { return static_cast<rv1::Scope>(scope); }

std::vector<core::NamedFigures> TalliesFromProto(
    const google::protobuf::RepeatedPtrField<iv1::Tally>& tallies) {
  std::vector<core::NamedFigures> figures;
  for (const iv1::Tally& tally : tallies) figures.push_back({tally.indicator(), FiguresFromProto(tally)});
  return figures;
}

iv1::Score ToProto(const core::Score& score, const core::IndexDefinition& definition) {
  iv1::Score proto;
  proto.set_definition_id(definition.id);
  proto.set_definition_sha256(definition.sha256);
  for (const core::IndicatorScore& indicator : score.indicators) {
    SetIndicator(indicator, *proto.add_indicators());
  }
  for (const core::GroupScore& group : score.groups) {
    iv1::GroupScore& sum = *proto.add_groups();
    sum.set_code(std::string(group.code));
    sum.set_status(static_cast<iv1::Status>(group.status));
    if (group.points) sum.set_points(*group.points);
    sum.set_max_points(group.max_points);
  }
  proto.set_total_status(static_cast<iv1::Status>(score.total_status));
  if (score.total_points) proto.set_total_points(*score.total_points);
  proto.set_max_points(core::kAllPoints);
  proto.set_band(std::string(score.band));
  proto.set_mean_of(score.mean_of);
  proto.set_missing_count(static_cast<int32_t>(score.missing.size()));
  for (size_t i = 0; i < std::min(score.missing.size(), kMaxMissingUnits); ++i) {
    *proto.add_missing_units() = ToProto(score.missing[i]);
  }
  return proto;
}

iv1::Score ToProto(const core::Score& score, const core::IndexDefinition& definition,
                   const core::Cell& cell) {
  iv1::Score proto = ToProto(score, definition);
  *proto.mutable_unit() = ToProto(cell.unit);
  proto.set_period(cell.period.ToString());
  proto.set_scope(ToProto(cell.scope));
  return proto;
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

google::protobuf::Duration ToProto(absl::Duration duration) {
  return google::protobuf::util::TimeUtil::MillisecondsToDuration(
      absl::ToInt64Milliseconds(std::max(duration, absl::ZeroDuration())));
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixMicros(google::protobuf::util::TimeUtil::TimestampToMicroseconds(timestamp));
}

}  // namespace chiso
