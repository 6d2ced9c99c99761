// The words that stand for the contracts' enums in files, flags and output. Thread-safe.

#ifndef CHISO_TOOLS_CLIENT_WORDS_ENUM_NAMES_H_
#define CHISO_TOOLS_CLIENT_WORDS_ENUM_NAMES_H_

#include <google/protobuf/descriptor.h>

#include <string>

#include "absl/strings/string_view.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso {

// The value of an enum of records by its name in the contract, with or without the part that all of its names
// begin with: `LEVEL_PROVINCE`, `province`; or by an official code or word: `4` and `toàn trình` for FULL. In
// any case. 0, which says nothing, for any other text. The text must be valid UTF-8 in NFC.
int ParseEnum(const google::protobuf::EnumDescriptor& type, absl::string_view word);
// The words of all values but that of 0, for a message: `working or off`.
std::string EnumWords(const google::protobuf::EnumDescriptor& type);

// LEVEL_UNSPECIFIED, SCOPE_UNSPECIFIED for any other word.
record::v1::Level ParseLevel(absl::string_view word);
record::v1::Scope ParseScope(absl::string_view word);

// `SCORED`, `NO_BASE`, …
std::string StatusName(index::v1::Status status);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_WORDS_ENUM_NAMES_H_
