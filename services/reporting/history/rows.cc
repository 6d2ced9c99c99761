#include "services/reporting/history/rows.h"

#include <google/protobuf/util/time_util.h>

#include <string>

#include "services/reporting/history/sql.h"
#include "services/reporting/score_values.h"

namespace chiso {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;

std::vector<record::v1::Unit> ToUnits(const pqxx::result& rows) {
  std::vector<record::v1::Unit> units;
  for (const pqxx::row& row : rows) {
    record::v1::Unit& unit = units.emplace_back();
    unit.set_code(row[0].as<std::string>());
    unit.set_valid_from(row[1].as<std::string>());
    unit.set_valid_to(row[2].as<std::string>());
    unit.set_level(static_cast<record::v1::Level>(row[3].as<int>()));
    unit.set_name(row[4].as<std::string>());
    unit.set_parent_code(row[5].as<std::string>());
  }
  return units;
}

rv1::OfficialFigure ToFigure(const pqxx::row& row) {
  rv1::OfficialFigure figure;
  figure.set_unit_code(row[0].as<std::string>());
  figure.set_period(row[1].as<std::string>());
  figure.set_code(row[2].as<std::string>());
  figure.set_value(row[3].as<std::string>());
  figure.set_revision(row[4].as<int64_t>());
  figure.set_revision_order(row[5].as<int64_t>());
  *figure.mutable_read_time() = TimeUtil::MicrosecondsToTimestamp(row[6].as<int64_t>());
  return figure;
}

absl::StatusOr<index::v1::Score> ToScore(pqxx::transaction_base& work, KnownDefinitions& definitions,
                                         const pqxx::row& row) {
  const auto definition = definitions.Get(work, row[4].as<std::string>());
  if (!definition.ok()) return definition.status();
  rv1::ScoreValues values;
  if (absl::Status parsed = ParseStored(row[5], values); !parsed.ok()) return parsed;
  index::v1::Score score = UnpackScore(values, **definition);
  score.set_period(row[0].as<std::string>());
  score.set_scope(static_cast<record::v1::Scope>(row[1].as<int>()));
  score.mutable_unit()->set_code(row[2].as<std::string>());
  score.mutable_unit()->set_valid_from(row[3].as<std::string>());
  return score;
}

}  // namespace chiso
