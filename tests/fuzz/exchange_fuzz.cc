// Any bytes as a file of the exchange: where it is cut into pieces does not matter, and each element becomes
// a record or a finding.

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/fuzz/hold.h"
#include "tools/client/import/exchange/element.h"
#include "tools/client/import/exchange/records.h"
#include "tools/client/import/exchange/splitter.h"

namespace chiso::fuzz {
namespace {

// The elements of the file, read in pieces of at most so many bytes.
std::vector<ExchangeElement> Split(absl::string_view file, size_t piece) {
  size_t done = 0;
  ExchangeSplitter splitter([&](char* buffer, size_t size) {
    const size_t count = std::min({size, piece, file.size() - done});
    file.copy(buffer, count, done);
    done += count;
    return count;
  });
  std::vector<ExchangeElement> elements;
  while (auto element = splitter.Next()) elements.push_back(*std::move(element));
  return elements;
}

void Convert(const ExchangeElement& element) {
  ParsedElement parsed;
  if (const auto fault = ParseElement(element, parsed)) {
    Hold(!fault->message.empty() && !fault->reason.empty(), "a finding says what is wrong");
    return;
  }
  Hold(element.fault.empty(), "what is no element is not parsed");
  record::v1::Record record;
  ElementFindings said;
  switch (parsed.kind) {
    case ElementKind::kDossier:
      said = ToDossier(*parsed.value, *record.mutable_dossier());
      break;
    case ElementKind::kProgress:
      said = ToProgress(*parsed.value, *record.mutable_progress());
      break;
    case ElementKind::kNative:
      said.fault = ReadNative(element, record);
      break;
    case ElementKind::kNothing:
      return;
  }
  if (said.fault) {
    Hold(!said.fault->message.empty(), "a finding says what is wrong");
  } else {
    Hold(record::v1::Record().ParseFromString(record.SerializeAsString()), "a record can be sent");
  }
}

void Examine(absl::string_view file) {
  const std::vector<ExchangeElement> elements = Split(file, 1 << 20);
  const std::vector<ExchangeElement> pieces = Split(file, 61);
  Hold(elements.size() == pieces.size(), "pieces give as many elements");
  int64_t line = 1;
  for (size_t i = 0; i < elements.size(); ++i) {
    const ExchangeElement& element = elements[i];
    Hold(element.text == pieces[i].text && element.line == pieces[i].line &&
             element.place == pieces[i].place && element.fault == pieces[i].fault,
         "pieces give the same elements");
    Hold(element.line >= line, "elements stand in the order of their lines");
    Hold(element.text.size() <= kMaxElementBytes, "elements are bounded");
    line = element.line;
    Convert(element);
  }
}

}  // namespace
}  // namespace chiso::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  chiso::fuzz::Examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
