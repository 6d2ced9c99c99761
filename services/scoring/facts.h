// From the records of the log to the core's facts.

#ifndef CHISO_SERVICES_SCORING_FACTS_H_
#define CHISO_SERVICES_SCORING_FACTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "chiso/record/v1/kind.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "common/version.h"
#include "services/scoring/core/fact.h"

namespace chiso {

// The kinds that scores are made of.
absl::Span<const record::v1::RecordKind> ScoredKinds();

// INVALID_ARGUMENT "field: reason" for what ingestion does not admit, or a kind that scores are not made of.
// The version's digest is the SHA-256 of the record without its revision.
absl::StatusOr<core::Fact> FactFromProto(const record::v1::Record& record, const std::string& sender);
// The same of a record whose version is known.
absl::StatusOr<core::Fact> FactFromProto(const record::v1::Record& record, Version version,
                                         const std::string& sender);

// The fact's key as text, e.g. `H44/2026-08/ON_TIME/subtree`.
std::string KeyTextOf(const core::Fact& fact);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_FACTS_H_
