#include "common/text.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "absl/strings/ascii.h"

namespace chiso {
namespace {

using GetNormalizer = const icu::Normalizer2*(UErrorCode&);

const icu::Normalizer2& Normalizer(GetNormalizer get) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const instance = get(error);
  // The data is built into ICU: that it is missing cannot happen in a sound installation.
  if (U_FAILURE(error)) abort();
  return *instance;
}

// Asked for once each: how ICU guards its first use is hidden from ThreadSanitizer.
const icu::Normalizer2& Nfc() {
  static const icu::Normalizer2& nfc = Normalizer(icu::Normalizer2::getNFCInstance);
  return nfc;
}

const icu::Normalizer2& Nfd() {
  static const icu::Normalizer2& nfd = Normalizer(icu::Normalizer2::getNFDInstance);
  return nfd;
}

icu::StringPiece Piece(absl::string_view text) {
  return icu::StringPiece(text.data(), static_cast<int32_t>(text.size()));
}

// Calls `visit` with each code point; false where the bytes are not UTF-8 or visit returns false.
template <typename Visit>
bool ForEachCodePoint(absl::string_view bytes, Visit visit) {
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes.data());
  const int32_t size = static_cast<int32_t>(bytes.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(data, i, size, c);
    if (c < 0 || !visit(c)) return false;
  }
  return true;
}

// Not a character that breaks lines or turns the direction of writing: with these a name reads as another
// one.
bool IsPlain(UChar32 c) {
  const int8_t type = u_charType(c);
  return type != U_CONTROL_CHAR && type != U_LINE_SEPARATOR && type != U_PARAGRAPH_SEPARATOR &&
         !(c >= 0x202A && c <= 0x202E) && !(c >= 0x2066 && c <= 0x2069);
}

template <typename Allowed>
bool IsWord(absl::string_view text, size_t max_size, Allowed allowed) {
  if (text.empty() || text.size() > max_size) return false;
  for (const char c : text) {
    if (!allowed(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

}  // namespace

bool IsCleanText(absl::string_view bytes) {
  if (!ForEachCodePoint(bytes, IsPlain)) return false;
  UErrorCode error = U_ZERO_ERROR;
  return Nfc().isNormalizedUTF8(Piece(bytes), error) && U_SUCCESS(error);
}

std::optional<std::string> ToNfc(absl::string_view bytes) {
  if (!ForEachCodePoint(bytes, [](UChar32) { return true; })) return std::nullopt;
  std::string text;
  icu::StringByteSink<std::string> sink(&text);
  UErrorCode error = U_ZERO_ERROR;
  Nfc().normalizeUTF8(0, Piece(bytes), sink, nullptr, error);
  if (U_FAILURE(error)) return std::nullopt;
  return text;
}

std::string ToUpper(absl::string_view text) {
  std::string upper;
  icu::StringByteSink<std::string> sink(&upper);
  UErrorCode error = U_ZERO_ERROR;
  icu::CaseMap::utf8ToUpper("vi", 0, Piece(text), sink, nullptr, error);
  return upper;
}

std::string WithoutMarks(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  std::string apart;
  icu::StringByteSink<std::string> sink(&apart);
  Nfd().normalizeUTF8(0, Piece(text), sink, nullptr, error);
  std::string letters;
  ForEachCodePoint(apart, [&letters](UChar32 c) {
    // A stroke is no mark of its own.
    if (c == 0x0110 || c == 0x0111) c = c == 0x0110 ? 'D' : 'd';
    if (u_charType(c) != U_NON_SPACING_MARK) {
      char bytes[U8_MAX_LENGTH];
      int32_t size = 0;
      U8_APPEND_UNSAFE(bytes, size, c);
      letters.append(bytes, size);
    }
    return true;
  });
  return letters;
}

int DisplayWidth(absl::string_view text) {
  int width = 0;
  ForEachCodePoint(text, [&width](UChar32 c) {
    const int8_t type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return true;
    const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    width += east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
    return true;
  });
  return width;
}

bool IsUnitCode(absl::string_view text) {
  return IsWord(text, 40,
                [](unsigned char c) { return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '_'; });
}

bool IsLongCode(absl::string_view text) {
  return IsWord(text, 64, [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '_' || c == '/';
  });
}

bool IsFigureCode(absl::string_view text) {
  return IsWord(
             text, 64,
             [](unsigned char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_'; }) &&
         absl::ascii_isupper(static_cast<unsigned char>(text[0]));
}

bool IsSenderName(absl::string_view text) {
  return IsWord(text, 100, [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace chiso
