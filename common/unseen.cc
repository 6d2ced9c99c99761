#include "common/unseen.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/text.h"

namespace chiso {
namespace {

// U+2800, a Braille pattern without dots: a symbol by its category, a blank on the screen.
constexpr UChar32 kBlankPattern = 0x2800;

bool IsBlank(UChar32 c) { return u_isUWhiteSpace(c) || c == kBlankPattern; }

bool HasNoWidth(UChar32 c) {
  return u_charType(c) == U_FORMAT_CHAR || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool IsUnseen(UChar32 c) { return c > 0 && (IsBlank(c) || HasNoWidth(c)); }

const uint8_t* Bytes(absl::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }

// Calls `visit` with each character and its bytes; of bytes that are not UTF-8 the character is negative.
template <typename Visit>
void ForEachCharacter(absl::string_view text, Visit visit) {
  const int32_t size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    const int32_t begin = i;
    UChar32 c;
    U8_NEXT(Bytes(text), i, size, c);
    visit(c, text.substr(begin, i - begin));
  }
}

// Nearly all texts: ASCII that is seen, at this end.
bool IsSeenAscii(char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); }

template <typename Dropped>
std::string Without(absl::string_view text, Dropped dropped) {
  std::string left;
  ForEachCharacter(text, [&](UChar32 c, absl::string_view bytes) {
    if (!dropped(c)) absl::StrAppend(&left, bytes);
  });
  return left;
}

// `H91.10` and `000.10.00.H91`: groups of digits, and one that is a letter and two digits, at either end.
bool IsOfficialUnitCode(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  const auto is_number = [](absl::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
  };
  const auto is_top = [&](absl::string_view part) {
    return part.size() == 3 && absl::ascii_isalpha(part[0]) && is_number(part.substr(1));
  };
  if (is_top(parts.front())) return std::all_of(parts.begin() + 1, parts.end(), is_number);
  return is_top(parts.back()) && std::all_of(parts.begin(), parts.end() - 1, is_number);
}

}  // namespace

absl::string_view TrimUnseen(absl::string_view text) {
  int32_t begin = 0, end = static_cast<int32_t>(text.size());
  while (begin < end && !IsSeenAscii(text[begin])) {
    int32_t next = begin;
    UChar32 c;
    U8_NEXT(Bytes(text), next, end, c);
    if (!IsUnseen(c)) break;
    begin = next;
  }
  while (begin < end && !IsSeenAscii(text[end - 1])) {
    int32_t before = end;
    UChar32 c;
    U8_PREV(Bytes(text), begin, before, c);
    if (!IsUnseen(c)) break;
    end = before;
  }
  return text.substr(begin, end - begin);
}

std::optional<std::string> FindUnseen(absl::string_view text) {
  if (std::all_of(text.begin(), text.end(), IsSeenAscii)) return std::nullopt;
  std::optional<std::string> found;
  int64_t characters = 0;
  ForEachCharacter(text, [&](UChar32 c, absl::string_view) {
    const bool unseen = c >= 0 && c != ' ' && (IsUnseen(c) || u_charType(c) == U_CONTROL_CHAR);
    if (unseen && !found) {
      found = absl::StrCat("U+", absl::AsciiStrToUpper(absl::StrCat(absl::Hex(c, absl::kZeroPad4))),
                           " behind character ", characters);
    }
    ++characters;
  });
  return found;
}

std::string NamingUnseen(absl::string_view sentence, absl::string_view text) {
  const std::optional<std::string> unseen = FindUnseen(text);
  return unseen ? absl::StrCat(sentence, "; it holds ", *unseen) : std::string(sentence);
}

std::optional<std::string> ReadAsSeen(absl::string_view bytes) {
  const std::optional<std::string> nfc = ToNfc(bytes);
  if (!nfc) return std::nullopt;
  std::string seen;
  bool blank = false;
  ForEachCharacter(*nfc, [&](UChar32 c, absl::string_view character) {
    if (IsBlank(c)) {
      blank = true;
    } else if (c == 0 || !HasNoWidth(c)) {
      if (blank && !seen.empty()) seen.push_back(' ');
      blank = false;
      absl::StrAppend(&seen, character);
    }
  });
  // Marks that a character without a width kept apart may join now.
  return ToNfc(seen);
}

bool HidesUnitCode(absl::string_view text) {
  if (IsUnitCode(text)) return false;
  const std::string left = Without(text, [](UChar32 c) { return c != ' ' && IsUnseen(c); });
  if (IsUnitCode(left) && std::any_of(left.begin(), left.end(), absl::ascii_isdigit)) return true;
  return IsOfficialUnitCode(Without(left, [](UChar32 c) { return c == ' '; }));
}

}  // namespace chiso
