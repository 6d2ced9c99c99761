#include "tools/client/view/table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/text.h"

namespace chiso {
namespace {

constexpr int kGap = 2;

std::string Pad(const std::string& text, int width, Table::Align align) {
  const std::string spaces(std::max(0, width - DisplayWidth(text)), ' ');
  return align == Table::Align::kRight ? spaces + text : text + spaces;
}

}  // namespace

void Table::Add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::ToString() const {
  std::vector<int> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  std::string heading, line;
  std::vector<size_t> shown;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (widths[i] == 0) continue;
    shown.push_back(i);
    widths[i] = std::max(widths[i], DisplayWidth(columns_[i].heading));
    const std::string gap(shown.size() > 1 ? kGap : 0, ' ');
    absl::StrAppend(&heading, gap, Pad(columns_[i].heading, widths[i], columns_[i].align));
    absl::StrAppend(&line, gap, std::string(widths[i], '-'));
  }
  std::string text = absl::StrCat(absl::StripTrailingAsciiWhitespace(heading), "\n", line, "\n");
  for (const auto& row : rows_) {
    std::string cells;
    for (size_t n = 0; n < shown.size() && !row.empty(); ++n) {
      const size_t i = shown[n];
      absl::StrAppend(&cells, std::string(n > 0 ? kGap : 0, ' '), Pad(row[i], widths[i], columns_[i].align));
    }
    absl::StrAppend(&text, absl::StripTrailingAsciiWhitespace(cells), "\n");
  }
  return text;
}

}  // namespace chiso
