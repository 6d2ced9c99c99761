#include "common/sql/copy_format.h"

#include <algorithm>
#include <stdexcept>

#include "absl/strings/match.h"

namespace chiso {
namespace {

// The signature, 11 bytes; the flags; the length of an extension of the header, of which there is none.
constexpr absl::string_view kHeader(
    "PGCOPY\n\377\r\n\0"
    "\0\0\0\0"
    "\0\0\0\0",
    11 + 4 + 4);
// In the place of a row's number of fields: -1.
constexpr absl::string_view kTrailer("\377\377", 2);

template <typename T>
char* StoreNumber(char* to, T value) {
  auto bits = static_cast<uint64_t>(value);
  for (size_t i = sizeof(T); i-- > 0; bits >>= 8) to[i] = static_cast<char>(bits & 0xff);
  return to + sizeof(T);
}

// The server keeps to its format; this keeps a fault of it from being read past the end.
absl::string_view Take(absl::string_view& from, size_t size) {
  if (size > from.size()) throw std::runtime_error("the database gave less than its format says");
  const absl::string_view taken = from.substr(0, size);
  from.remove_prefix(size);
  return taken;
}

template <typename T>
T TakeNumber(absl::string_view& from) {
  uint64_t bits = 0;
  for (const char byte : Take(from, sizeof(T))) bits = bits << 8 | static_cast<unsigned char>(byte);
  return static_cast<T>(bits);
}

}  // namespace

absl::string_view CopyHeader() { return kHeader; }
absl::string_view CopyTrailer() { return kTrailer; }

namespace copy_format {

char* Store(char* to, bool value) { return StoreNumber<int8_t>(to, value ? 1 : 0); }
char* Store(char* to, int16_t value) { return StoreNumber(to, value); }
char* Store(char* to, int32_t value) { return StoreNumber(to, value); }
char* Store(char* to, int64_t value) { return StoreNumber(to, value); }

char* Store(char* to, absl::Time value) {
  static const absl::Time kEpoch = absl::FromUnixSeconds(946684800);  // 2000-01-01T00:00:00Z
  return StoreNumber(to, absl::ToInt64Microseconds(value - kEpoch));
}

char* Store(char* to, absl::string_view value) { return std::copy(value.begin(), value.end(), to); }

absl::string_view TakeField(absl::string_view& from) { return Take(from, TakeNumber<uint32_t>(from)); }

}  // namespace copy_format

CopyReader::CopyReader(absl::string_view bytes) : rest_(bytes) {
  if (absl::StartsWith(rest_, kHeader)) rest_.remove_prefix(kHeader.size());
}

bool CopyReader::NextRow() {
  if (rest_.empty() || rest_ == kTrailer) return false;
  TakeNumber<int16_t>(rest_);
  return true;
}

int64_t CopyReader::Int64() {
  absl::string_view value = Bytes();
  return TakeNumber<int64_t>(value);
}

absl::string_view CopyReader::Bytes() { return copy_format::TakeField(rest_); }

}  // namespace chiso
