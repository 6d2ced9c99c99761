// Numbers and dates as a language writes them. Words stand in templates; here are digits and signs alone.
// Pure.

#ifndef CHISO_SERVICES_REPORTING_RENDER_LOCAL_FORMAT_H_
#define CHISO_SERVICES_REPORTING_RENDER_LOCAL_FORMAT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/bulletin.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"

namespace chiso {

// A decimal string with a decimal comma in Vietnamese and a point in English, digit by digit.
std::string LocalNumber(absl::string_view decimal, reporting::v1::Language language);

// A change with its sign: `+ 1,70` and `- 1,15` as letters print them, `+1.70` and `-1.15` in English.
std::string LocalDelta(absl::string_view decimal, reporting::v1::Language language);

// The size of a change, without sign: `1,70`.
std::string LocalDeltaSize(absl::string_view decimal, reporting::v1::Language language);

// A value of a column: points with at least two decimals, changes with their sign, all else as recorded. An
// empty value stays empty.
std::string LocalValue(absl::string_view value, const reporting::v1::BulletinColumn& column,
                       reporting::v1::Language language);

// A number of units in running text: officials write numbers below 10 with a leading zero, English does not.
std::string LetterCount(int count, reporting::v1::Language language);

// The day in Asia/Ho_Chi_Minh: `06/3/2023` (days below 10 and the months 1 and 2 have a leading zero), or
// `2023-03-06`.
std::string LocalDate(absl::Time time, reporting::v1::Language language);

// A month's number: `02` but `3` in Vietnamese.
std::string LocalMonth(int month, reporting::v1::Language language);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_RENDER_LOCAL_FORMAT_H_
