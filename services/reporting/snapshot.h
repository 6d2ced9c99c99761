// Snapshots of what this service has recorded, as History reads them and the pure parts take them: plain
// values.

#ifndef CHISO_SERVICES_REPORTING_SNAPSHOT_H_
#define CHISO_SERVICES_REPORTING_SNAPSHOT_H_

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/period.h"

namespace chiso {

// A unit's score within one period.
struct ScoreKey {
  std::string unit_code;
  std::string unit_valid_from;
  record::v1::Scope scope;

  friend auto operator<=>(const ScoreKey&, const ScoreKey&) = default;
};

// The latest reading of each figure that was not taken back, by code.
using Figures = std::map<std::string, reporting::v1::OfficialFigure>;

// What is recorded of one period.
struct PeriodSnapshot {
  std::map<ScoreKey, index::v1::Score> scores;
  // By code of the unit, which need not have been recorded.
  std::map<std::string, Figures> figures;
};

// What is recorded of some units in a period. Which parts are filled, the method of History that reads it
// says.
struct Snapshot {
  // Ordered by code and first day of validity.
  std::vector<record::v1::Unit> units;
  PeriodSnapshot now;
  // The like period before.
  PeriodSnapshot before;
  std::vector<index::v1::IndexDefinition> definitions;
  reporting::v1::Progress progress;
};

// What to read of the units that bear a code.
struct UnitQuery {
  std::string code;
  record::v1::Scope scope = record::v1::SCOPE_SUBTREE;
  // What was known at the end of this day; absent: what is known now.
  std::optional<absl::CivilDay> known_on = {};
};

// A score, and the first day on which it was known, `YYYY-MM-DD`.
struct KnownScore {
  index::v1::Score score;
  std::string known_from;
};

// What is recorded of all units that bore a code: of all periods the keys, of some also what stands under
// them; the others are empty there.
struct UnitSnapshot {
  // Ordered by first day of validity.
  std::vector<record::v1::Unit> units;
  // Of one scope, by period and first day of validity.
  std::map<std::pair<Period, std::string>, KnownScore> scores;
  std::map<Period, Figures> figures;
  // What the scores rest on: positions and as_of_time.
  reporting::v1::Progress basis;
};

// The identity of a bulletin.
struct BulletinKey {
  std::string unit_code;
  std::string period;
  // 0: the latest.
  int revision_number = 0;
};

// Whether the unit is valid on at least one day of the period. Its dates are well-formed or empty.
bool IsValidIn(const record::v1::Unit& unit, const Period& period);

// Among units ordered as above: the one that bears the code on the last day of the period, else the last one
// to bear it within; null where none does.
const record::v1::Unit* BearerIn(const std::vector<record::v1::Unit>& units, absl::string_view code,
                                 const Period& period);

// The definition of that id; null where there is none.
const index::v1::IndexDefinition* FindDefinition(const std::vector<index::v1::IndexDefinition>& definitions,
                                                 absl::string_view id);
// The one that is no draft and is in force on the last day of the period; null where there is none.
const index::v1::IndexDefinition* DefinitionFor(const std::vector<index::v1::IndexDefinition>& definitions,
                                                const Period& period);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_SNAPSHOT_H_
