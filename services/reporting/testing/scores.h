// Units, definitions and scores for tests.

#ifndef CHISO_SERVICES_REPORTING_TESTING_SCORES_H_
#define CHISO_SERVICES_REPORTING_TESTING_SCORES_H_

#include <string>

#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/reporting/v1/official.pb.h"

namespace chiso::testing {

inline record::v1::Unit MakeUnit(const std::string& code, const std::string& parent_code = "H44",
                                 const std::string& valid_from = "", const std::string& valid_to = "") {
  record::v1::Unit unit;
  unit.set_code(code);
  unit.set_name("Xã " + code);
  unit.set_level(parent_code.empty() ? record::v1::LEVEL_PROVINCE : record::v1::LEVEL_COMMUNE);
  unit.set_parent_code(parent_code);
  unit.set_valid_from(valid_from);
  unit.set_valid_to(valid_to);
  return unit;
}

// With one group TDGQ, one indicator ON_TIME, and two bands; in force in the year that its id names.
inline index::v1::IndexDefinition MakeDefinition(const std::string& year = "2026") {
  index::v1::IndexDefinition definition;
  definition.set_id("766-" + year);
  definition.set_valid_from(year + "-01-01");
  definition.set_valid_to(year + "-12-31");
  definition.set_sha256(std::string(28, 's') + year);
  index::v1::Group& group = *definition.add_groups();
  group.set_code("TDGQ");
  group.set_max_points(2000);
  group.add_indicators()->set_code("ON_TIME");
  index::v1::Band& good = *definition.add_bands();
  good.set_min_points(5000);
  good.set_name_vi("tốt");
  definition.add_bands()->set_name_vi("yếu");
  return definition;
}

// Those of these two years, as a writer opens them.
inline google::protobuf::RepeatedPtrField<index::v1::IndexDefinition> MakeDefinitions() {
  google::protobuf::RepeatedPtrField<index::v1::IndexDefinition> definitions;
  *definitions.Add() = MakeDefinition("2025");
  *definitions.Add() = MakeDefinition("2026");
  return definitions;
}

// A complete score of this total, all of it TDGQ's; a negative one: incomplete, with that many points.
inline index::v1::Score MakeScore(const std::string& code, int total, const std::string& period = "2026-08",
                                  record::v1::Scope scope = record::v1::SCOPE_SUBTREE,
                                  const index::v1::IndexDefinition& definition = MakeDefinition()) {
  index::v1::Score score;
  score.mutable_unit()->set_code(code);
  score.set_period(period);
  score.set_scope(scope);
  score.set_definition_id(definition.id());
  score.set_definition_sha256(definition.sha256());
  const index::v1::Status status = total < 0 ? index::v1::STATUS_INCOMPLETE : index::v1::STATUS_SCORED;
  score.set_total_status(status);
  score.set_total_points(total < 0 ? -total : total);
  score.set_max_points(10000);
  index::v1::GroupScore& group = *score.add_groups();
  group.set_code("TDGQ");
  group.set_status(status);
  group.set_points(score.total_points());
  index::v1::IndicatorScore& indicator = *score.add_indicators();
  indicator.set_code("ON_TIME");
  indicator.set_status(index::v1::STATUS_SCORED);
  indicator.set_points(score.total_points());
  indicator.set_parts_expected(2);
  indicator.set_parts_reported(total < 0 ? 1 : 2);
  return score;
}

inline reporting::v1::OfficialFigure MakeFigure(const std::string& unit, const std::string& code,
                                                const std::string& value,
                                                int64_t read_seconds = 1'700'000'000,
                                                const std::string& period = "2026-08", int64_t revision = 1) {
  reporting::v1::OfficialFigure figure;
  figure.set_unit_code(unit);
  figure.set_period(period);
  figure.set_code(code);
  figure.set_value(value);
  figure.mutable_read_time()->set_seconds(read_seconds);
  figure.set_revision(revision);
  return figure;
}

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_REPORTING_TESTING_SCORES_H_
