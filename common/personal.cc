#include "common/personal.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"

namespace chiso {
namespace {

// The shortest number that can name a person: nine digits, as identity cards used to have.
constexpr int kPersonalDigits = 9;

bool HasLetter(absl::string_view text) { return std::any_of(text.begin(), text.end(), absl::ascii_isalpha); }

// Whether all is as in the codes of units and dossiers, and not a number alone.
bool IsCode(absl::string_view text) {
  return HasLetter(text) && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '_' || c == '/';
         });
}

bool IsAt(UChar32 c) { return c == '@' || c == 0xFF20 || c == 0xFE6B; }

// What parts the groups of one number. Not the comma and the slash, which stand between two numbers: `Phường
// 1, 2, 3`, `16/6/2025 - 30/6/2025`.
bool PartsGroups(UChar32 c) {
  if (c == '.' || c == '-' || c == '(' || c == ')' || c == '_' || c == 0xB7 || c == 0x2212) return true;
  return u_isUWhiteSpace(c) || u_charType(c) == U_DASH_PUNCTUATION || u_charType(c) == U_FORMAT_CHAR;
}

}  // namespace

bool LooksPersonal(absl::string_view text) {
  const bool grouped = !IsCode(text);
  const auto* const bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  int digits = 0;
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    if (IsAt(c)) return true;
    if (c >= 0 && u_isdigit(c)) {
      if (++digits >= kPersonalDigits) return true;
    } else if (!grouped || c < 0 || !PartsGroups(c)) {
      digits = 0;
    }
  }
  return false;
}

bool IsPersonalNumber(absl::string_view code) { return !HasLetter(code) && LooksPersonal(code); }

}  // namespace chiso
