// What callers may make a process hold, in one place, and how it fits together. Limits of one service alone
// stand in its own limits.h.

#ifndef CHISO_COMMON_BOUNDS_LIMITS_H_
#define CHISO_COMMON_BOUNDS_LIMITS_H_

#include <cstdint>

namespace chiso {

inline constexpr int64_t kKiB = 1 << 10;
inline constexpr int64_t kMiB = 1 << 20;

// The largest request of any method: a batch of 10,000 records of which each has 1,600 bytes, where a usual
// dossier has 250.
inline constexpr int64_t kMaxMessageBytes = 16 * kMiB;
// A request of a method whose contract says nothing else: codes, a few positions, and room for fields to
// come.
inline constexpr int64_t kMaxRequestBytes = 64 * kKiB;
// A text of a request: the longest sentences of a letter.
inline constexpr int64_t kMaxTextBytes = 2000;

// What one request takes in memory once parsed. 10,000 dossiers with all fields, three supplements and twenty
// databases each take 25 MiB; a batch with more in it can be sent as two.
inline constexpr int64_t kMaxParsedBytes = 48 * kMiB;
// The most that one byte of a request takes once parsed: two bytes begin a message, a record may change its
// content with each of them, and a dossier takes 216.
inline constexpr int64_t kMaxParsedPerByte = 128;
// So a request of this size cannot take more than it may, whatever is in it, and needs no look.
inline constexpr int64_t kHarmlessBytes = kMaxParsedBytes / kMaxParsedPerByte;
static_assert(kHarmlessBytes > kMaxRequestBytes);

// What gRPC holds of requests that have not been taken yet: beyond this it ends calls with
// RESOURCE_EXHAUSTED. Eight of the largest at once, or two thousand usual batches.
inline constexpr int64_t kMaxReceivingBytes = 128 * kMiB;
static_assert(kMaxReceivingBytes >= 4 * kMaxMessageBytes);

// Threads that serve calls, each of which serves one; calls beyond that end with RESOURCE_EXHAUSTED. Streams
// of batches take none.
inline constexpr int kMaxThreads = 64;
// Both of probes and operators, at the admin port.
inline constexpr int kMaxAdminThreads = 8;
inline constexpr int64_t kMaxAdminReceivingBytes = 8 * kMiB;
// Calls of one connection at a time; further ones wait at the caller's. A call that nothing is sent by takes
// some KiB; whoever keeps hundreds of idle streams for those behind him must not be held up by them.
inline constexpr int kMaxStreamsOfConnection = 1000;

// Requests of more than kMaxRequestBytes that are parsed and served by those threads at a time; further ones
// wait.
inline constexpr int kMaxLargeAtOnce = 4;

// What malloc gives back to the system at once where it is freed: whatever is as large as this.
inline constexpr int64_t kGivenBackBytes = 1 * kMiB;
// Pools of memory that malloc keeps for threads. What is freed in one is of no use to another, and by default
// there are eight for each processor.
inline constexpr int kMallocPools = 4;

}  // namespace chiso

#endif  // CHISO_COMMON_BOUNDS_LIMITS_H_
