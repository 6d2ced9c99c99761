#include "tools/client/words/enum_names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace chiso {

record::v1::Level ParseLevel(absl::string_view word) {
  record::v1::Level level = record::v1::LEVEL_UNSPECIFIED;
  record::v1::Level_Parse(absl::StrCat("LEVEL_", absl::AsciiStrToUpper(word)), &level);
  return level;
}

record::v1::Scope ParseScope(absl::string_view word) {
  const std::string lower = absl::AsciiStrToLower(word);
  if (lower == "own" || lower == "own_offices") return record::v1::SCOPE_OWN_OFFICES;
  return lower == "subtree" ? record::v1::SCOPE_SUBTREE : record::v1::SCOPE_UNSPECIFIED;
}

std::string StatusName(index::v1::Status status) {
  return std::string(absl::StripPrefix(index::v1::Status_Name(status), "STATUS_"));
}

}  // namespace chiso
