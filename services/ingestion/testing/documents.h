// The tables of documents, for tests that hold them to what they describe.

#ifndef CHISO_SERVICES_INGESTION_TESTING_DOCUMENTS_H_
#define CHISO_SERVICES_INGESTION_TESTING_DOCUMENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace chiso::testing {

// A file of the source tree.
std::string ReadSource(const std::string& path);

using Row = std::vector<std::string>;
// The cells of all tables of the Markdown file whose first header cell is `header`, without header and rule.
std::vector<Row> TableRows(const std::string& path, absl::string_view header);

// The texts between backticks, in order.
std::vector<std::string> CodeSpans(absl::string_view cell);

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_INGESTION_TESTING_DOCUMENTS_H_
