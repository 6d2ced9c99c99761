// All scores of a period and scope, as rankings need them. Nothing changes a table once it is made: a newer
// one takes its place, and shares with it what is the same.

#ifndef CHISO_SERVICES_REPORTING_SCORE_TABLE_H_
#define CHISO_SERVICES_REPORTING_SCORE_TABLE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso {

// The generations (schema/004_score_columns.sql) of what a table is made of. Equal ones: the table is still
// right.
struct TableGenerations {
  // Of units and definitions.
  int64_t reference = 0;
  // Of the scores: of their last change, and of the last one that took some away.
  int64_t changed = 0;
  int64_t removed = 0;
  // Of the scores of the like period before.
  int64_t before = 0;

  friend bool operator==(const TableGenerations&, const TableGenerations&) = default;
};

// What all tables share.
struct Reference {
  int64_t generation = 0;
  // All units, ordered by code and first day of validity.
  std::vector<record::v1::Unit> units;
  // All definitions, ordered by id.
  std::vector<index::v1::IndexDefinition> definitions;
};

struct TableTotal {
  std::string definition_id;
  index::v1::Status status = index::v1::STATUS_UNSPECIFIED;
  // In hundredths; absent: none.
  std::optional<int32_t> points;
};

struct TableScore {
  TableTotal total;
  std::shared_ptr<const index::v1::IndexDefinition> definition;
  // A serialised chiso.reporting.v1.ScoreValues.
  std::string values;
};

// A unit's code and first day of validity.
using UnitName = std::pair<std::string, std::string>;

struct ScoreTable {
  TableGenerations generations;
  std::shared_ptr<const Reference> reference;
  std::map<UnitName, std::shared_ptr<const TableScore>> scores;
  // The totals of the like period before.
  std::shared_ptr<const std::map<UnitName, TableTotal>> before;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_SCORE_TABLE_H_
