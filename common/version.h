// Newest revision wins: the one order of what is said under one key.

#ifndef CHISO_COMMON_VERSION_H_
#define CHISO_COMMON_VERSION_H_

#include <compare>
#include <cstdint>
#include <string>

namespace chiso {

// Of two versions under one key the greater is in force: the greater revision, among equal ones the greater
// order, then the greater digest, byte by byte. In SQL it is CHISO_IS_NEWER of common/sql/values.h.
struct Version {
  int64_t revision = 0;  // microseconds since 1970, at least 1; 0: before everything
  int64_t order = 0;     // what the sender orders equal revisions by; 0: it gives none
  std::string digest;    // SHA-256 of the content, 32 bytes

  friend auto operator<=>(const Version&, const Version&) = default;
};

// Whether nothing but the digest tells which of the two is in force: two contents of the same age.
inline bool Contradict(const Version& a, const Version& b) {
  return a.revision == b.revision && a.order == b.order && a.digest != b.digest;
}

// How a version of a key stands beside the one in force.
enum class Standing {
  kInForce,  // it is, or what is says the same
  kOlder,    // another content is, of a greater revision or order
  kTieLost,  // another content of the same age is, whose digest is greater
  kTieWon,   // it is, and another content of the same age is not
};

// `contested`: another content is of the same age as the one in force. A version that is newer stands as if
// it were in force already.
inline Standing StandingOf(const Version& version, const Version& in_force, bool contested) {
  if (version == in_force) return contested ? Standing::kTieWon : Standing::kInForce;
  if (version.digest == in_force.digest || version > in_force) return Standing::kInForce;
  return Contradict(version, in_force) ? Standing::kTieLost : Standing::kOlder;
}

}  // namespace chiso

#endif  // CHISO_COMMON_VERSION_H_
