#include "tools/client/import/exchange/lists.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/unseen.h"
#include "tools/client/import/exchange/names.h"

namespace chiso {
namespace {

using nlohmann::json;

bool IsEntry(absl::string_view list, const json& value) {
  if (!value.is_object()) return false;
  const auto& members = value.get_ref<const json::object_t&>();
  return std::any_of(members.begin(), members.end(),
                     [list](const auto& member) { return FindEntryKey(list, member.first).has_value(); });
}

// Its digits without zeros in front; nothing where it is no number.
std::optional<absl::string_view> DigitsOf(absl::string_view key) {
  key = TrimUnseen(key);
  if (key.empty() || !std::all_of(key.begin(), key.end(), absl::ascii_isdigit)) return std::nullopt;
  return key.substr(std::min(key.find_first_not_of('0'), key.size() - 1));
}

// The values of an object whose keys are numbers, in their order; nothing where not all are.
std::optional<std::vector<const json*>> Numbered(const json::object_t& members) {
  std::vector<std::pair<absl::string_view, const json*>> values;
  for (const auto& [key, value] : members) {
    const auto digits = DigitsOf(key);
    if (!digits) return std::nullopt;
    values.emplace_back(*digits, &value);
  }
  std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
    return std::make_pair(a.first.size(), a.first) < std::make_pair(b.first.size(), b.first);
  });
  std::vector<const json*> ordered;
  for (const auto& [digits, value] : values) ordered.push_back(value);
  return ordered;
}

ListEntries EntriesOf(absl::string_view list, const std::vector<const json*>& values) {
  ListEntries read;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!IsEntry(list, *values[i])) {
      read.fault = absl::StrCat("[", i, "]");
      break;
    }
    read.entries.push_back({values[i], absl::StrCat("[", i, "].")});
  }
  return read;
}

// The only list or object among the values; null: there is none, or several.
const json* Wrapped(const json::object_t& members) {
  const json* wrapped = nullptr;
  for (const auto& [key, value] : members) {
    if (!value.is_structured()) continue;
    if (wrapped != nullptr) return nullptr;
    wrapped = &value;
  }
  return wrapped;
}

}  // namespace

ListEntries ReadList(absl::string_view list, const json& value) {
  // Wrappers lie one in the other, at most as deep as an element may be nested.
  const json* inner = &value;
  while (inner->is_object() && !inner->empty()) {
    if (IsEntry(list, *inner)) return {{{inner, "."}}, std::nullopt};
    const auto& members = inner->get_ref<const json::object_t&>();
    if (const auto values = Numbered(members)) return EntriesOf(list, *values);
    inner = Wrapped(members);
    if (inner == nullptr) return {{}, ""};
  }
  if (inner->is_array()) {
    std::vector<const json*> values;
    for (const json& item : *inner) values.push_back(&item);
    return EntriesOf(list, values);
  }
  const bool empty = inner->is_null() || inner->is_object() || *inner == "";
  return empty ? ListEntries() : ListEntries{{}, ""};
}

}  // namespace chiso
