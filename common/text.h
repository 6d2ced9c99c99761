// Text as the product keeps it: UTF-8 in Unicode Normalization Form C. By ICU.

#ifndef CHISO_COMMON_TEXT_H_
#define CHISO_COMMON_TEXT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// Whether the bytes are valid UTF-8 in NFC without control characters, line and paragraph separators, and
// marks that turn the direction of writing.
bool IsCleanText(absl::string_view bytes);

// The text in NFC; nothing where the bytes are not valid UTF-8.
std::optional<std::string> ToNfc(absl::string_view bytes);

// Upper case by the rules of Vietnamese: "Ủy ban" -> "ỦY BAN". The input must be valid UTF-8.
std::string ToUpper(absl::string_view text);

// The text in NFC without the marks of its letters: "Mã hồ sơ Đ" -> "Ma ho so D". The input must be valid
// UTF-8.
std::string WithoutMarks(absl::string_view text);

// How many columns the text takes on a terminal. The input must be valid UTF-8.
int DisplayWidth(absl::string_view text);

// Whether the text is a code of a unit: 1 to 40 characters of A-Z, a-z, 0-9, `.`, `-` and `_`.
bool IsUnitCode(absl::string_view text);

// Whether the text is a code of a dossier or a petition: 1 to 64 characters of A-Z, a-z, 0-9, `.`, `-`, `_`
// and `/`.
bool IsLongCode(absl::string_view text);

// Whether the text is a code of an indicator, group or figure: 1 to 64 characters of A-Z, 0-9 and `_`,
// beginning with a letter.
bool IsFigureCode(absl::string_view text);

// Whether the text names a sender: 1 to 100 characters of a-z, 0-9, `.`, `_` and `-`.
bool IsSenderName(absl::string_view text);

}  // namespace chiso

#endif  // CHISO_COMMON_TEXT_H_
