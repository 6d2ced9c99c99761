#include "services/ingestion/testing/documents.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace chiso::testing {
namespace {

Row Cells(absl::string_view line) {
  Row cells;
  line = absl::StripAsciiWhitespace(line);
  for (const absl::string_view cell : absl::StrSplit(line.substr(1, line.size() - 2), '|')) {
    cells.emplace_back(absl::StripAsciiWhitespace(cell));
  }
  return cells;
}

}  // namespace

std::string ReadSource(const std::string& path) {
  const char* const root = std::getenv("CHISO_SOURCE_DIR");
  std::ifstream in(absl::StrCat(root == nullptr ? "." : root, "/", path), std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<Row> TableRows(const std::string& path, absl::string_view header) {
  std::vector<Row> rows;
  Row head;
  for (const absl::string_view line : absl::StrSplit(ReadSource(path), '\n')) {
    if (!absl::StartsWith(line, "|")) {
      head.clear();
    } else if (head.empty()) {
      head = Cells(line);
    } else if (head[0] == header && !absl::StartsWith(line, "|-")) {
      rows.push_back(Cells(line));
      EXPECT_EQ(rows.back().size(), head.size()) << path << ": " << line;
      rows.back().resize(head.size());
    }
  }
  EXPECT_FALSE(rows.empty()) << path << " has no table of " << header;
  return rows;
}

std::vector<std::string> CodeSpans(absl::string_view cell) {
  std::vector<std::string> spans;
  const std::vector<std::string> parts = absl::StrSplit(cell, '`');
  for (size_t i = 1; i + 1 < parts.size(); i += 2) spans.push_back(parts[i]);
  return spans;
}

}  // namespace chiso::testing
