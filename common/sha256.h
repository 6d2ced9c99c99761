// SHA-256, by OpenSSL.

#ifndef CHISO_COMMON_SHA256_H_
#define CHISO_COMMON_SHA256_H_

#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// The digest of the bytes: 32 bytes.
std::string Sha256(absl::string_view bytes);

}  // namespace chiso

#endif  // CHISO_COMMON_SHA256_H_
