// Numbers, dates and places in the log as tables show them. Pure; thread-safe.

#ifndef CHISO_TOOLS_CLIENT_WORDS_LOCAL_NUMBERS_H_
#define CHISO_TOOLS_CLIENT_WORDS_LOCAL_NUMBERS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/record/v1/log.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// What stands for a value that is missing: missing is not zero.
inline constexpr char kMissing[] = "-";

// Hundredths of a point: `15.68`, in Vietnamese `15,68`.
std::string LocalPoints(Language language, int64_t hundredths);

// A decimal string digit by digit, with a decimal comma in Vietnamese; empty: kMissing.
std::string LocalDecimal(Language language, absl::string_view decimal);

// A change with its sign: `+1.70`, `-1,15`; empty: kMissing.
std::string LocalChange(Language language, absl::string_view decimal);

// A count with its thousands apart: `184,513`, in Vietnamese `184.513`.
std::string LocalCount(Language language, int64_t count);

// A day, with the time of day unless it is midnight, Asia/Ho_Chi_Minh: `2026-10-10 14:30`, `10/10/2026
// 14:30`.
std::string LocalMoment(Language language, const google::protobuf::Timestamp& time);

// A date `YYYY-MM-DD` of the contracts in the same form; any other text is left as it is.
std::string LocalDate(Language language, const std::string& date);

// A length of time: `45 s`, `3 min 20 s`, `2 h 5 min`, in Vietnamese `45 giây`.
std::string LocalDuration(Language language, absl::Duration duration);

// `main 342, reference 18`; empty where there are none.
std::string PositionsText(const google::protobuf::RepeatedPtrField<record::v1::Position>& positions);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_WORDS_LOCAL_NUMBERS_H_
