// How much a receipt says about single records. Pure; thread-safe.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_VERDICT_LIMIT_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_VERDICT_LIMIT_H_

#include <cstdint>
#include <vector>

#include "chiso/ingestion/v1/verdict.pb.h"

namespace chiso {

// What the verdicts of one receipt may take in full, in bytes: with what comes beside them a receipt stays
// below kMaxAnswerBytes (common/page.h), so that whoever sent the batch can read the answer.
inline constexpr int64_t kMaxVerdictBytes = 3 << 20;

// Cuts the verdicts of a batch, ordered by index, to what a receipt has room for. Every refusal stays: those
// for which there is no room lose message and key, which quarantine keeps. Of the warnings the first stay, as
// far as there is room beside the refusals; returns how many were taken out.
int32_t LimitVerdicts(std::vector<ingestion::v1::Verdict>& verdicts, int64_t max_bytes = kMaxVerdictBytes);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_VERDICT_LIMIT_H_
