#include "tools/client/import/exchange/element_reader.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/unseen.h"
#include "tools/client/import/exchange/names.h"

namespace chiso {
namespace {

using nlohmann::json;

// nlohmann's number for a number that no type holds.
constexpr int kOutOfRange = 406;

bool IsEmpty(const json& value) {
  return value.is_null() || (value.is_string() && TrimUnseen(value.get_ref<const std::string&>()).empty());
}

// Whether only lines of progress have the key.
bool IsOfProgress(absl::string_view name) {
  return name == "ThoiDiemXuLy" || name == "NguoiXuLy" || name == "PhongBanXuLy" || name == "NoiDungXuLy";
}

}  // namespace

bool ElementReader::null() { return Scalar(nullptr); }
bool ElementReader::boolean(bool value) { return Scalar(value); }
bool ElementReader::number_integer(number_integer_t value) { return Scalar(value); }
bool ElementReader::number_unsigned(number_unsigned_t value) { return Scalar(value); }
bool ElementReader::number_float(number_float_t value, const string_t&) { return Scalar(value); }
bool ElementReader::string(string_t& value) { return Scalar(std::move(value)); }
bool ElementReader::binary(binary_t&) { return false; }
bool ElementReader::start_object(size_t) { return Begin(json::object()); }
bool ElementReader::end_object() { return End(); }
bool ElementReader::start_array(size_t) { return Begin(json::array()); }
bool ElementReader::end_array() { return End(); }

bool ElementReader::key(string_t& key) {
  if (skipped_ > 0) return true;
  const std::optional<ExchangeKey> shown = FindExchangeKey(key);
  last_key_ = shown ? std::string(shown->name) : "";
  if (const absl::string_view hides = HiddenKey(open_.back().list, key); !hides.empty()) {
    if (const auto unseen = FindUnseen(key)) {
      Hide(hides, absl::StrCat("the key holds ", *unseen));
    } else {
      open_.back().misspelt.push_back(hides);
    }
  }
  if (open_.back().list.empty()) {
    TakeElementKey(key);
  } else {
    TakeListKey(key);
  }
  return true;
}

void ElementReader::Hide(absl::string_view name, absl::string_view reason) {
  if (!hidden_.empty()) return;
  hidden_ = std::string(name);
  hidden_reason_ = std::string(reason);
}

void ElementReader::TakeElementKey(const std::string& key) {
  const std::optional<ExchangeKey> found = FindElementKey(key);
  native_ = native_ || IsRecordKey(key);
  known_ = known_ || found || FindExchangeKey(key);
  progress_ = progress_ || (found && IsOfProgress(found->name));
  at_data_ = absl::EqualsIgnoreCase(TrimUnseen(key), "data");
  keep_ = Keep::kNothing;
  if (!found || !found->read) return;
  keep_ = IsReadList(found->name) ? Keep::kList : Keep::kScalar;
  list_ = found->name;
  Keeps(found->name, found->name);
}

void ElementReader::TakeListKey(const std::string& key) {
  list_ = open_.back().list;
  const std::optional<ExchangeKey> found = FindEntryKey(list_, key);
  keep_ = !found ? Keep::kShape : found->read ? Keep::kScalar : Keep::kPresence;
  Keeps(found ? found->name : absl::string_view(key), found ? found->name : list_);
}

void ElementReader::Keeps(absl::string_view name, absl::string_view shown) {
  json& object = *open_.back().value;
  const auto [place, inserted] = object.get_ref<json::object_t&>().emplace(std::string(name), nullptr);
  slot_ = &place->second;
  if (!inserted && repeated_.empty()) repeated_ = std::string(shown);
}

ElementReader::Target ElementReader::Next() {
  if (open_.empty()) return {&value_, Keep::kShape, ""};
  if (!open_.back().value->is_array()) return {slot_, keep_, list_};
  // An entry: whatever is no object is as good as null.
  open_.back().value->push_back(nullptr);
  return {&open_.back().value->back(), Keep::kShape, open_.back().list};
}

bool ElementReader::Scalar(json value) {
  if (skipped_ > 0) return true;
  if (std::exchange(at_data_, false)) {
    data_ = IsEmpty(value) ? Data::kEmpty : Data::kText;
    return true;
  }
  const Target target = Next();
  if (target.keep == Keep::kScalar) {
    *target.slot = std::move(value);
  } else if (target.keep == Keep::kList) {
    *target.slot = value.is_null() ? json() : IsEmpty(value) ? json("") : json(false);
  }
  return true;
}

bool ElementReader::Begin(json container) {
  if (skipped_ > 0 || std::exchange(at_data_, false)) {
    ++skipped_;
    return true;
  }
  const Target target = Next();
  const bool kept = target.keep == Keep::kList || target.keep == Keep::kShape;
  if (target.keep == Keep::kScalar) *target.slot = json::array();
  if (kept && (container.is_object() || !target.list.empty())) {
    *target.slot = std::move(container);
    open_.push_back({target.slot, target.list, {}});
  } else {
    ++skipped_;
  }
  return true;
}

bool ElementReader::End() {
  if (skipped_ > 0) {
    --skipped_;
    return true;
  }
  for (const absl::string_view name : open_.back().misspelt) {
    // Beside the key itself it is one for readers. A dossier may say in words what state it is in.
    const bool given = open_.back().value->contains(std::string(name)) || name == "TrangThai";
    if (!given) Hide(name, "the key is not written as in the exchange");
  }
  open_.pop_back();
  return true;
}

bool ElementReader::parse_error(size_t position, const std::string&,
                                const nlohmann::detail::exception& error) {
  fault_position_ = position;
  number_too_large_ = error.id == kOutOfRange;
  fault_in_utf8_ = absl::StrContains(error.what(), "UTF-8");
  return false;
}

}  // namespace chiso
