#include "services/scoring/testing/facts.h"

#include <utility>

#include "absl/strings/numbers.h"

namespace chiso::core {

Period P(absl::string_view text) { return *Period::Parse(text); }
std::optional<absl::CivilDay> Day(absl::string_view text) { return ParseDate(text); }

Moment At(absl::string_view text) {
  Moment moment = StartOf(NumberOf(*Day(text.substr(0, 10))));
  int hour = 0;
  int minute = 0;
  if (text.size() > 10 && absl::SimpleAtoi(text.substr(11, 2), &hour) &&
      absl::SimpleAtoi(text.substr(14, 2), &minute)) {
    moment += hour * 3600 + minute * 60;
  }
  return moment;
}

Indicator MakeIndicator(std::string code, int32_t max_points, IndicatorOptions options) {
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

IndicatorOptions Distinct() {
  return {.numerator = "fee_procedures_paid_online", .denominator = "fee_procedures"};
}

IndicatorOptions InProcess() { return {.population = Population::kInProcess}; }

IndicatorOptions Inherited() {
  return {.empty_base = EmptyBase::kNotScored,
          .population = Population::kDue,
          .numerator = "procedures_announced_on_time",
          .denominator = "procedures_announced",
          .levels = {Level::kMinistry, Level::kProvince},
          .inherited = true};
}

IndexDefinition TestDefinition() {
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

UnitFact AUnit(std::string code, Level level, std::string parent_code, absl::string_view from,
               absl::string_view to) {
  UnitFact fact;
  fact.origin.version = {.revision = 1, .digest = "u"};
  fact.unit = {.key = {std::move(code), Day(from)},
               .valid_to = Day(to),
               .name = "",
               .level = level,
               .parent_code = std::move(parent_code)};
  fact.unit.name = fact.unit.key.code;
  return fact;
}

DossierFact ADossier(std::string code, std::string unit_code, absl::string_view receive) {
  DossierFact fact{
      .origin = {.version = {.revision = 1, .digest = "d"}}, .code = std::move(code), .dossier = {}};
  fact.dossier.status = DossierStatus::kProcessing;
  fact.dossier.unit_code = std::move(unit_code);
  fact.dossier.receive = At(receive);
  return fact;
}

PetitionFact APetition(std::string code, std::string unit_code, absl::string_view receive) {
  PetitionFact fact{
      .origin = {.version = {.revision = 1, .digest = "p"}}, .code = std::move(code), .petition = {}};
  fact.petition.unit_code = std::move(unit_code);
  fact.petition.receive = At(receive);
  return fact;
}

ProcedureFact AProcedure(std::string code, std::string authority) {
  return {.origin = {.version = {.revision = 1, .digest = "x"}},
          .key = {std::move(code), std::move(authority)},
          .procedure = {}};
}

FeedFact AFeed(Kind kind, std::string unit_code, std::string sender) {
  return {.origin = {.version = {.revision = 1, .digest = "f"}},
          .key = {std::move(sender), kind, std::move(unit_code)},
          .feed = {}};
}

std::optional<Tally> TallyOf(const Ledger& ledger, const IndexDefinition& definition, const UnitKey& unit,
                             absl::string_view period, const std::string& indicator, Scope scope) {
  Tallies tallies(ledger, definition);
  const int32_t place = tallies.TreeOf(P(period)).Of(ledger.offices().Of(unit));
  for (const Group& group : definition.groups) {
    for (const Indicator& candidate : group.indicators) {
      if (place >= 0 && candidate.code == indicator) return tallies.Of(place, P(period), scope, candidate);
    }
  }
  return std::nullopt;
}

ReturnFact AReturn(std::string code, absl::string_view period, std::string indicator,
                   std::optional<int64_t> numerator, std::optional<int64_t> denominator, Scope scope) {
  return {.origin = {.version = {.revision = 1, .digest = "r"}},
          .cell = {{std::move(code), std::nullopt}, P(period), scope},
          .indicator = std::move(indicator),
          .figures = {numerator, denominator}};
}

}  // namespace chiso::core
