// Between the contracts and the core.

#ifndef CHISO_SERVICES_SCORING_CONVERSIONS_H_
#define CHISO_SERVICES_SCORING_CONVERSIONS_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/level.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/units.h"

namespace chiso {

// INVALID_ARGUMENT "field: reason": a date, an enum or a rule is missing or unknown. Does not check what
// core::Check does.
absl::StatusOr<core::IndexDefinition> DefinitionFromProto(const index::v1::IndexDefinition& proto);

// INVALID_ARGUMENT "field: reason" for a malformed date.
absl::StatusOr<core::UnitKey> UnitKeyFromProto(const record::v1::UnitId& id);
record::v1::UnitId ToProto(const core::UnitKey& key);
record::v1::Unit ToProto(const core::Unit& unit);

// Absent where unspecified or unknown.
std::optional<core::Level> LevelFromProto(record::v1::Level level);
std::optional<core::Scope> ScopeFromProto(record::v1::Scope scope);
record::v1::Scope ToProto(core::Scope scope);

std::vector<core::NamedFigures> TalliesFromProto(
    const google::protobuf::RepeatedPtrField<index::v1::Tally>& tallies);

// The most that Score.missing_units holds; missing_count counts the others too.
inline constexpr size_t kMaxMissingUnits = 100;

// The score without unit, period, scope, positions and time: as ScoreTallies answers.
index::v1::Score ToProto(const core::Score& score, const core::IndexDefinition& definition);
// The score of a cell, without positions and time.
index::v1::Score ToProto(const core::Score& score, const core::IndexDefinition& definition,
                         const core::Cell& cell);

// To microseconds.
google::protobuf::Timestamp ToTimestamp(absl::Time time);
// To milliseconds; 0 where it is negative.
google::protobuf::Duration ToProto(absl::Duration duration);
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_CONVERSIONS_H_
