#include "services/scoring/core/definition.h"

#include <set>

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

absl::Status CheckRule(const std::string& path, const Indicator& indicator) {
  const bool shown = std::holds_alternative<Shown>(indicator.rule);
  if (indicator.max_points < 0 || shown != (indicator.max_points == 0)) {
    return InvalidArgument(path + "max_points", "must be at least 1, or 0 where the indicator is only shown");
  }
  const Target* const target = std::get_if<Target>(&indicator.rule);
  if (target != nullptr && (target->percent < 1 || target->percent > 100)) {
    return InvalidArgument(path + "rule.target.percent", "must be 1 to 100");
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
  if (sum == group.max_points) return absl::OkStatus();
  return InvalidArgument(path + "max_points",
                         absl::StrCat("is ", group.max_points, ", but its indicators add up to ", sum,
                                      " hundredths of a point"));
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
  return CheckBands(definition.bands);
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
