// How scoring itself is, for whoever runs it.

#ifndef CHISO_SERVICES_SCORING_STATUS_H_
#define CHISO_SERVICES_SCORING_STATUS_H_

#include "chiso/scoring/v1/status.pb.h"
#include "services/scoring/state.h"

namespace chiso {

// As GetStatus answers.
scoring::v1::GetStatusResponse StatusOf(const State& state);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_STATUS_H_
