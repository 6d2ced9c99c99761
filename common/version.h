// Newest revision wins: the one order of what is said under one key.

#ifndef CHISO_COMMON_VERSION_H_
#define CHISO_COMMON_VERSION_H_

#include <compare>
#include <cstdint>
#include <string>

namespace chiso {

// Of two versions under one key the greater is in force: the greater revision, among equal ones the greater
// digest, byte by byte. In SQL it is CHISO_IS_NEWER of common/sql/values.h.
struct Version {
  int64_t revision = 0;  // microseconds since 1970, at least 1; 0: before everything
  std::string digest;    // SHA-256 of the content, 32 bytes

  friend auto operator<=>(const Version&, const Version&) = default;
};

}  // namespace chiso

#endif  // CHISO_COMMON_VERSION_H_
