// The scores of an update, ready to be recorded. Pure.

#ifndef CHISO_SERVICES_REPORTING_STAGED_SCORES_H_
#define CHISO_SERVICES_REPORTING_STAGED_SCORES_H_

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "chiso/record/v1/unit.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "services/reporting/request_rules.h"

namespace chiso {

// What names a score among all.
struct ScoreName {
  std::string period;
  record::v1::Scope scope = record::v1::SCOPE_UNSPECIFIED;
  std::string unit_code;
  std::string unit_valid_from;

  // The order in which scores are stored.
  auto Key() const { return std::tie(period, scope, unit_code, unit_valid_from); }
};

struct StagedScore {
  ScoreName name;
  std::string definition_id;
  index::v1::Status total_status = index::v1::STATUS_UNSPECIFIED;
  // In hundredths; absent: none.
  std::optional<int32_t> total_points;
  // A serialised chiso.reporting.v1.ScoreValues in its one form (score_values.h).
  std::string values;
};

// The scores of the update in the order of their names, each once: of several with one name the last.
// Requires an update that CheckUpdate let pass with these definitions. INVALID_ARGUMENT: values break the
// rules of their definition.
absl::StatusOr<std::vector<StagedScore>> StageScores(const reporting::v1::ScoreUpdate& update,
                                                     const OpenedDefinitions& definitions);

// The names of the scores that the update removes, in their order.
std::vector<ScoreName> RemovedScores(const reporting::v1::ScoreUpdate& update);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_STAGED_SCORES_H_
