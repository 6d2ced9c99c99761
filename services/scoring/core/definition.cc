#include "services/scoring/core/definition.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/text.h"
#include "common/validity.h"
#include "services/scoring/core/measure.h"

namespace chiso::core {
namespace {

std::string At(absl::string_view list, size_t index, absl::string_view field) {
  return absl::StrCat(list, "[", index, "].", field);
}

absl::Status CheckMeasure(const std::string& path, const std::string& name) {
  if (FindMeasure(name) != nullptr) return absl::OkStatus();
  return InvalidArgument(path, absl::StrCat("no measure is called \"", name, "\""));
}

bool IsShown(const Indicator& indicator) { return std::holds_alternative<Shown>(indicator.rule); }

// The number at the level; `otherwise` where none stands for it.
int32_t ValueAt(absl::Span<const AtLevels> values, Level level, int32_t otherwise) {
  for (const AtLevels& value : values) {
    if (value.levels.Contains(level)) return value.value;
  }
  return otherwise;
}

// `list` is the path of the values, `field` the name of a value's number, which lies between least and most.
absl::Status CheckAtLevels(const std::string& list, absl::Span<const AtLevels> values,
                           absl::string_view field, int32_t least, int32_t most) {
  LevelSet before;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].levels.empty())
      return InvalidArgument(At(list, i, "levels"), "must name at least one level");
    if (before.Intersects(values[i].levels)) {
      return InvalidArgument(At(list, i, "levels"), "must name no level that stands in one before it");
    }
    before.AddAll(values[i].levels);
    if (values[i].value < least || values[i].value > most) {
      return InvalidArgument(At(list, i, field), absl::StrCat("must be ", least, " to ", most));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const std::string& path, const Indicator& indicator) {
  if (indicator.max_points < 0 || IsShown(indicator) != (indicator.max_points == 0)) {
    return InvalidArgument(path + "max_points", "must be at least 1, or 0 where the indicator is only shown");
  }
  if (IsShown(indicator) && !indicator.points_at.empty()) {
    return InvalidArgument(path + "points_at", "must not be given where the indicator is only shown");
  }
  absl::Status status = CheckAtLevels(path + "points_at", indicator.points_at, "max_points", 0, kAllPoints);
  const Target* const target = std::get_if<Target>(&indicator.rule);
  if (!status.ok() || target == nullptr) return status;
  if (target->percent < 1 || target->percent > 100) {
    return InvalidArgument(path + "rule.target.percent", "must be 1 to 100");
  }
  return CheckAtLevels(path + "rule.target.at", target->at, "percent", 1, 100);
}

const Indicator* FindIndicator(const IndexDefinition& definition, absl::string_view code) {
  for (const Group& group : definition.groups) {
    for (const Indicator& indicator : group.indicators) {
      if (indicator.code == code) return &indicator;
    }
  }
  return nullptr;
}

// A factor has no factor itself, so that ratios are multiplied once, in any order of the indicators.
absl::Status CheckFactor(const std::string& path, const Indicator& indicator,
                         const IndexDefinition& definition) {
  if (indicator.factor.empty()) return absl::OkStatus();
  const std::string field = path + "factor";
  if (IsShown(indicator) || std::holds_alternative<Full>(indicator.rule)) {
    return InvalidArgument(field, "must not be given where the points do not depend on a ratio");
  }
  const Indicator* const factor = FindIndicator(definition, indicator.factor);
  if (factor == nullptr || factor == &indicator || !factor->factor.empty() || IsShown(*factor)) {
    return InvalidArgument(
        field, "must be the code of another indicator, which has points and no factor of its own");
  }
  for (const Level level : kLevels) {
    if (!AppliesAt(indicator, level) || AppliesAt(*factor, level)) continue;
    return InvalidArgument(field, "must be an indicator that applies at all levels that this one applies at");
  }
  return absl::OkStatus();
}

absl::Status CheckIndicator(const std::string& path, const Indicator& indicator,
                            std::set<std::string>& codes) {
  if (!IsFigureCode(indicator.code)) {
    return InvalidArgument(path + "code", "must be 1 to 64 characters of A-Z, 0-9 and '_'");
  }
  if (!codes.insert(indicator.code).second) {
    return InvalidArgument(path + "code", absl::StrCat("\"", indicator.code, "\" is there twice"));
  }
  if (absl::Status status = CheckRule(path, indicator); !status.ok()) return status;
  if (absl::Status status = CheckMeasure(path + "numerator", indicator.numerator); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckMeasure(path + "denominator", indicator.denominator); !status.ok()) {
    return status;
  }
  if (indicator.levels.empty()) return InvalidArgument(path + "levels", "must name at least one level");
  return absl::OkStatus();
}

absl::Status CheckGroup(const std::string& path, const Group& group, std::set<std::string>& codes) {
  if (!IsFigureCode(group.code)) {
    return InvalidArgument(path + "code", "must be 1 to 64 characters of A-Z, 0-9 and '_'");
  }
  if (!codes.insert(group.code).second) {
    return InvalidArgument(path + "code", absl::StrCat("\"", group.code, "\" is there twice"));
  }
  int64_t sum = 0;
  for (size_t i = 0; i < group.indicators.size(); ++i) {
    const std::string indicator = At(path + "indicators", i, "");
    if (absl::Status status = CheckIndicator(indicator, group.indicators[i], codes); !status.ok()) {
      return status;
    }
    sum += group.indicators[i].max_points;
  }
  if (sum != group.max_points) {
    return InvalidArgument(path + "max_points",
                           absl::StrCat("is ", group.max_points, ", but its indicators add up to ", sum,
                                        " hundredths of a point"));
  }
  for (const Level level : kLevels) {
    int64_t at_level = 0;
    for (const Indicator& indicator : group.indicators) {
      if (AppliesAt(indicator, level)) at_level += MaxPointsAt(indicator, level);
    }
    if (at_level <= group.max_points) continue;
    return InvalidArgument(path + "max_points", absl::StrCat("is ", group.max_points,
                                                             ", but at some level its indicators add up to ",
                                                             at_level, " hundredths of a point"));
  }
  return absl::OkStatus();
}

absl::Status CheckFactors(const IndexDefinition& definition) {
  for (size_t i = 0; i < definition.groups.size(); ++i) {
    const std::string group = At("groups", i, "");
    for (size_t j = 0; j < definition.groups[i].indicators.size(); ++j) {
      absl::Status status =
          CheckFactor(At(group + "indicators", j, ""), definition.groups[i].indicators[j], definition);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckBands(absl::Span<const Band> bands) {
  for (size_t i = 0; i < bands.size(); ++i) {
    if (bands[i].name.empty()) return InvalidArgument(At("bands", i, "name_vi"), "must be given");
    if (i == 0 ? bands[i].min_points > kAllPoints : bands[i].min_points >= bands[i - 1].min_points) {
      return InvalidArgument(At("bands", i, "min_points"),
                             "must lie below the band before and not above all points");
    }
  }
  if (bands.empty() || bands.back().min_points != 0) {
    return InvalidArgument("bands", "must end with one that begins at 0");
  }
  return absl::OkStatus();
}

bool InForceOn(const IndexDefinition& definition, absl::CivilDay day) {
  return !definition.draft && Validity{definition.valid_from, definition.valid_to}.HoldsOn(day);
}

}  // namespace

absl::Status Check(const IndexDefinition& definition) {
  if (definition.id.empty()) return InvalidArgument("id", "must be given");
  if (!definition.valid_from) return InvalidArgument("valid_from", "must be given");
  if (definition.valid_to && *definition.valid_to < *definition.valid_from) {
    return InvalidArgument("valid_to", "must not lie before valid_from");
  }
  // The total has this code wherever figures have codes.
  std::set<std::string> codes = {"TOTAL"};
  int64_t sum = 0;
  for (size_t i = 0; i < definition.groups.size(); ++i) {
    absl::Status status = CheckGroup(At("groups", i, ""), definition.groups[i], codes);
    if (!status.ok()) return status;
    sum += definition.groups[i].max_points;
  }
  if (sum != kAllPoints) {
    return InvalidArgument(
        "groups", absl::StrCat("must add up to ", kAllPoints, " hundredths of a point, but give ", sum));
  }
  if (absl::Status status = CheckFactors(definition); !status.ok()) return status;
  return CheckBands(definition.bands);
}

int32_t MaxPointsAt(const Indicator& indicator, Level level) {
  return ValueAt(indicator.points_at, level, indicator.max_points);
}

int32_t PercentAt(const Indicator& indicator, Level level) {
  const Target* const target = std::get_if<Target>(&indicator.rule);
  return target == nullptr ? 100 : ValueAt(target->at, level, target->percent);
}

bool AppliesAt(const Indicator& indicator, Level level) {
  if (!indicator.levels.Contains(level) && !(indicator.inherited && indicator.levels.HasAbove(level))) {
    return false;
  }
  return IsShown(indicator) || MaxPointsAt(indicator, level) > 0;
}

absl::Status CheckBeside(const IndexDefinition& added, absl::Span<const IndexDefinition> others) {
  for (const IndexDefinition& other : others) {
    if (other.id == added.id) {
      return InvalidArgument("id", absl::StrCat("\"", added.id, "\" is there twice"));
    }
    // Two runs of days overlap where the one begins within the other.
    if (!added.draft &&
        (InForceOn(other, *added.valid_from) || (!other.draft && InForceOn(added, *other.valid_from)))) {
      return InvalidArgument("valid_from",
                             absl::StrCat("\"", other.id, "\" is in force on some of the same days"));
    }
  }
  std::vector<Choices> choices = {added.choices};
  for (const IndexDefinition& other : others) {
    if (std::find(choices.begin(), choices.end(), other.choices) == choices.end()) {
      choices.push_back(other.choices);
    }
  }
  if (choices.size() > kMaxChoices) {
    return InvalidArgument("choices", absl::StrCat("all definitions together must make at most ", kMaxChoices,
                                                   " different ones"));
  }
  return absl::OkStatus();
}

bool AddsUpOverUnits(const Indicator& indicator) {
  return FindMeasure(indicator.numerator)->adds_over_units &&
         FindMeasure(indicator.denominator)->adds_over_units;
}

bool AddsUpOverPeriods(const Indicator& indicator) {
  // What is in process, or stands there, in two months would count twice.
  const bool once =
      indicator.population != Population::kInProcess && indicator.population != Population::kStock;
  return once && FindMeasure(indicator.numerator)->adds_over_periods &&
         FindMeasure(indicator.denominator)->adds_over_periods;
}

const IndexDefinition* DefinitionFor(absl::Span<const IndexDefinition> definitions, const Period& period) {
  for (const IndexDefinition& definition : definitions) {
    if (InForceOn(definition, period.last_day())) return &definition;
  }
  return nullptr;
}

}  // namespace chiso::core
