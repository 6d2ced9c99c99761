// One element of the exchange as JSON.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_H_

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/record/v1/record.pb.h"
#include "tools/client/import/chunk/finding.h"
#include "tools/client/import/exchange/splitter.h"

namespace chiso {

enum class ElementKind {
  // A dossier or a line of progress, as one-stop systems send them.
  kDossier,
  kProgress,
  // A record in protobuf's own JSON, by itself or as `record` of a refused one.
  kNative,
  // Something else.
  kUnknown,
};

// A parsed element. Of an element of the exchange it holds only the keys that the importer reads (IsReadKey).
struct ParsedElement {
  ElementKind kind = ElementKind::kUnknown;
  std::unique_ptr<nlohmann::json> value;

  ParsedElement();
  ~ParsedElement();
  ParsedElement(ParsedElement&&);
  ParsedElement& operator=(ParsedElement&&);
};

// The findings about an element: the fault that keeps it from becoming a record, and warnings.
struct ElementFindings {
  std::optional<Finding> fault;
  std::vector<Finding> warnings;
};

// Parses the element, or returns what is wrong with it. JSON_MALFORMED: its brackets do not match, it is no
// JSON, is not UTF-8, or has a key twice of which one value would be lost. The finding names the line of the
// fault and, as the column, the last key before it.
std::optional<Finding> ParseElement(const ExchangeElement& element, ParsedElement& parsed);

// Fills the record from an element of kind kNative. RECORD_MALFORMED, with the field where it is known.
std::optional<Finding> ReadNative(const ExchangeElement& element, record::v1::Record& record);

// The members of an object, read by name. Null and empty texts count as absent; numbers and booleans are read
// as their text. `findings` keeps the first fault and every warning. Not thread-safe.
class Members {
 public:
  // `path` stands before the names in findings, e.g. `TaiLieuNop[2].`. Object and findings must outlive this.
  Members(const nlohmann::json& object, std::string path, ElementFindings& findings)
      : object_(object), path_(std::move(path)), findings_(findings) {}

  // Trimmed; nothing where absent. TYPE_MISMATCH: it is a list or an object.
  std::optional<std::string> Text(absl::string_view name) const;
  // DATE_MALFORMED: ParseExchangeTime refuses it.
  std::optional<absl::Time> Time(absl::string_view name) const;
  // A whole number; VALUE_UNKNOWN: it is not within `least` and `greatest`.
  std::optional<int> Number(absl::string_view name, int least, int greatest) const;
  // The same for a value that no figure depends on: VALUE_UNKNOWN is a warning, and the value counts as
  // absent.
  std::optional<int> NumberIfKnown(absl::string_view name, int least, int greatest) const;
  // 0 or 1, false or true; VALUE_UNKNOWN: it is something else.
  std::optional<bool> Flag(absl::string_view name) const;
  // An amount of money; NUMBER_MALFORMED: it is not a whole number. `50000`, `50000.00` and `50.000` are.
  std::optional<int64_t> Amount(absl::string_view name) const;
  // Visits the elements of a list, each with its own path; an object counts as a list of one. False: absent.
  // TYPE_MISMATCH: it, or an element, is something else.
  bool ForEach(absl::string_view name, const std::function<void(const Members&)>& visit) const;

  void Fault(absl::string_view name, absl::string_view reason, absl::string_view message) const;

 private:
  const nlohmann::json* Find(absl::string_view name) const;

  const nlohmann::json& object_;
  const std::string path_;
  ElementFindings& findings_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_H_
