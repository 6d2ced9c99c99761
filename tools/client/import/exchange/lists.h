// What stands in the place of a list, read as one.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_LISTS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_LISTS_H_

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace chiso {

struct ListEntry {
  const nlohmann::json* value;
  // Behind the list's name, before the names in the entry: `[2].`, or `.` of one that is no list.
  std::string path;
};

// The entries of the list, and where it has a fault, behind its name, `[2]`.
struct ListEntries {
  std::vector<ListEntry> entries;
  std::optional<std::string> fault;
};

// An entry is an object with at least one key that the exchange has for entries of that list. Null, an empty
// text and an empty object are the empty list. An object is (a) one entry where it has such a key, (b) the
// list of its values, in the order of its keys, where these are numbers, (c) what it wraps where exactly one
// of its values is a list or an object. All else, an entry that is none included, is a fault. The value is as
// ElementReader keeps it, and must outlive the entries. Pure; thread-safe.
ListEntries ReadList(absl::string_view list, const nlohmann::json& value);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_LISTS_H_
