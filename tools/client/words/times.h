// Points in time as people and one-stop systems write them.

#ifndef CHISO_TOOLS_CLIENT_WORDS_TIMES_H_
#define CHISO_TOOLS_CLIENT_WORDS_TIMES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace chiso {

// Reads a day as officials write it, the day first, `10/9/2026` or `10/09/2026`, or as `2026-09-10`, of the
// years 1900 to 2199. Returns nothing for any other text.
std::optional<absl::CivilDay> ParseDay(absl::string_view text);

// Reads a day (its first moment), or a day in either form with a time of day behind it: `2026-10-10T14:30`,
// `2026-10-10 14:30:05.25`, `10/10/2026 14:30`, each with or without `Z` or `+07:00`; without:
// Asia/Ho_Chi_Minh. A day as officials write it may stand behind the time too: `14:30 10/10/2026`. Returns
// nothing for any other text.
std::optional<absl::Time> ParseTime(absl::string_view text);

// Reads `yyyyMMddHHmmss`, or `yyyyMMdd` (its first moment), Asia/Ho_Chi_Minh, years 1900 to 2199. Returns
// nothing for any other text.
std::optional<absl::Time> ParseExchangeTime(absl::string_view text);

// Reads a revision in microseconds since 1970: a whole number of at least 1, or a point in time as above.
std::optional<int64_t> ParseRevision(absl::string_view text);

// The time of the file's last change; nothing for anything but a regular file, since a pipe has no stable
// time.
std::optional<absl::Time> ModificationTime(const std::string& path);

google::protobuf::Timestamp ToTimestamp(absl::Time time);
// `2026-10-10`, with the time of day unless it is midnight, Asia/Ho_Chi_Minh.
std::string FormatTimestamp(const google::protobuf::Timestamp& time);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_WORDS_TIMES_H_
