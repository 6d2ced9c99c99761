// The words that stand for the contracts' enums in files, flags and output.

#ifndef CHISO_TOOLS_CLIENT_WORDS_ENUM_NAMES_H_
#define CHISO_TOOLS_CLIENT_WORDS_ENUM_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso {

// `nation`, `ministry`, `province`, `district`, `department`, `commune`; LEVEL_UNSPECIFIED for any other
// word.
record::v1::Level ParseLevel(absl::string_view word);

// `own` or `own_offices`, and `subtree`; SCOPE_UNSPECIFIED for any other word.
record::v1::Scope ParseScope(absl::string_view word);

// `SCORED`, `NO_BASE`, …
std::string StatusName(index::v1::Status status);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_WORDS_ENUM_NAMES_H_
