// Characters that nobody sees: the blanks of Unicode and what has no width, such as the no-break space, the
// zero width space, the soft hyphen and the byte order mark. At the ends of a text they are no part of it;
// inside a code they are a fault that a message has to name, because the reader cannot find it. Thread-safe.

#ifndef CHISO_COMMON_UNSEEN_H_
#define CHISO_COMMON_UNSEEN_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// The text without such characters at its ends, ASCII's white space among them. Bytes that are not UTF-8
// stay.
absl::string_view TrimUnseen(absl::string_view text);

// Where the first such character stands, for a message: `U+00A0 behind character 3`. The ordinary blank does
// not count, control characters do. Nothing: there is none.
std::optional<std::string> FindUnseen(absl::string_view text);

// A sentence about what the text breaks, with the first such character in it, which the reader cannot find:
// `must be a date; it holds U+00A0 behind character 3`.
std::string NamingUnseen(absl::string_view sentence, absl::string_view text);

// The text as it reads, in NFC: one ordinary blank for all that stand together, and none at the ends; what
// has no width is left out. Nothing where the bytes are not valid UTF-8.
std::optional<std::string> ReadAsSeen(absl::string_view bytes);

// Whether the text is no code of a unit, but would be one, with a digit in it, without these characters. As a
// name it would read as the code of the unit that it is not taken for. Ordinary blanks make it one only where
// what is left has the official form, `H91.10` or `000.10.00.H91`: `Phong 1` is a name.
bool HidesUnitCode(absl::string_view text);

}  // namespace chiso

#endif  // CHISO_COMMON_UNSEEN_H_
