// When a file was made, and how that orders what files say.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_MAKING_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_MAKING_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace chiso {

// As far as it is known when a file was made.
struct Making {
  // The time in the file's name, else that of its last change; of a pipe that of reading.
  absl::Time time;
  // What tells files of one day apart: `time`, or where the name has a day alone the last change.
  absl::Time moment;
};

// The time in a name is 20260810143000, 20260810_143000 or 2026-08-10_14-30-00 in the last part of the path,
// with any characters but digits around and between; the day 20260810 or 2026-08-10. Pure.
Making MakingOf(absl::string_view path, absl::Time changed);
// Of what comes through a pipe.
Making MadeNow();

// Record.revision_order: the day of the making in Asia/Ho_Chi_Minh, on that day the moment in milliseconds,
// at the same moment the stage, 0 to 7. What lies before 1970 counts as its beginning, what lies after 2199
// as its end. Depends on nothing else, so that files may be imported in any order.
int64_t RevisionOrder(const Making& making, int64_t stage = 0);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_MAKING_H_
