// Rules of official figures: which may be recorded, and which of two with one key is in force. Pure.

#ifndef CHISO_SERVICES_REPORTING_OFFICIAL_H_
#define CHISO_SERVICES_REPORTING_OFFICIAL_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/record/v1/standing.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/validity.h"
#include "common/version.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace chiso {

// The clock of the system that read a figure may differ from this service's by this much, time zones mistaken
// for one another included.
inline constexpr absl::Duration kFigureClockSkew = absl::Hours(24);

// The codes of the indicators and groups of the definitions.
std::set<std::string> IndexCodes(const std::vector<index::v1::IndexDefinition>& definitions);

// The codes that figures may have, with their units of measure: those of the definitions, TOTAL, DELTA, RANK,
// and those of the catalogue.
std::map<std::string, reporting::v1::FigureUnit> FigureUnits(
    const std::vector<index::v1::IndexDefinition>& definitions,
    const reporting::v1::FigureCatalogue& catalogue);

// When units bear their codes, by code.
using UnitValidities = std::map<std::string, std::vector<Validity>>;

struct AdmittedFigures {
  // Ordered by key; of several with one key the one in force alone. Values as given, digit by digit; reading
  // times are cut to microseconds; of a figure that was taken back the key, the revision and its order alone
  // are kept.
  std::vector<reporting::v1::OfficialFigure> figures;
  // Every admitted figure, ordered by its index in the request.
  struct Given {
    int index = 0;
    Version version;
    // The place in `figures` of the one that is in force for its key.
    size_t place = 0;
  };
  std::vector<Given> given;
  int rejected_count = 0;
  // Ordered by index.
  std::vector<reporting::v1::FigureVerdict> verdicts;
};

// Judges each figure alone: points and percentages lie within 0 and 100, changes within -100 and 100; counts
// and ranks are digits alone, at most 1000000000. A refused one gets the first rule that it breaks, in the
// order of the fields. One that is admitted gets its warnings: its unit is not among `known_units`, or bears
// the code on no day of the period, or the period lies far ahead. `now` bounds reading times and revisions.
AdmittedFigures AdmitFigures(const google::protobuf::RepeatedPtrField<reporting::v1::OfficialFigure>& figures,
                             const std::map<std::string, reporting::v1::FigureUnit>& known_codes,
                             const UnitValidities& known_units, absl::Time now);

// What is in force under the key of a figure.
struct FigureInForce {
  // Before it was recorded; absent: nothing.
  std::optional<Version> before;
  Version now;
  // Whether the last reading of the same figure was made later and says something else: that one is shown.
  bool read_again = false;
};

// How the admitted figures stand; `in_force` is of each of `admitted.figures`. What was read again stands as
// what is older.
record::v1::Standings StandingsOf(const AdmittedFigures& admitted, absl::Span<const FigureInForce> in_force);

// The figure's place among those of its key, of which the greatest is in force; its digest is that of the
// value.
Version VersionOf(const reporting::v1::OfficialFigure& figure);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_OFFICIAL_H_
