#include "tools/client/import/exchange/element.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/unseen.h"
#include "tools/client/import/chunk/record_code.h"
#include "tools/client/import/exchange/element_reader.h"
#include "tools/client/import/exchange/names.h"

namespace chiso {
namespace {

using nlohmann::json;

constexpr char kProgressService[] = "CapNhatTienDoHoSoMC";
constexpr char kDossierService[] = "DongBoHoSoMC";

// Twice what ingestion takes in all lists: bounds what an element takes in memory.
constexpr int64_t kMaxObjects = 20'000;

Finding Malformed(int64_t line, const std::string& key, absl::string_view message) {
  return Finding{line, key, std::string(message), true, "JSON_MALFORMED"};
}

// The parser's own message quotes the input, which may be personal, so it is not used.
Finding NoJson(const ExchangeElement& element, const ElementReader& reader) {
  if (reader.number_too_large()) {
    return Malformed(element.line, reader.last_key(), "a number is too large; the element is left out");
  }
  const size_t end = std::min(reader.fault_position(), element.text.size());
  const int64_t lines = std::count(element.text.begin(), element.text.begin() + end, '\n');
  const bool whole = element.fault.empty() || end < element.text.size();
  return Malformed(element.line + lines, reader.last_key(),
                   reader.fault_in_utf8() ? "is not valid UTF-8; the element is left out"
                   : whole                ? "here the JSON is malformed; the element is left out"
                                          : element.fault);
}

bool IsService(const std::string& service, absl::string_view name) {
  return absl::EqualsIgnoreCase(TrimUnseen(service), name);
}

// Requires: the element has a key of the exchange. Nothing: it has too few to be told.
std::optional<ElementKind> KindOfElement(const json& value, const ElementReader& reader,
                                         const std::string& service) {
  const auto has = [&value](const char* name) {
    const auto found = value.find(name);
    return found != value.end() && !found->is_null() && *found != "";
  };
  if (has("NgayTiepNhan")) return ElementKind::kDossier;
  if (reader.progress()) return ElementKind::kProgress;
  if (has("TrangThaiHoSo") || has("MaTTHC")) return ElementKind::kDossier;
  if (IsService(service, kProgressService)) return ElementKind::kProgress;
  if (IsService(service, kDossierService) || has("MaHoSo")) return ElementKind::kDossier;
  return std::nullopt;
}

// What is said of an element without a key of the exchange; nothing where it is a body whose list is empty.
std::optional<Finding> Unknown(const ExchangeElement& element, ElementReader::Data data) {
  if (data == ElementReader::Data::kEmpty) return std::nullopt;
  if (data == ElementReader::Data::kText) {
    return Finding{element.line, "data", "must be a list", true, "TYPE_MISMATCH"};
  }
  if (element.in_data) {
    return Finding{element.line, "data", "must be a list of objects with keys of the exchange", true,
                   "TYPE_MISMATCH"};
  }
  return Finding{element.line, "", "is neither a dossier nor a line of progress nor a record", true,
                 "ELEMENT_UNKNOWN"};
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

// The code in the key of a record in protobuf's JSON; empty where it has none.
std::string CodeIn(const json& record) {
  if (!record.is_object()) return "";
  for (const auto& [name, content] : record.items()) {
    if (!content.is_object() || !IsRecordKey(name)) continue;
    for (const char* const key : {"code", "dossierCode", "dossier_code", "unitCode", "unit_code"}) {
      const auto found = content.find(key);
      if (found != content.end() && found->is_string())
        return ShownCode(found->get_ref<const std::string&>());
    }
  }
  return "";
}

// The path of the first number with a point or an exponent, `unitReturn.numerator`; empty: there is none. A
// record has no such number, but `1.000` is taken for one by protobuf, and for a thousand by people.
// Requires: all keys are those of a record.
std::string FractionIn(const json& value, const std::string& path = "") {
  if (value.is_number_float()) return path;
  if (!value.is_structured()) return "";
  for (const auto& [key, member] : value.items()) {
    const std::string at = value.is_array() ? path : absl::StrCat(path, path.empty() ? "" : ".", key);
    if (std::string found = FractionIn(member, at); !found.empty()) return found;
  }
  return "";
}

}  // namespace

ParsedElement::ParsedElement() = default;
ParsedElement::~ParsedElement() = default;
ParsedElement::ParsedElement(ParsedElement&&) = default;
ParsedElement& ParsedElement::operator=(ParsedElement&&) = default;

std::optional<Finding> ParseElement(const ExchangeElement& element, ParsedElement& parsed) {
  if (element.no_object) {
    return Finding{element.line, element.in_data ? "data" : "", element.fault, true, "TYPE_MISMATCH"};
  }
  if (element.text.empty()) return Malformed(element.line, "", element.fault);
  if (std::count(element.text.begin(), element.text.end(), '{') > kMaxObjects) {
    return Malformed(element.line, "", "is made of more than 20,000 objects");
  }
  ElementReader reader;
  if (!json::sax_parse(element.text, &reader)) return NoJson(element, reader);
  if (!element.fault.empty()) return Malformed(element.line, reader.last_key(), element.fault);
  parsed.value = std::make_unique<json>(std::move(reader.value()));
  parsed.kind = ElementKind::kNative;
  if (reader.native()) return std::nullopt;
  if (!reader.repeated().empty()) return Malformed(element.line, reader.repeated(), "is given twice");
  if (!reader.hidden().empty()) {
    return Finding{element.line, reader.hidden(), reader.hidden_reason(), true, "KEY_MALFORMED"};
  }
  std::optional<ElementKind> kind;
  if (reader.known()) kind = KindOfElement(*parsed.value, reader, element.service);
  parsed.kind = kind.value_or(ElementKind::kNothing);
  return kind ? std::nullopt : Unknown(element, reader.data());
}

std::optional<Finding> ReadNative(const ExchangeElement& element, record::v1::Record& record) {
  // The element is known to be JSON. Of a key that is given twice protobuf takes the last value.
  std::vector<absl::flat_hash_set<std::string>> open;
  bool twice = false;
  const auto look = [&](int, json::parse_event_t event, const json& key) {
    if (event == json::parse_event_t::object_start) open.emplace_back();
    if (event == json::parse_event_t::object_end) open.pop_back();
    if (event == json::parse_event_t::key) twice |= !open.back().insert(key.get<std::string>()).second;
    return true;
  };
  const json value = json::parse(element.text, look, false);
  if (twice) return Malformed(element.line, "", "has a key twice");
  const auto inner = value.find("record");
  const std::string text = inner == value.end() ? element.text : inner->dump();
  const auto status = google::protobuf::util::JsonStringToMessage(text, &record);
  const json& content = inner == value.end() ? value : *inner;
  Finding finding{element.line, "", "", true};
  if (status.ok()) {
    finding.column = FractionIn(content);
    if (finding.column.empty()) return std::nullopt;
    finding.message = "must be a whole number of digits alone";
    finding.reason = "NUMBER_MALFORMED";
  } else {
    finding.column = PathOf(absl::string_view(status.message().data(), status.message().size()));
    finding.message = "is not as chiso.record.v1.Record has it";
    finding.reason = "RECORD_MALFORMED";
  }
  record.Clear();
  finding.code = CodeIn(content);
  return finding;
}

}  // namespace chiso
