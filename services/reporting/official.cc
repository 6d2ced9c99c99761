#include "services/reporting/official.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/fixed_point.h"
#include "common/period.h"
#include "common/record/standings.h"
#include "common/sha256.h"
#include "common/text.h"
#include "common/unseen.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using google::protobuf::Timestamp;
using Finding = std::optional<rv1::FigureVerdict>;

// The last second of the year 9999: what a google.protobuf.Timestamp can hold.
constexpr int64_t kMaxSeconds = 253'402'300'799;
// The greatest figure that counts or ranks: far above the dossiers of the country in a year.
constexpr int64_t kMaxFigureCount = 1'000'000'000;

rv1::FigureVerdict Verdict(absl::string_view reason, absl::string_view field, absl::string_view message) {
  rv1::FigureVerdict verdict;
  verdict.set_rejected(true);
  verdict.set_reason(std::string(reason));
  verdict.set_field(std::string(field));
  verdict.set_message(std::string(message));
  return verdict;
}

using FigureUnitsByCode = std::map<std::string, rv1::FigureUnit>;

Finding Code(const std::string& code, const FigureUnitsByCode& known_codes) {
  if (!IsFigureCode(code)) {
    return Verdict(
        "CODE_MALFORMED", "code",
        NamingUnseen("must be 1 to 64 characters of A-Z, 0-9 and '_', beginning with a letter", code));
  }
  if (!known_codes.contains(code)) {
    return Verdict("CODE_UNKNOWN", "code",
                   "must be an indicator, a group, TOTAL, DELTA, RANK or a figure of the catalogue");
  }
  return {};
}

Finding Malformed(absl::string_view message) { return Verdict("VALUE_MALFORMED", "value", message); }

// What counts or ranks. A point would be a decimal mark to one reader and one of thousands to another, so
// there is none.
Finding WholeNumber(const std::string& value) {
  if (value.empty() || !std::all_of(value.begin(), value.end(), absl::ascii_isdigit)) {
    return Malformed(NamingUnseen("must be a whole number of digits alone", value));
  }
  int64_t number = 0;
  if (absl::SimpleAtoi(value, &number) && number <= kMaxFigureCount) return {};
  return Malformed(absl::StrCat("must be 0 to ", kMaxFigureCount));
}

// Points and percentages, within their bounds; a value outside them belongs to another column.
Finding Fraction(const std::string& text, const std::string& code, rv1::FigureUnit unit) {
  const std::optional<Decimal> value = Decimal::Parse(text);
  // A value has no plus sign; only printed changes have one.
  if (!value || absl::StartsWith(text, "+")) {
    return Malformed(NamingUnseen(
        "must be a decimal number of at most 12 digits before and 6 digits after the point", text));
  }
  const auto between = [&](int64_t least, int64_t greatest) {
    return *value >= Decimal::FromHundredths(least * 100) &&
           *value <= Decimal::FromHundredths(greatest * 100);
  };
  switch (unit) {
    case rv1::FIGURE_UNIT_PERCENT:
      return between(0, 100) ? Finding() : Malformed("must be a percentage from 0 to 100");
    case rv1::FIGURE_UNIT_POINTS:
      if (code == "DELTA") {
        return between(-100, 100) ? Finding() : Malformed("must be a change of points from -100 to 100");
      }
      return between(0, 100) ? Finding() : Malformed("must be points from 0 to 100");
    default:
      return {};
  }
}

Finding Value(const rv1::OfficialFigure& figure, const FigureUnitsByCode& known_codes) {
  if (figure.retracted()) return {};
  const rv1::FigureUnit unit = known_codes.at(figure.code());
  const bool whole = unit == rv1::FIGURE_UNIT_COUNT || unit == rv1::FIGURE_UNIT_RANK;
  return whole ? WholeNumber(figure.value()) : Fraction(figure.value(), figure.code(), unit);
}

Finding ReadTime(const rv1::OfficialFigure& figure, absl::Time now) {
  const Timestamp& time = figure.read_time();
  const bool valid = time.seconds() >= 0 && time.seconds() <= kMaxSeconds && time.nanos() >= 0 &&
                     time.nanos() < 1'000'000'000;
  if (!figure.has_read_time() || !valid) {
    return Verdict("TIME_MISSING", "read_time", "must be given, as a time since 1970-01-01T00:00:00Z");
  }
  if (absl::FromUnixSeconds(time.seconds()) > now + kFigureClockSkew) {
    return Verdict("TIME_IN_FUTURE", "read_time", "must not lie more than a day in the future");
  }
  return {};
}

Finding Revision(const rv1::OfficialFigure& figure, absl::Time now) {
  if (figure.revision() < 1 || figure.revision() > absl::ToUnixMicros(now + kFigureClockSkew)) {
    return Verdict("REVISION_OUT_OF_RANGE", "revision",
                   "must be 1 to a day from now, in microseconds since 1970-01-01T00:00:00Z");
  }
  if (figure.revision_order() >= 0) return {};
  return Verdict("REVISION_OUT_OF_RANGE", "revision_order", "must be at least 0");
}

Finding Fault(const rv1::OfficialFigure& figure, const FigureUnitsByCode& known_codes, absl::Time now) {
  if (!IsUnitCode(figure.unit_code())) {
    return Verdict(
        "CODE_MALFORMED", "unit_code",
        NamingUnseen("must be 1 to 40 characters of A-Z, a-z, 0-9, '.', '-' and '_'", figure.unit_code()));
  }
  if (!Period::Parse(figure.period()).has_value()) {
    return Verdict("PERIOD_MALFORMED", "period",
                   NamingUnseen("must be like 2026-08, 2026-Q3, 2026-H2 or 2026, of the years 1900 to 2199",
                                figure.period()));
  }
  if (Finding fault = Code(figure.code(), known_codes)) return fault;
  if (Finding fault = Value(figure, known_codes)) return fault;
  if (Finding fault = ReadTime(figure, now)) return fault;
  return Revision(figure, now);
}

// What is odd about a figure that is admitted. One that is taken back needs no unit.
std::vector<rv1::FigureVerdict> Warnings(const rv1::OfficialFigure& figure, const UnitValidities& known_units,
                                         absl::Time now) {
  std::vector<rv1::FigureVerdict> warnings;
  if (figure.retracted()) return warnings;
  const Period period = *Period::Parse(figure.period());
  const auto unit = known_units.find(figure.unit_code());
  if (unit == known_units.end()) {
    warnings.push_back(
        Verdict("UNIT_UNKNOWN", "unit_code", "the unit has not been recorded yet; the figure is kept"));
  } else if (std::none_of(unit->second.begin(), unit->second.end(),
                          [&](const Validity& validity) { return validity.HoldsIn(period); })) {
    warnings.push_back(
        Verdict("UNIT_NOT_VALID", "unit_code", "no unit bears this code then; the figure is kept"));
  }
  if (LiesFarAhead(period, now)) {
    warnings.push_back(Verdict("PERIOD_IN_FUTURE", "period",
                               absl::StrCat("begins more than ", kPeriodLeadDays,
                                            " days from now, so nothing of it can have been counted")));
  }
  for (rv1::FigureVerdict& warning : warnings) warning.set_rejected(false);
  return warnings;
}

// The form in which a figure is kept: see AdmittedFigures.
rv1::OfficialFigure Kept(const rv1::OfficialFigure& figure) {
  rv1::OfficialFigure kept;
  kept.set_unit_code(figure.unit_code());
  kept.set_period(figure.period());
  kept.set_code(figure.code());
  if (!figure.retracted()) kept.set_value(figure.value());
  kept.mutable_read_time()->set_seconds(figure.read_time().seconds());
  kept.mutable_read_time()->set_nanos(figure.read_time().nanos() / 1000 * 1000);
  kept.set_revision(figure.revision());
  kept.set_revision_order(figure.revision_order());
  kept.set_retracted(figure.retracted());
  return kept;
}

using Key = std::tuple<std::string, std::string, std::string, int64_t, int32_t>;

Key KeyOf(const rv1::OfficialFigure& figure) {
  return {figure.unit_code(), figure.period(), figure.code(), figure.read_time().seconds(),
          figure.read_time().nanos()};
}

}  // namespace

std::set<std::string> IndexCodes(const std::vector<index::v1::IndexDefinition>& definitions) {
  std::set<std::string> codes;
  for (const index::v1::IndexDefinition& definition : definitions) {
    for (const index::v1::Group& group : definition.groups()) {
      codes.insert(group.code());
      for (const index::v1::Indicator& indicator : group.indicators()) codes.insert(indicator.code());
    }
  }
  return codes;
}

std::map<std::string, rv1::FigureUnit> FigureUnits(const std::vector<index::v1::IndexDefinition>& definitions,
                                                   const rv1::FigureCatalogue& catalogue) {
  std::map<std::string, rv1::FigureUnit> units = {{"TOTAL", rv1::FIGURE_UNIT_POINTS},
                                                  {"DELTA", rv1::FIGURE_UNIT_POINTS},
                                                  {"RANK", rv1::FIGURE_UNIT_RANK}};
  for (const std::string& code : IndexCodes(definitions)) units[code] = rv1::FIGURE_UNIT_POINTS;
  for (const rv1::FigureDefinition& figure : catalogue.figures()) units[figure.code()] = figure.unit();
  return units;
}

AdmittedFigures AdmitFigures(const google::protobuf::RepeatedPtrField<rv1::OfficialFigure>& figures,
                             const std::map<std::string, rv1::FigureUnit>& known_codes,
                             const UnitValidities& known_units, absl::Time now) {
  AdmittedFigures admitted;
  std::map<Key, rv1::OfficialFigure> in_force;
  std::vector<Key> keys;  // of `given`
  for (int i = 0; i < figures.size(); ++i) {
    std::vector<rv1::FigureVerdict> verdicts;
    if (Finding fault = Fault(figures[i], known_codes, now)) {
      ++admitted.rejected_count;
      verdicts.push_back(*std::move(fault));
    } else {
      rv1::OfficialFigure figure = Kept(figures[i]);
      verdicts = Warnings(figure, known_units, now);
      keys.push_back(KeyOf(figure));
      admitted.given.push_back({i, VersionOf(figure), 0});
      const auto [known, first] = in_force.try_emplace(keys.back(), figure);
      if (!first && VersionOf(figure) > VersionOf(known->second)) known->second = std::move(figure);
    }
    for (rv1::FigureVerdict& verdict : verdicts) {
      verdict.set_index(i);
      admitted.verdicts.push_back(std::move(verdict));
    }
  }
  std::map<Key, size_t> places;
  for (auto& [key, figure] : in_force) {
    places.emplace(key, admitted.figures.size());
    admitted.figures.push_back(std::move(figure));
  }
  for (size_t i = 0; i < keys.size(); ++i) admitted.given[i].place = places.at(keys[i]);
  return admitted;
}

record::v1::Standings StandingsOf(const AdmittedFigures& admitted, absl::Span<const FigureInForce> in_force) {
  std::vector<bool> contested;
  for (const FigureInForce& known : in_force) {
    contested.push_back(known.before && Contradict(*known.before, known.now));
  }
  for (const AdmittedFigures::Given& given : admitted.given) {
    if (Contradict(given.version, in_force[given.place].now)) contested[given.place] = true;
  }
  record::v1::Standings standings;
  for (const AdmittedFigures::Given& given : admitted.given) {
    const rv1::OfficialFigure& figure = admitted.figures[given.place];
    const FigureInForce& known = in_force[given.place];
    Standing standing = StandingOf(given.version, known.now, contested[given.place]);
    if (known.read_again && (standing == Standing::kInForce || standing == Standing::kTieWon))
      standing = Standing::kOlder;
    AddStanding(given.index, absl::StrCat(figure.unit_code(), "/", figure.period(), "/", figure.code()),
                standing, standings);
  }
  return standings;
}

Version VersionOf(const rv1::OfficialFigure& figure) {
  return {figure.revision(), figure.revision_order(), Sha256(figure.value())};
}

}  // namespace chiso
