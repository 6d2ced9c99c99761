#include "tools/client/view/score_view.h"

#include <map>
#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv.h"
#include "common/fixed_point.h"
#include "tools/client/view/drift_view.h"
#include "tools/client/view/freshness_view.h"
#include "tools/client/view/table.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using index::v1::IndexDefinition;
using index::v1::Indicator;
using index::v1::IndicatorScore;
using index::v1::Score;

// Enough of a digest to tell two apart.
constexpr size_t kDigestBytes = 6;

std::string NoBaseNote(Language language, const IndicatorScore& score) {
  if (!score.has_points()) return std::string(Say(language, Text::kNoBaseNotScored));
  return std::string(Say(language, score.points() == 0 ? Text::kNoBaseZero : Text::kNoBaseFull));
}

std::string PartsNote(Language language, const IndicatorScore& score) {
  const bool units = score.basis() == index::v1::TALLY_BASIS_UNITS;
  if (!units && score.basis() != index::v1::TALLY_BASIS_PERIODS) return "";
  std::string note = Say(language, units ? Text::kSumOfUnits : Text::kSumOfPeriods, score.parts_reported(),
                         score.parts_expected());
  if (score.parts_reported() < score.parts_expected()) {
    note = absl::StrCat(Say(language, Text::kPartial), ": ", note);
  }
  return note;
}

std::string Note(Language language, const Indicator& indicator, const IndicatorScore& score) {
  std::vector<std::string> notes;
  if (indicator.rule().has_shown()) notes.emplace_back(Say(language, Text::kShownOnly));
  if (indicator.rule().has_full()) notes.emplace_back(Say(language, Text::kRuleFull));
  if (score.status() == index::v1::STATUS_NO_BASE) {
    if (!indicator.rule().has_full()) notes.push_back(NoBaseNote(language, score));
  } else if (score.status() == index::v1::STATUS_INHERITED && score.has_inherited_from()) {
    notes.push_back(Say(language, Text::kInheritedFrom, score.inherited_from().code()));
    if (!score.has_points()) notes.push_back(NoBaseNote(language, score));
  } else if (score.status() != index::v1::STATUS_SCORED) {
    notes.emplace_back(StatusText(language, score.status()));
  }
  if (score.capped()) notes.emplace_back(Say(language, Text::kCapped));
  if (std::string parts = PartsNote(language, score); !parts.empty()) notes.push_back(std::move(parts));
  return absl::StrJoin(notes, "; ");
}

bool IsPartial(const IndicatorScore& score) { return score.parts_reported() < score.parts_expected(); }

// The points that can no longer be gained; nothing where that is not known yet, or there are none to gain.
std::optional<int64_t> Lost(const IndicatorScore& score) {
  if (score.status() == index::v1::STATUS_NOT_REPORTED || IsPartial(score)) return std::nullopt;
  if (score.status() == index::v1::STATUS_NOT_APPLICABLE) return std::nullopt;
  return score.max_points() - score.points();
}

std::string LostCell(Language language, std::optional<int64_t> lost) {
  return lost && *lost != 0 ? LocalPoints(language, *lost) : "";
}

template <typename Part>
std::string PointsCell(Language language, const Part& part) {
  return part.has_points() ? LocalPoints(language, part.points()) : kMissing;
}

void AddGroup(Table& table, Language language, const index::v1::Group& group,
              const index::v1::GroupScore& score) {
  const bool complete = score.status() == index::v1::STATUS_SCORED;
  table.AddGap();
  table.Add({"",
             absl::StrCat(language == Language::kVietnamese ? group.name_vi() : group.name_en(), " (",
                          group.code(), ")"),
             "", "", PointsCell(language, score), LocalPoints(language, score.max_points()),
             complete ? LostCell(language, score.max_points() - score.points()) : "",
             complete ? "" : std::string(StatusText(language, score.status()))});
}

void AddIndicator(Table& table, Language language, const Indicator& indicator, const IndicatorScore& score) {
  table.Add({indicator.number(),
             language == Language::kVietnamese ? indicator.name_vi() : indicator.name_en(),
             score.has_numerator() ? LocalCount(language, score.numerator()) : "",
             score.has_denominator() ? LocalCount(language, score.denominator()) : "",
             PointsCell(language, score), LocalPoints(language, score.max_points()),
             LostCell(language, Lost(score)), Note(language, indicator, score)});
}

void AddTotal(Table& table, Language language, const Score& score) {
  const bool complete = score.total_status() == index::v1::STATUS_SCORED;
  table.AddGap();
  table.Add({"", std::string(Say(language, Text::kTotal)), "", "",
             score.has_total_points() ? LocalPoints(language, score.total_points()) : kMissing,
             LocalPoints(language, score.max_points()),
             complete ? LostCell(language, score.max_points() - score.total_points()) : "",
             complete ? BandText(language, score.band())
                      : std::string(StatusText(language, score.total_status()))});
}

std::string RestsOn(Language language, const Score& score) {
  std::string text = absl::StrCat(
      "\n", Say(language, Text::kComputedHere), " ",
      Say(language, Text::kByDefinition, score.definition_id(),
          absl::BytesToHexString(absl::string_view(score.definition_sha256()).substr(0, kDigestBytes))),
      "\n");
  if (score.has_as_of_time()) {
    absl::StrAppend(&text, Say(language, Text::kAsOf, LocalMoment(language, score.as_of_time())), " ");
  }
  absl::StrAppend(&text, Say(language, Text::kUpTo, PositionsText(score.positions())), "\n",
                  FreshnessText(score.freshness(), language));
  if (score.has_as_of_time() && !score.positions().empty()) {
    absl::StrAppend(&text, Say(language, Text::kRecomputeLater, RecomputeCommand(score)), "\n");
  }
  return text;
}

// Of a nation: how many provinces it is the mean of, and which are missing.
std::string MeanText(Language language, const Score& score) {
  std::string text = absl::StrCat("\n", Say(language, Text::kMeanOfProvinces, score.mean_of()), "\n");
  if (score.missing_count() == 0) return text;
  std::string units = absl::StrJoin(score.missing_units(), ", ", [](std::string* out, const auto& unit) {
    absl::StrAppend(out, unit.code());
  });
  if (score.missing_units_size() < score.missing_count()) absl::StrAppend(&units, ", …");
  return absl::StrCat(text, Say(language, Text::kMissingProvinces, score.missing_count(), units), "\n");
}

bool IsNation(const Score& score) { return score.mean_of() > 0 || score.missing_count() > 0; }

std::string CsvRow(const Score& score, const std::string& code, index::v1::Status status,
                   const std::string& numerator, const std::string& denominator, const std::string& points,
                   int32_t max_points) {
  return CsvLine({score.unit().code(), score.period(), code, StatusName(status), numerator, denominator,
                  points, FormatHundredths(max_points)});
}

}  // namespace

std::string ScoreCsv(const Score& score) {
  std::string text =
      CsvLine({"unit", "period", "code", "status", "numerator", "denominator", "points", "max"});
  for (const IndicatorScore& part : score.indicators()) {
    absl::StrAppend(
        &text,
        CsvRow(score, part.code(), part.status(), part.has_numerator() ? absl::StrCat(part.numerator()) : "",
               part.has_denominator() ? absl::StrCat(part.denominator()) : "",
               part.has_points() ? FormatHundredths(part.points()) : "", part.max_points()));
  }
  for (const index::v1::GroupScore& part : score.groups()) {
    absl::StrAppend(&text,
                    CsvRow(score, part.code(), part.status(), "", "",
                           part.has_points() ? FormatHundredths(part.points()) : "", part.max_points()));
  }
  absl::StrAppend(&text, CsvRow(score, "TOTAL", score.total_status(), "", "",
                                score.has_total_points() ? FormatHundredths(score.total_points()) : "",
                                score.max_points()));
  return text;
}

std::string ScoreTable(const Score& score, const IndexDefinition& definition, Language language) {
  std::map<std::string, const IndicatorScore*> indicators;
  for (const IndicatorScore& part : score.indicators()) indicators[part.code()] = &part;
  std::map<std::string, const index::v1::GroupScore*> groups;
  for (const index::v1::GroupScore& part : score.groups()) groups[part.code()] = &part;

  const Table::Align kRight = Table::Align::kRight;
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kNumber)},
               {say(Text::kCriterion)},
               {say(Text::kNumerator), kRight},
               {say(Text::kDenominator), kRight},
               {say(Text::kPoints), kRight},
               {say(Text::kMaxPoints), kRight},
               {say(Text::kLost), kRight},
               {say(Text::kNote)}});
  for (const index::v1::Group& group : definition.groups()) {
    if (const auto found = groups.find(group.code()); found != groups.end()) {
      AddGroup(table, language, group, *found->second);
    }
    // No indicator applies to a nation.
    for (const Indicator& indicator : group.indicators()) {
      if (IsNation(score)) break;
      const auto found = indicators.find(indicator.code());
      if (found != indicators.end()) AddIndicator(table, language, indicator, *found->second);
    }
  }
  AddTotal(table, language, score);
  return absl::StrCat(Say(language, Text::kScoreTitle, score.unit().code(), score.period(),
                          ScopeText(language, score.scope())),
                      "\n\n", table.ToString(), IsNation(score) ? MeanText(language, score) : "",
                      RestsOn(language, score));
}

}  // namespace chiso
