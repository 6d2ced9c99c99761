#include "services/reporting/bulletin/bulletin.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/fixed_point.h"
#include "common/period.h"
#include "services/reporting/bulletin/summary.h"
#include "services/reporting/thin_months.h"

namespace chiso {
namespace {

namespace iv1 = index::v1;
namespace rv1 = reporting::v1;
using google::protobuf::Timestamp;

// A value that goes into a cell.
struct Figure {
  std::string value;
  // Null: it was computed here.
  const Timestamp* read_time = nullptr;
};

// Why two totals do not compare: reasons of notes, the first that holds.
constexpr absl::string_view kDefinitionChanged = "DEFINITION_CHANGED";
constexpr absl::string_view kThinData = "THIN_DATA";

// One unit's figures by code, and why its DELTA compares nothing; empty where it does, or there is none.
struct RowFigures {
  std::map<std::string, Figure> by_code;
  absl::string_view incomparable = {};
};

absl::string_view WhyIncomparable(bool definition_changed, bool thin) {
  if (definition_changed) return kDefinitionChanged;
  return thin ? kThinData : absl::string_view();
}

std::optional<Decimal> TotalOf(const std::map<std::string, rv1::OfficialFigure>& figures) {
  const auto total = figures.find("TOTAL");
  if (total == figures.end() || total->second.retracted()) return std::nullopt;
  return Decimal::Parse(total->second.value());
}

RowFigures OfficialFigures(const BulletinUnit& unit, absl::string_view incomparable) {
  RowFigures row;
  for (const auto& [code, figure] : unit.figures) {
    if (!figure.retracted()) row.by_code[code] = {figure.value(), &figure.read_time()};
  }
  const auto total = TotalOf(unit.figures);
  const auto previous = TotalOf(unit.previous_figures);
  const bool given = row.by_code.contains("DELTA");
  if (given || (total && previous)) row.incomparable = incomparable;
  if (total && previous && !given && incomparable.empty()) {
    row.by_code["DELTA"] = {AtLeastTwoDecimals((*total - *previous).ToString())};
  }
  return row;
}

bool SameDefinition(const iv1::Score& a, const iv1::Score& b) {
  return a.definition_id() == b.definition_id() && a.definition_sha256() == b.definition_sha256();
}

bool IsComplete(const iv1::Score& score) {
  return score.total_status() == iv1::STATUS_SCORED && score.has_total_points();
}

RowFigures ComputedFigures(const BulletinUnit& unit, bool thin) {
  RowFigures row;
  if (!unit.score) return row;
  const iv1::Score& score = *unit.score;
  for (const iv1::GroupScore& group : score.groups()) {
    if (group.status() != iv1::STATUS_SCORED || !group.has_points()) continue;
    row.by_code[group.code()] = {FormatHundredths(group.points())};
  }
  if (!IsComplete(score)) return row;
  row.by_code["TOTAL"] = {FormatHundredths(score.total_points())};
  if (!unit.previous_score || !IsComplete(*unit.previous_score)) return row;
  row.incomparable = WhyIncomparable(!SameDefinition(score, *unit.previous_score), thin);
  if (row.incomparable.empty()) {
    row.by_code["DELTA"] = {FormatHundredths(score.total_points() - unit.previous_score->total_points())};
  }
  return row;
}

// Extends the column's range of reading times by one reading; the column's origin is the weakest of its
// cells.
void AddReading(const Figure& figure, rv1::BulletinColumn& column) {
  if (figure.read_time == nullptr) column.set_origin(rv1::ORIGIN_COMPUTED);
  if (column.origin() == rv1::ORIGIN_COMPUTED) {
    column.clear_first_read_time();
    column.clear_last_read_time();
    return;
  }
  const auto before = [](const Timestamp& a, const Timestamp& b) {
    return std::pair(a.seconds(), a.nanos()) < std::pair(b.seconds(), b.nanos());
  };
  if (!column.has_first_read_time() || before(*figure.read_time, column.first_read_time())) {
    *column.mutable_first_read_time() = *figure.read_time;
  }
  if (!column.has_last_read_time() || before(column.last_read_time(), *figure.read_time)) {
    *column.mutable_last_read_time() = *figure.read_time;
  }
}

rv1::BulletinColumn ColumnOf(const rv1::FigureDefinition& figure) {
  rv1::BulletinColumn column;
  column.set_code(figure.code());
  column.set_name_vi(figure.name_vi());
  column.set_name_en(figure.name_en());
  column.set_heading_vi(figure.heading_vi());
  column.set_heading_en(figure.heading_en());
  column.set_origin(figure.origin());
  column.set_unit(figure.unit());
  return column;
}

// The most points of a group, an indicator or the total, in hundredths; 0: not known.
int64_t MaxPoints(const std::optional<iv1::IndexDefinition>& definition, const std::string& code) {
  if (!definition) return 0;
  for (const iv1::Group& group : definition->groups()) {
    if (group.code() == code) return group.max_points();
    for (const iv1::Indicator& indicator : group.indicators()) {
      if (indicator.code() == code) return indicator.max_points();
    }
  }
  return 0;
}

ColumnRule RuleOf(const rv1::FigureDefinition& figure,
                  const std::optional<iv1::IndexDefinition>& definition) {
  ColumnRule rule{.overdue = figure.overdue()};
  const int64_t percent = figure.weak_below_percent();
  if (percent > 0 && figure.unit() == rv1::FIGURE_UNIT_PERCENT)
    rule.weak_below = Decimal::FromHundredths(percent * 100);
  if (percent > 0 && figure.unit() == rv1::FIGURE_UNIT_POINTS) {
    // Hundredths of points times percent are millionths of points times 100.
    const int64_t millionths = MaxPoints(definition, figure.code()) * percent * 100;
    if (millionths > 0) rule.weak_below = Decimal::FromMillionths(millionths);
  }
  return rule;
}

std::string RowName(const BulletinUnit& unit, const rv1::Letter& letter) {
  if (unit.own_offices && !letter.own_offices().empty()) return letter.own_offices();
  return unit.unit.name().empty() ? unit.unit.code() : unit.unit.name();
}

void AddRows(const BulletinInput& input, const std::vector<RowFigures>& figures, rv1::Bulletin& bulletin) {
  for (size_t i = 0; i < input.units.size(); ++i) {
    const BulletinUnit& unit = input.units[i];
    rv1::BulletinRow* const row = bulletin.add_rows();
    row->mutable_unit()->set_code(unit.unit.code());
    row->mutable_unit()->set_valid_from(unit.unit.valid_from());
    row->set_name(RowName(unit, input.letter));
    row->set_own_offices(unit.own_offices);
    for (const rv1::BulletinColumn& column : bulletin.columns()) {
      const auto figure = figures[i].by_code.find(column.code());
      row->add_values(figure == figures[i].by_code.end() ? "" : figure->second.value);
    }
  }
}

// Units without any figure are listed too, so that readers see that they have none.
std::vector<ColumnRule> AddAnnex(const BulletinInput& input, const std::vector<RowFigures>& figures,
                                 const rv1::FigureCatalogue& catalogue, rv1::Bulletin& bulletin) {
  std::vector<ColumnRule> rules;
  for (const rv1::FigureDefinition& definition : catalogue.figures()) {
    rv1::BulletinColumn column = ColumnOf(definition);
    bool any = false;
    for (const RowFigures& row : figures) {
      const auto figure = row.by_code.find(definition.code());
      if (figure == row.by_code.end()) continue;
      AddReading(figure->second, column);
      any = true;
    }
    if (!any) continue;
    *bulletin.add_columns() = std::move(column);
    rules.push_back(RuleOf(definition, input.definition));
  }
  AddRows(input, figures, bulletin);
  return rules;
}

void NoteIncomparable(absl::string_view reason, const std::vector<RowFigures>& figures,
                      rv1::BulletinSummary& summary) {
  rv1::BulletinNote note;
  note.set_reason(std::string(reason));
  note.set_column(-1);
  for (size_t i = 0; i < figures.size(); ++i) {
    if (figures[i].incomparable != reason) continue;
    rv1::BulletinMention* const row = note.add_rows();
    row->set_row(static_cast<int>(i));
    if (const auto total = figures[i].by_code.find("TOTAL"); total != figures[i].by_code.end()) {
      row->set_value(total->second.value);
    }
  }
  if (!note.rows().empty()) *summary.add_notes() = std::move(note);
}

rv1::Bulletin Frame(const BulletinInput& input) {
  rv1::Bulletin bulletin;
  bulletin.set_name(absl::StrCat("units/", input.publisher.code(), "/bulletins/", input.period, ".",
                                 input.revision_number));
  bulletin.mutable_unit()->set_code(input.publisher.code());
  bulletin.mutable_unit()->set_valid_from(input.publisher.valid_from());
  bulletin.set_unit_name(input.publisher.name().empty() ? input.publisher.code() : input.publisher.name());
  bulletin.set_period(input.period);
  bulletin.set_revision_number(input.revision_number);
  if (input.publish_time.seconds() != 0) *bulletin.mutable_publish_time() = input.publish_time;
  bulletin.set_basis(input.basis);
  *bulletin.mutable_letter() = input.letter;
  if (input.basis != rv1::BASIS_COMPUTED) return bulletin;
  if (input.definition) {
    bulletin.set_definition_id(input.definition->id());
    bulletin.set_definition_sha256(input.definition->sha256());
  }
  bulletin.mutable_positions()->Assign(input.positions.begin(), input.positions.end());
  if (input.as_of_time.seconds() != 0) *bulletin.mutable_as_of_time() = input.as_of_time;
  return bulletin;
}

}  // namespace

absl::StatusOr<rv1::Bulletin> BuildBulletin(const BulletinInput& input,
                                            const rv1::FigureCatalogue& catalogue) {
  if (!Period::Parse(input.period)) {
    return InvalidArgument("period", "must be a month, quarter, half-year or year such as 2026-08");
  }
  if (input.basis != rv1::BASIS_OFFICIAL && input.basis != rv1::BASIS_COMPUTED) {
    return InvalidArgument("basis", "must be official or computed");
  }
  const bool thin = input.definition && ComparesThinData(*input.definition, *Period::Parse(input.period));
  std::vector<RowFigures> figures;
  for (const BulletinUnit& unit : input.units) {
    figures.push_back(input.basis == rv1::BASIS_OFFICIAL
                          ? OfficialFigures(unit, WhyIncomparable(input.definition_changed, thin))
                          : ComputedFigures(unit, thin));
  }
  rv1::Bulletin bulletin = Frame(input);
  const std::vector<ColumnRule> rules = AddAnnex(input, figures, catalogue, bulletin);
  if (bulletin.columns().empty()) {
    return ErrorWithReason(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_PUBLISH",
                           absl::StrCat("nothing is known of unit ", input.publisher.code(),
                                        " or the units below it in ", input.period));
  }
  *bulletin.mutable_summary() = Summarise(bulletin, rules);
  for (const absl::string_view reason : {kDefinitionChanged, kThinData}) {
    NoteIncomparable(reason, figures, *bulletin.mutable_summary());
  }
  return bulletin;
}

}  // namespace chiso
