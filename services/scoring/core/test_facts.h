// Short ways to write definitions and facts in tests.

#ifndef CHISO_SERVICES_SCORING_CORE_TEST_FACTS_H_
#define CHISO_SERVICES_SCORING_CORE_TEST_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/fact.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

inline constexpr LevelSet kBelowNation = {Level::kMinistry, Level::kProvince, Level::kDistrict,
                                          Level::kDepartment, Level::kCommune};

inline Period P(absl::string_view text) { return *Period::Parse(text); }
inline std::optional<absl::CivilDay> Day(absl::string_view text) { return ParseDate(text); }

// By default an indicator of dossiers received in the period, which adds up over everything.
struct IndicatorOptions {
  Rule rule = Linear{};
  EmptyBase empty_base = EmptyBase::kZero;
  Population population = Population::kReceived;
  std::string numerator = "dossiers_online";
  std::string denominator = "dossiers";
  LevelSet levels = kBelowNation;
  bool inherited = false;
};

inline Indicator MakeIndicator(std::string code, int32_t max_points, IndicatorOptions options = {}) {
  Indicator indicator;
  indicator.code = std::move(code);
  indicator.max_points = max_points;
  indicator.rule = options.rule;
  indicator.empty_base = options.empty_base;
  indicator.population = options.population;
  indicator.numerator = options.numerator;
  indicator.denominator = options.denominator;
  indicator.levels = options.levels;
  indicator.inherited = options.inherited;
  return indicator;
}

inline IndicatorOptions Distinct() {
  return {.numerator = "fee_procedures_paid_online", .denominator = "fee_procedures"};
}
inline IndicatorOptions InProcess() { return {.population = Population::kInProcess}; }
inline IndicatorOptions Inherited() {
  return {.empty_base = EmptyBase::kNotScored,
          .population = Population::kDue,
          .numerator = "procedures_announced_on_time",
          .denominator = "procedures_announced",
          .levels = {Level::kMinistry, Level::kProvince},
          .inherited = true};
}

// Two groups: ADDS (60) and SHOWN (0) in A; DISTINCT (20), INHERITED (10) and STAYS (10, in process) in B.
inline IndexDefinition TestDefinition() {
  IndexDefinition definition;
  definition.id = "test";
  definition.valid_from = Day("2022-01-01");
  definition.groups = {
      {.code = "A",
       .max_points = 6000,
       .indicators = {MakeIndicator("ADDS", 6000), MakeIndicator("SHOWN", 0, {.rule = Shown{}})}},
      {.code = "B",
       .max_points = 4000,
       .indicators = {MakeIndicator("DISTINCT", 2000, Distinct()),
                      MakeIndicator("INHERITED", 1000, Inherited()),
                      MakeIndicator("STAYS", 1000, InProcess())}}};
  definition.bands = {{9000, "xuất sắc"}, {5000, "trung bình"}, {0, "yếu"}};
  return definition;
}

inline UnitFact AUnit(std::string code, Level level, std::string parent_code = "",
                      absl::string_view from = "", absl::string_view to = "") {
  UnitFact fact;
  fact.version = {.revision = 1, .digest = "u"};
  fact.unit = {.key = {std::move(code), Day(from)},
               .valid_to = Day(to),
               .name = "",
               .level = level,
               .parent_code = std::move(parent_code)};
  fact.unit.name = fact.unit.key.code;
  return fact;
}

inline ReturnFact AReturn(std::string code, absl::string_view period, std::string indicator,
                          std::optional<int64_t> numerator, std::optional<int64_t> denominator,
                          Scope scope = Scope::kSubtree) {
  return {.version = {.revision = 1, .digest = "r"},
          .retracted = false,
          .cell = {{std::move(code), std::nullopt}, P(period), scope},
          .indicator = std::move(indicator),
          .figures = {numerator, denominator}};
}

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_TEST_FACTS_H_
