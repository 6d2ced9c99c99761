// Builds a bulletin, its annex and summary, from the figures of a unit and the units below it. Pure.

#ifndef CHISO_SERVICES_REPORTING_BULLETIN_BULLETIN_H_
#define CHISO_SERVICES_REPORTING_BULLETIN_BULLETIN_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/log.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/reporting/v1/bulletin.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace chiso {

// The figures of one unit in the bulletin's period.
struct BulletinUnit {
  record::v1::Unit unit;
  // The publisher's own offices; else a unit below it.
  bool own_offices = false;
  // The latest reading of each official figure, by code.
  std::map<std::string, reporting::v1::OfficialFigure> figures;
  // The same for the like period before.
  std::map<std::string, reporting::v1::OfficialFigure> previous_figures;
  std::optional<index::v1::Score> score;
  std::optional<index::v1::Score> previous_score;
};

struct BulletinInput {
  record::v1::Unit publisher;
  std::string period;
  reporting::v1::Basis basis = reporting::v1::BASIS_UNSPECIFIED;
  int revision_number = 1;
  google::protobuf::Timestamp publish_time;
  reporting::v1::Letter letter;
  // The publisher's own offices first, where they have data; then the units below, by code. The order is
  // kept.
  std::vector<BulletinUnit> units;
  // The definition of the scores; it also gives the thresholds below which points are weak.
  std::optional<index::v1::IndexDefinition> definition;
  // Whether another definition was in force in the like period before; then no change of official totals is
  // derived.
  bool definition_changed = false;
  std::vector<record::v1::Position> positions;
  google::protobuf::Timestamp as_of_time;
};

// The columns are those figures of the catalogue, in its order, for which at least one unit has a value.
//
// Official basis: values stand digit by digit as recorded. A DELTA that was not given is the difference of
// the two periods' TOTALs where both are known, no definition changed between them, and neither period holds
// a month that the definition calls thin; the column's origin is then COMPUTED. A DELTA that was given stands
// in any case; where the definition changed, the note DEFINITION_CHANGED names the units that have both
// totals or a DELTA, and else, where data are thin, the note THIN_DATA. Computed basis: groups and TOTAL as
// far as they are complete (status SCORED), with two decimals; DELTA where both periods' totals are complete
// and come from one definition, and no month is thin, else, where the totals are complete, one of the notes
// names the units.
//
// FAILED_PRECONDITION, reason NOTHING_TO_PUBLISH: no unit has any figure. INVALID_ARGUMENT: period or basis
// is malformed.
absl::StatusOr<reporting::v1::Bulletin> BuildBulletin(const BulletinInput& input,
                                                      const reporting::v1::FigureCatalogue& catalogue);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_BULLETIN_BULLETIN_H_
