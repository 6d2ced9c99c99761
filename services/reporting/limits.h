// What callers may make reporting hold, and how it fits into the memory that the manifests grant. Limits that
// all services share: common/bounds/limits.h.

#ifndef CHISO_SERVICES_REPORTING_LIMITS_H_
#define CHISO_SERVICES_REPORTING_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "common/bounds/limits.h"
#include "common/page.h"

namespace chiso {

// Updates of more than kMaxRequestBytes that are parsed and recorded at a time; further ones wait. What one
// takes besides its parsed form: its scores once more, as they are stored.
inline constexpr int kMaxUpdating = 1;
inline constexpr int64_t kMaxStagedBytes = kMaxMessageBytes;

// The keys that the snapshots under way hold together, 16 bytes each: the scores of five years of all
// communes, provinces and departments.
inline constexpr int64_t kMaxNamedKeys = 4'000'000;
inline constexpr int64_t kBytesOfKey = 16;

// The tables that rankings are made of, but for the ones that are being asked for: the scores of the whole
// country in 14 periods and scopes, each about so large with the totals of the period before.
inline constexpr int64_t kMaxKeptScores = 200'000;
inline constexpr int64_t kBytesOfScore = 600;
inline constexpr size_t kMaxKeptTables = 64;
// The rankings that are kept for further questions and pages: 30 of all communes.
inline constexpr int64_t kMaxKeptRows = 100'000;
inline constexpr int64_t kBytesOfRow = 500;
inline constexpr size_t kMaxKeptLists = 64;

// The program, its threads, the templates, and what malloc keeps.
inline constexpr int64_t kBaseBytes = 128 * kMiB;
// As deploy/kubernetes/base/reporting.yaml grants.
inline constexpr int64_t kGrantedBytes = 1024 * kMiB;
static_assert(kBaseBytes + kMaxReceivingBytes +
                      kMaxUpdating * (kMaxMessageBytes + kMaxParsedBytes + kMaxStagedBytes) +
                      kMaxLargeAtOnce * kMaxParsedBytes + kMaxNamedKeys * kBytesOfKey +
                      kMaxKeptScores * kBytesOfScore + kMaxKeptRows * kBytesOfRow +
                      kMaxThreads * kMaxAnswerBytes <=
                  kGrantedBytes,
              "however many call, and whatever they send");

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_LIMITS_H_
