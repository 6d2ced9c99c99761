// Numbers and days as people of a language read them, by ICU's data. Pure; thread-safe.

#ifndef CHISO_COMMON_LOCAL_NUMBER_H_
#define CHISO_COMMON_LOCAL_NUMBER_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace chiso {

enum class Locale { kEnglish, kVietnamese };

// A decimal string, character by character, with the language's decimal mark: `-15.60`, `-15,60`.
std::string FormatDecimal(absl::string_view decimal, Locale locale);

// A count with its thousands apart: `184,513`, `184.513`.
std::string FormatCount(int64_t count, Locale locale);

// A day: `2023-03-06`; in Vietnamese as officials write it, `06/3/2023`: days below 10 and the months 1 and 2
// have a leading zero, so that no digit can be added.
std::string FormatDay(absl::CivilDay day, Locale locale);

// A month's number as it stands in such a day.
std::string FormatMonth(int month, Locale locale);

}  // namespace chiso

#endif  // CHISO_COMMON_LOCAL_NUMBER_H_
