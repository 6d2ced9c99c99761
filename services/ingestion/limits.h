// What callers may make ingestion hold, and how it fits into the memory that the manifests grant. Limits that
// all services share: common/bounds/limits.h.

#ifndef CHISO_SERVICES_INGESTION_LIMITS_H_
#define CHISO_SERVICES_INGESTION_LIMITS_H_

#include "common/bounds/limits.h"

namespace chiso {

// Batches that are parsed and admitted at a time; others wait for their turn. One thread appends, and two
// keep it busy.
inline constexpr int kMaxAdmitting = 2;
// What the batches that wait to be appended may take: as much as four of the largest messages, and seconds of
// work at the speed of the disk. From half of it on, streams are not read while they wait for an answer.
inline constexpr int64_t kMaxQueuedBytes = 64 * kMiB;

// What the answers may take that one stream has not taken yet, or expects: beyond it the stream is not read.
inline constexpr int64_t kMaxUnsentOfStream = 4 * kMiB;
// The same of all streams: beyond it the stream that has not taken its answer for the longest time is ended.
inline constexpr int64_t kMaxUnsentBytes = 64 * kMiB;
static_assert(kMaxUnsentBytes >= 8 * kMaxUnsentOfStream, "a deaf stream must not crowd out the others");
// What a record adds to an answer, where it is refused.
inline constexpr int64_t kAnswerBytesOfRecord = 256;

// Bytes of one answer of ReadRecords at which it ends, so that with its last record it stays below the 4 MiB
// that clients take; what is aimed at; and what an answer takes while it is made and sent.
inline constexpr int64_t kMaxChunkBytes = 3 * kMiB;
inline constexpr int64_t kUsualChunkBytes = kMaxChunkBytes - kMaxChunkBytes / 8;
inline constexpr int64_t kMaxReadingBytes = 5 * kMiB;
// Answers that are read from the database at a time; others wait for their turn.
inline constexpr int kMaxScans = 4;
// What reading one takes beside it: the names of 32,000 batches of a record each.
inline constexpr int64_t kMaxScanBytes = 24 * kMiB;

// The program, its threads, the codes that it knows, and what malloc keeps.
inline constexpr int64_t kBaseBytes = 128 * kMiB;
// As deploy/kubernetes/base/ingestion.yaml grants; a test compares.
inline constexpr int64_t kGrantedBytes = 1024 * kMiB;
// The queue counts twice: with the answers to what is appended at the moment.
static_assert(kBaseBytes + kMaxReceivingBytes + kMaxAdmitting * (kMaxMessageBytes + kMaxParsedBytes) +
                      2 * kMaxQueuedBytes + kMaxUnsentBytes + kMaxThreads * kMaxReadingBytes +
                      kMaxScans * kMaxScanBytes <=
                  kGrantedBytes,
              "however many call, and whatever they send");

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LIMITS_H_
