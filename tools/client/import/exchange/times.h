// Times of the exchange, and the revisions that follow from them.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_TIMES_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_TIMES_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso {

// Reads `yyyyMMddHHmmss`, or `yyyyMMdd` (its first moment), Asia/Ho_Chi_Minh, years 1900 to 2199. Returns
// nothing for any other text.
std::optional<absl::Time> ParseExchangeTime(absl::string_view text);

// The time in the last part of a path: its first run of exactly 14 digits that is a time, else its first of
// exactly 8.
std::optional<absl::Time> TimeInName(absl::string_view path);

// How records without a revision of their own get one.
struct RevisionRule {
  // When the file was made: the time in its name, else that of its last change.
  absl::Time file_time;
  // The revision to use instead, in microseconds since 1970.
  std::optional<int64_t> fixed;
};

// The revision of a dossier or a line of progress, in microseconds since 1970. Seconds: the latest of the
// record's own times that tell what happened, so all but due times; where it has none, the file's time.
// Microseconds within the second: 8 for each whole hour that the file's time lies after 2020-01-01 in
// Asia/Ho_Chi_Minh, up to 124,999 hours (April 2034; of files made later, the hour tells nothing), and how
// far the dossier is on its way: 0 not received yet (all lines of progress too), 1 received, 2 in process,
// also where it waits or is stopped, because that goes to and fro, 3 finished, 4 withdrawn or refused, 5
// result handed over.
//
// So it depends on the record and the file alone, never on when or in which order files are imported; a later
// state has a greater revision than an earlier one; of two files that tell different things about equal
// times, the one made later counts, if an hour lies between them; and else the state that is further on.
int64_t RevisionOf(const record::v1::Record& record, const RevisionRule& rule);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_TIMES_H_
