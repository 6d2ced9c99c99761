#include "common/sha256.h"

#include <openssl/evp.h>

namespace chiso {
namespace {

constexpr size_t kDigestSize = 32;

}  // namespace

std::string Sha256(absl::string_view bytes) {
  // SHA256() looks its algorithm up by name with every call, which takes longer than hashing a record.
  static EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string digest(kDigestSize, '\0');
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, kAlgorithm,
             nullptr);
  return digest;
}

}  // namespace chiso
