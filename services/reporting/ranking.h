// Rankings and changes of totals. Pure.

#ifndef CHISO_SERVICES_REPORTING_RANKING_H_
#define CHISO_SERVICES_REPORTING_RANKING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/period.h"
#include "services/reporting/score_table.h"
#include "services/reporting/snapshot.h"

namespace chiso {

struct RankingQuery {
  Period period;
  // Empty: the units of all parents.
  std::string parent_code = {};
  // LEVEL_UNSPECIFIED: of all levels.
  record::v1::Level level = record::v1::LEVEL_UNSPECIFIED;
  // An indicator, a group or TOTAL.
  std::string by_code = "TOTAL";
  reporting::v1::Basis basis = reporting::v1::BASIS_COMPUTED;
  // Of computed figures.
  record::v1::Scope scope = record::v1::SCOPE_SUBTREE;

  friend bool operator==(const RankingQuery&, const RankingQuery&) = default;
};

// All rows of a ranking: those with a complete value by competition ranking on hundredths of a point
// (published values are rounded half away from zero), equal ones by code; then the others by code. Rankings
// by TOTAL tell how it changed against the like period before.

// By scores, of the units of the table that the query means and that are valid in its period. The table is
// that of its period and scope.
std::vector<reporting::v1::RankingRow> RankScores(const RankingQuery& query, const ScoreTable& table);

// By official figures, in `snapshot.now` and by TOTAL also in `snapshot.before`. `snapshot.units` are all
// units that bear one of the codes to list in the period. Each code has one row, that of the unit which bears
// it at the end of the period, if the query means that unit; published ranks are shown beside totals alone.
// Where the query takes all units, figures of units that were not recorded have theirs, with the code as a
// name.
std::vector<reporting::v1::RankingRow> RankFigures(const RankingQuery& query, const Snapshot& snapshot);

// The Vietnamese name of the band that the points lie in; empty where there is none.
std::string BandOf(const index::v1::IndexDefinition& definition, int64_t hundredths);

// One value of a score.
struct ScoreValue {
  index::v1::Status status = index::v1::STATUS_NOT_REPORTED;
  // In hundredths; absent: none.
  std::optional<int32_t> points = {};
  // Whether no part is missing and there are points.
  bool complete = false;
};

// The value of an indicator, a group or TOTAL. An indicator whose tally lacks parts is INCOMPLETE.
// NOT_REPORTED where the definition has no such code.
ScoreValue ValueOf(const TableScore& score, absl::string_view code);

// How a total changed against the like period before.
struct TotalChange {
  // In hundredths; absent: there is no total to compare with.
  std::optional<int32_t> delta = {};
  // Whether the period before was scored under another definition.
  bool definition_changed = false;
};
TotalChange ChangeOf(const index::v1::Score& score, const index::v1::Score& before);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_RANKING_H_
