#include "tools/client/view/diff_view.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/csv.h"
#include "common/fixed_point.h"
#include "google/protobuf/util/message_differencer.h"
#include "tools/client/view/table.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using index::v1::Score;

template <typename Part>
DiffValue ValueOf(const Part& part) {
  return {part.status(), part.has_points() ? std::optional<int32_t>(part.points()) : std::nullopt};
}

// The values of a score, in order.
std::vector<std::pair<std::string, DiffValue>> ValuesOf(const Score& score) {
  std::vector<std::pair<std::string, DiffValue>> values;
  for (const index::v1::IndicatorScore& part : score.indicators())
    values.emplace_back(part.code(), ValueOf(part));
  for (const index::v1::GroupScore& part : score.groups()) values.emplace_back(part.code(), ValueOf(part));
  values.emplace_back(
      "TOTAL",
      DiffValue{score.total_status(),
                score.has_total_points() ? std::optional<int32_t>(score.total_points()) : std::nullopt});
  return values;
}

// Codes that only the second definition has stand after those of the first.
UnitDiff CompareUnit(const Score& before, const Score& after) {
  UnitDiff diff{.unit = before.unit().code(), .lines = {}};
  std::map<std::string, DiffValue> others;
  for (auto& [code, value] : ValuesOf(after)) others.emplace(code, value);
  for (const auto& [code, value] : ValuesOf(before)) {
    const auto other = others.extract(code);
    if (other && other.mapped() == value) continue;
    diff.lines.push_back({code, value, other ? std::optional<DiffValue>(other.mapped()) : std::nullopt});
  }
  for (const auto& [code, value] : ValuesOf(after)) {
    if (others.contains(code)) diff.lines.push_back({code, std::nullopt, value});
  }
  return diff;
}

std::pair<std::string, std::string> KeyOf(const Score& score) {
  return {score.unit().code(), score.unit().valid_from()};
}

bool RestOnTheSame(const Score& a, const Score& b) {
  using google::protobuf::util::MessageDifferencer;
  return std::equal(a.positions().begin(), a.positions().end(), b.positions().begin(), b.positions().end(),
                    [](const auto& x, const auto& y) { return MessageDifferencer::Equals(x, y); });
}

// Absent where one side has no points.
std::optional<int32_t> ChangeOf(const DiffLine& line) {
  if (!line.before || !line.after || !line.before->points || !line.after->points) return std::nullopt;
  return *line.after->points - *line.before->points;
}

std::string PointsText(const std::optional<DiffValue>& value) {
  return value && value->points ? FormatHundredths(*value->points) : "";
}

nlohmann::ordered_json JsonOf(const std::optional<DiffValue>& value) {
  if (!value) return nullptr;
  nlohmann::ordered_json json;
  json["status"] = index::v1::Status_Name(value->status);
  if (value->points) json["points"] = *value->points;
  return json;
}

// Points, or why there are none.
std::string Cell(Language language, const std::optional<DiffValue>& value) {
  if (!value) return kMissing;
  const std::string points = value->points ? LocalPoints(language, *value->points) : "";
  const bool plain =
      value->status == index::v1::STATUS_SCORED || value->status == index::v1::STATUS_INHERITED;
  if (plain && value->points) return points;
  const std::string status(StatusText(language, value->status));
  return value->points ? absl::StrCat(points, " (", status, ")") : status;
}

}  // namespace

Diff CompareScores(const Scores& before, const Scores& after) {
  Diff diff;
  if (!before.empty()) {
    diff.before = before[0].definition_id();
    diff.period = before[0].period();
  }
  if (!after.empty()) diff.after = after[0].definition_id();
  std::map<std::pair<std::string, std::string>, const Score*> others;
  for (const Score& score : after) others.emplace(KeyOf(score), &score);
  for (const Score& score : before) {
    const auto other = others.find(KeyOf(score));
    if (other == others.end()) continue;
    ++diff.compared;
    diff.moved |= !RestOnTheSame(score, *other->second);
    if (UnitDiff unit = CompareUnit(score, *other->second); !unit.lines.empty()) {
      diff.units.push_back(std::move(unit));
    }
  }
  return diff;
}

std::string DiffCsv(const Diff& diff) {
  std::string text = CsvLine({"unit", "period", "code", "before", "status_before", "points_before", "after",
                              "status_after", "points_after", "change"});
  for (const UnitDiff& unit : diff.units) {
    for (const DiffLine& line : unit.lines) {
      const std::optional<int32_t> change = ChangeOf(line);
      absl::StrAppend(
          &text,
          CsvLine({unit.unit, diff.period, line.code, diff.before,
                   line.before ? StatusName(line.before->status) : "", PointsText(line.before), diff.after,
                   line.after ? StatusName(line.after->status) : "", PointsText(line.after),
                   change ? CsvCell::Number(FormatHundredths(*change)) : CsvCell("")}));
    }
  }
  return text;
}

std::string DiffJson(const Diff& diff) {
  nlohmann::ordered_json json;
  json["before"] = diff.before;
  json["after"] = diff.after;
  json["period"] = diff.period;
  json["compared"] = diff.compared;
  json["moved"] = diff.moved;
  json["units"] = nlohmann::ordered_json::array();
  for (const UnitDiff& unit : diff.units) {
    nlohmann::ordered_json changes = nlohmann::ordered_json::array();
    for (const DiffLine& line : unit.lines) {
      nlohmann::ordered_json change;
      change["code"] = line.code;
      change["before"] = JsonOf(line.before);
      change["after"] = JsonOf(line.after);
      if (const auto points = ChangeOf(line)) change["change"] = *points;
      changes.push_back(std::move(change));
    }
    json["units"].push_back({{"unit", unit.unit}, {"changes", std::move(changes)}});
  }
  return absl::StrCat(json.dump(1), "\n");
}

std::string DiffTable(const Diff& diff, Language language) {
  if (diff.units.empty()) return absl::StrCat(Say(language, Text::kNoDifference, diff.compared), "\n");
  const Table::Align kRight = Table::Align::kRight;
  Table table({{std::string(Say(language, Text::kUnitCode))},
               {std::string(Say(language, Text::kCode))},
               {diff.before, kRight},
               {diff.after, kRight},
               {std::string(Say(language, Text::kChange)), kRight}});
  for (const UnitDiff& unit : diff.units) {
    table.AddGap();
    for (const DiffLine& line : unit.lines) {
      const std::optional<int32_t> change = ChangeOf(line);
      table.Add({unit.unit, line.code, Cell(language, line.before), Cell(language, line.after),
                 change && *change != 0 ? LocalChange(language, FormatHundredths(*change)) : ""});
    }
  }
  std::string text = absl::StrCat(Say(language, Text::kDiffTitle, diff.before, diff.after, diff.period),
                                  "\n\n", table.ToString(), "\n",
                                  Say(language, Text::kDiffByCode, diff.units.size(), diff.compared), "\n");
  if (diff.moved) absl::StrAppend(&text, Say(language, Text::kDiffMoved), "\n");
  return text;
}

}  // namespace chiso
