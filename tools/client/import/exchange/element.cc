#include "tools/client/import/exchange/element.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/client/import/exchange/names.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using nlohmann::json;

constexpr char kProgressService[] = "CapNhatTienDoHoSoMC";
constexpr char kDossierService[] = "DongBoHoSoMC";

// Whole numbers up to here are exact as floating point.
constexpr double kMaxExact = 9e15;
// Far above any fee, and far below what could make a sum of fees overflow.
constexpr size_t kMaxAmountDigits = 15;
// Twice what ingestion takes in all lists; the parser's time grows with the square of a list's length.
constexpr int64_t kMaxObjects = 20'000;

// Whether a record in protobuf's own JSON may have this key on its outside.
bool IsNativeKey(const std::string& key) {
  static const auto* const kKeys = [] {
    auto* const keys = new absl::flat_hash_set<std::string>{"record"};
    const google::protobuf::OneofDescriptor& content = *record::v1::Record::descriptor()->oneof_decl(0);
    for (int i = 0; i < content.field_count(); ++i) {
      keys->insert(content.field(i)->name());
      keys->insert(content.field(i)->json_name());
    }
    return keys;
  }();
  return kKeys->contains(key);
}

// Receives the parser's events and drops the keys that are not read.
class Filter {
 public:
  // What to keep.
  bool Take(int depth, json::parse_event_t event, const json& value) {
    if (event == json::parse_event_t::object_start) {
      if (static_cast<int>(keys_.size()) < depth + 2) keys_.resize(depth + 2);
      keys_[depth + 1].clear();
    }
    if (event != json::parse_event_t::key) return true;
    const std::string& key = value.get_ref<const std::string&>();
    last_key_ = key;
    if (depth == 1) {
      native_ |= IsNativeKey(key);
      progress_ |=
          key == "ThoiDiemXuLy" || key == "NguoiXuLy" || key == "PhongBanXuLy" || key == "NoiDungXuLy";
    }
    if (!IsReadKey(key)) return false;
    if (!keys_[depth].insert(key).second && repeated_.empty()) repeated_ = key;
    return true;
  }

  bool native() const { return native_; }
  // Whether it has a key that only lines of progress have.
  bool progress() const { return progress_; }
  // The last key; empty where it is none of the exchange.
  std::string last_key() const { return IsExchangeKey(last_key_) ? last_key_ : ""; }
  // Empty: none.
  const std::string& repeated() const { return repeated_; }

 private:
  bool native_ = false;
  bool progress_ = false;
  std::string last_key_, repeated_;
  // By depth, of the object under way.
  std::vector<absl::flat_hash_set<std::string>> keys_;
};

Finding Malformed(int64_t line, const std::string& key, absl::string_view message) {
  return Finding{line, key, std::string(message), true, "JSON_MALFORMED"};
}

// The parser's own message quotes the input, which may be personal, so it is not used.
Finding NoJson(const ExchangeElement& element, const std::string& key, const json::parse_error& error) {
  const size_t end = std::min(error.byte, element.text.size());
  const int64_t lines = std::count(element.text.begin(), element.text.begin() + end, '\n');
  const bool whole = element.fault.empty() || end < element.text.size();
  const bool utf8 = absl::StrContains(error.what(), "UTF-8");
  return Malformed(element.line + lines, key,
                   utf8    ? "is not valid UTF-8; the element is left out"
                   : whole ? "here the JSON is malformed; the element is left out"
                           : element.fault);
}

ElementKind KindOfElement(const json& value, const Filter& filter, const std::string& service) {
  const auto has = [&value](const char* name) {
    const auto found = value.find(name);
    return found != value.end() && !found->is_null() && *found != "";
  };
  if (filter.native()) return ElementKind::kNative;
  if (has("NgayTiepNhan")) return ElementKind::kDossier;
  if (filter.progress()) return ElementKind::kProgress;
  if (has("TrangThaiHoSo") || has("MaTTHC")) return ElementKind::kDossier;
  if (service == kProgressService) return ElementKind::kProgress;
  return service == kDossierService || has("MaHoSo") ? ElementKind::kDossier : ElementKind::kUnknown;
}

// The library's messages begin with the path, `(dossier.status): …`; the rest quotes values and is dropped.
std::string PathOf(absl::string_view message) {
  const size_t end = message.find(')');
  if (!absl::StartsWith(message, "(") || end == absl::string_view::npos) return "";
  const absl::string_view path = message.substr(1, end - 1);
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '.' || c == '[' || c == ']';
  });
  return plain ? std::string(path) : "";
}

// `50.000` and `1,250,000`: groups of three digits behind the first.
bool IsGrouped(absl::string_view text, char separator) {
  const std::vector<absl::string_view> groups = absl::StrSplit(text, separator);
  if (groups.front().empty() || groups.front().size() > 3) return false;
  return std::all_of(groups.begin() + 1, groups.end(), [](absl::string_view g) { return g.size() == 3; });
}

// The digits of an amount; nothing where it is none. Fees in đồng have no fractions, so a point or a comma
// before three digits parts thousands, and before one or two zeros it ends the number.
std::optional<std::string> AmountDigits(absl::string_view text) {
  const auto is_part = [](char c) { return absl::ascii_isdigit(c) || c == '.' || c == ','; };
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_part)) return std::nullopt;
  const size_t mark = text.find_last_of(".,");
  if (mark != absl::string_view::npos && text.size() - mark <= 3) {
    if (text.substr(mark + 1).find_first_not_of('0') != absl::string_view::npos) return std::nullopt;
    if (mark + 1 == text.size()) return std::nullopt;
    text = text.substr(0, mark);
  }
  const size_t separator = text.find_first_of(".,");
  if (text.empty() || (separator != absl::string_view::npos && !IsGrouped(text, text[separator]))) {
    return std::nullopt;
  }
  std::string digits(text);
  digits.erase(std::remove_if(digits.begin(), digits.end(), [](char c) { return !absl::ascii_isdigit(c); }),
               digits.end());
  return digits;
}

std::optional<int> NumberWithin(absl::string_view text, int least, int greatest) {
  int number = 0;
  const bool digits = text.size() <= 4 && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(text, &number) || number < least || number > greatest) return std::nullopt;
  return number;
}

}  // namespace

ParsedElement::ParsedElement() = default;
ParsedElement::~ParsedElement() = default;
ParsedElement::ParsedElement(ParsedElement&&) = default;
ParsedElement& ParsedElement::operator=(ParsedElement&&) = default;

std::optional<Finding> ParseElement(const ExchangeElement& element, ParsedElement& parsed) {
  if (element.text.empty()) return Malformed(element.line, "", element.fault);
  if (std::count(element.text.begin(), element.text.end(), '{') > kMaxObjects) {
    return Malformed(element.line, "", "is made of more than 20,000 objects");
  }
  Filter filter;
  // The library tells the place of a fault by an exception alone; it goes no further than this.
  try {
    parsed.value = std::make_unique<json>(
        json::parse(element.text, [&filter](int depth, json::parse_event_t event, json& value) {
          return filter.Take(depth, event, value);
        }));
  } catch (const json::parse_error& error) {
    return NoJson(element, filter.last_key(), error);
  } catch (const json::exception&) {
    return Malformed(element.line, filter.last_key(), "a number is too large; the element is left out");
  }
  if (!element.fault.empty()) return Malformed(element.line, filter.last_key(), element.fault);
  if (!filter.repeated().empty()) return Malformed(element.line, filter.repeated(), "is given twice");
  parsed.kind = KindOfElement(*parsed.value, filter, element.service);
  return std::nullopt;
}

std::optional<Finding> ReadNative(const ExchangeElement& element, record::v1::Record& record) {
  // The element is known to be JSON.
  const json value = json::parse(element.text, nullptr, false);
  const auto inner = value.find("record");
  const std::string text = inner == value.end() ? element.text : inner->dump();
  const auto status = google::protobuf::util::JsonStringToMessage(text, &record);
  if (status.ok()) return std::nullopt;
  record.Clear();
  const absl::string_view message(status.message().data(), status.message().size());
  return Finding{element.line, PathOf(message), "is not as chiso.record.v1.Record has it", true,
                 "RECORD_MALFORMED"};
}

const json* Members::Find(absl::string_view name) const {
  const auto found = object_.find(std::string(name));
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> Members::Text(absl::string_view name) const {
  const json* const value = Find(name);
  if (value == nullptr) return std::nullopt;
  std::string text;
  if (value->is_string()) {
    text = std::string(absl::StripAsciiWhitespace(value->get_ref<const std::string&>()));
  } else if (value->is_boolean()) {
    text = value->get<bool>() ? "1" : "0";
  } else if (value->is_number_unsigned()) {
    text = absl::StrCat(value->get<uint64_t>());
  } else if (value->is_number_integer()) {
    text = absl::StrCat(value->get<int64_t>());
  } else if (value->is_number_float() && std::abs(value->get<double>()) < kMaxExact &&
             std::trunc(value->get<double>()) == value->get<double>()) {
    text = absl::StrCat(static_cast<int64_t>(value->get<double>()));
  } else {
    Fault(name, "TYPE_MISMATCH", value->is_number() ? "must be a whole number" : "must be a text");
    return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<absl::Time> Members::Time(absl::string_view name) const {
  const std::optional<std::string> text = Text(name);
  if (!text) return std::nullopt;
  const std::optional<absl::Time> time = ParseExchangeTime(*text);
  if (!time) {
    Fault(name, "DATE_MALFORMED", "must be a time like 20260810143000 or a date like 20260810");
  }
  return time;
}

std::optional<int> Members::Number(absl::string_view name, int least, int greatest) const {
  const std::optional<std::string> text = Text(name);
  if (!text) return std::nullopt;
  const std::optional<int> number = NumberWithin(*text, least, greatest);
  if (!number) Fault(name, "VALUE_UNKNOWN", absl::StrCat("must be ", least, " to ", greatest));
  return number;
}

std::optional<int> Members::NumberIfKnown(absl::string_view name, int least, int greatest) const {
  const std::optional<std::string> text = Text(name);
  if (!text) return std::nullopt;
  const std::optional<int> number = NumberWithin(*text, least, greatest);
  if (!number) {
    findings_.warnings.push_back({0, absl::StrCat(path_, name),
                                  absl::StrCat("is none of ", least, " to ", greatest, "; it is left out"),
                                  false, "VALUE_UNKNOWN"});
  }
  return number;
}

std::optional<bool> Members::Flag(absl::string_view name) const {
  const std::optional<std::string> text = Text(name);
  if (!text) return std::nullopt;
  const std::string word = absl::AsciiStrToLower(*text);
  if (word == "1" || word == "true") return true;
  if (word == "0" || word == "false") return false;
  Fault(name, "VALUE_UNKNOWN", "must be 0 or 1");
  return std::nullopt;
}

std::optional<int64_t> Members::Amount(absl::string_view name) const {
  const std::optional<std::string> text = Text(name);
  if (!text) return std::nullopt;
  const std::optional<std::string> digits = AmountDigits(*text);
  int64_t amount = 0;
  if (!digits || digits->size() > kMaxAmountDigits || !absl::SimpleAtoi(*digits, &amount)) {
    Fault(name, "NUMBER_MALFORMED", "must be a whole number of at most 15 digits");
    return std::nullopt;
  }
  return amount;
}

bool Members::ForEach(absl::string_view name, const std::function<void(const Members&)>& visit) const {
  const json* const value = Find(name);
  if (value == nullptr || *value == "") return false;
  if (value->is_object()) {
    visit(Members(*value, absl::StrCat(path_, name, "."), findings_));
    return true;
  }
  if (!value->is_array()) {
    Fault(name, "TYPE_MISMATCH", "must be a list");
    return false;
  }
  for (size_t i = 0; i < value->size(); ++i) {
    const json& item = (*value)[i];
    if (item.is_null()) continue;
    if (!item.is_object()) {
      Fault(name, "TYPE_MISMATCH", "must be a list of objects");
      return false;
    }
    visit(Members(item, absl::StrCat(path_, name, "[", i, "]."), findings_));
  }
  return true;
}

void Members::Fault(absl::string_view name, absl::string_view reason, absl::string_view message) const {
  if (findings_.fault) return;
  findings_.fault = Finding{0, absl::StrCat(path_, name), std::string(message), true, std::string(reason)};
}

}  // namespace chiso
