// What may be a person's: one test for the importer and for every service. Thread-safe.

#ifndef CHISO_COMMON_PERSONAL_H_
#define CHISO_COMMON_PERSONAL_H_

#include "absl/strings/string_view.h"

namespace chiso {

// Whether a name of an office holds an e-mail address or a number as long as those of persons and telephones:
// nine digits or more, of whatever script. Blanks, points, hyphens and brackets do not end a number, as in
// `(0912) 345-678`; in a code, which has a letter and neither blanks nor brackets, everything but a digit
// does. Bytes that are not UTF-8 end it too.
bool LooksPersonal(absl::string_view text);

// Whether what has the form of a code is no more than such a number: it has no letter.
bool IsPersonalNumber(absl::string_view code);

}  // namespace chiso

#endif  // CHISO_COMMON_PERSONAL_H_
