// One element of the exchange as JSON.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_H_

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

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
  // A body whose list is empty.
  kNothing,
};

// A parsed element. Of an element of the exchange it holds only what ElementReader keeps.
struct ParsedElement {
  ElementKind kind = ElementKind::kNothing;
  std::unique_ptr<nlohmann::json> value;

  ParsedElement();
  ~ParsedElement();
  ParsedElement(ParsedElement&&);
  ParsedElement& operator=(ParsedElement&&);
};

// Parses the element, or returns what is wrong with it. JSON_MALFORMED: its brackets do not match, it is no
// JSON, is not UTF-8, or has a key twice of which one value would be lost. The finding names the line of the
// fault and, as the column, the last key before it. KEY_MALFORMED: a key reads as one of the exchange and is
// written otherwise. TYPE_MISMATCH: `data` is no list, or has an entry that is none. ELEMENT_UNKNOWN: it is
// neither a dossier nor a line of progress nor a record.
std::optional<Finding> ParseElement(const ExchangeElement& element, ParsedElement& parsed);

// Fills the record from an element of kind kNative. JSON_MALFORMED: it has a key twice. RECORD_MALFORMED,
// with the field where it is known, and the code in its key.
std::optional<Finding> ReadNative(const ExchangeElement& element, record::v1::Record& record);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_H_
