#include "services/reporting/render/text_layout.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/text.h"

namespace chiso {
namespace {

constexpr int kWidestName = 28;
constexpr int kNarrowestName = 20;
constexpr int kWidestHeading = 12;
constexpr int kNarrowestHeading = 7;

bool IsNumber(absl::string_view word) {
  const size_t digit = word.find_first_not_of("(+-");
  return digit != absl::string_view::npos && absl::ascii_isdigit(static_cast<unsigned char>(word[digit]));
}

// A number is one piece with the words beside it.
std::vector<std::string> Pieces(absl::string_view text) {
  std::vector<std::string> pieces;
  bool number_before = false;
  for (const absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" \t\n"), absl::SkipEmpty())) {
    const bool number = IsNumber(word);
    if (!pieces.empty() && (number || number_before))
      absl::StrAppend(&pieces.back(), " ", word);
    else
      pieces.emplace_back(word);
    // A number at the end of a clause is not joined to the next word.
    number_before = number && absl::string_view(",;:).").find(word.back()) == absl::string_view::npos;
  }
  return pieces;
}

std::string Blanks(int count) { return std::string(std::max(count, 0), ' '); }

std::string Repeat(absl::string_view text, int count) {
  std::string repeated;
  for (int i = 0; i < count; ++i) absl::StrAppend(&repeated, text);
  return repeated;
}

std::string TrimEnd(std::string line) {
  absl::StripTrailingAsciiWhitespace(&line);
  return line;
}

int WidestWord(absl::string_view text) {
  int width = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) width = std::max(width, DisplayWidth(word));
  return width;
}

int WidestCell(const TextColumn& column) {
  int width = DisplayWidth(column.mark);
  for (const std::string& cell : column.cells) width = std::max(width, DisplayWidth(cell));
  return width;
}

// One table of columns that fit beside each other.
class Table {
 public:
  Table(std::vector<const TextColumn*> columns, std::vector<int> widths)
      : columns_(std::move(columns)), widths_(std::move(widths)) {}

  std::string Draw() const {
    std::string text = Rule("┌", "┬", "┐", /*whole=*/true);
    absl::StrAppend(&text, Header(), Rule("├", "┼", "┤"));
    if (std::any_of(columns_.begin(), columns_.end(), [](const TextColumn* c) { return !c->mark.empty(); })) {
      absl::StrAppend(&text, Line([this](size_t i) { return Centred(columns_[i]->mark, widths_[i]); }),
                      Rule("├", "┼", "┤"));
    }
    for (size_t row = 0; row < columns_.front()->cells.size(); ++row) absl::StrAppend(&text, Row(row));
    return absl::StrCat(text, Rule("└", "┴", "┘"));
  }

 private:
  bool Joined(size_t i) const {
    return i > 0 && !columns_[i]->joint_heading.empty() &&
           columns_[i]->joint_heading == columns_[i - 1]->joint_heading;
  }

  // The columns from `i` on under one joint heading, and their width.
  size_t SpanEnd(size_t i) const {
    size_t end = i + 1;
    while (end < columns_.size() && Joined(end)) ++end;
    return end;
  }
  int SpanWidth(size_t i) const {
    int width = widths_[i];
    for (size_t j = i + 1; j < SpanEnd(i); ++j) width += widths_[j] + 1;
    return width;
  }

  std::string Rule(absl::string_view left, absl::string_view cross, absl::string_view right,
                   bool whole = false) const {
    std::string line(left);
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) absl::StrAppend(&line, whole && Joined(i) ? "─" : cross);
      absl::StrAppend(&line, Repeat("─", widths_[i]));
    }
    return absl::StrCat(line, right, "\n");
  }

  template <typename Cell>
  std::string Line(Cell cell) const {
    std::string line = "│";
    for (size_t i = 0; i < columns_.size(); ++i) absl::StrAppend(&line, cell(i), "│");
    return absl::StrCat(line, "\n");
  }

  std::string Header() const {
    size_t joint_height = 0, height = 0;
    std::vector<std::vector<std::string>> joints(columns_.size()), headings(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) {
      headings[i] = WrapText(columns_[i]->heading, widths_[i]);
      if (!Joined(i)) joints[i] = WrapText(columns_[i]->joint_heading, SpanWidth(i));
      joint_height = std::max(joint_height, joints[i].size());
    }
    // Names under a joint heading begin below it and its rule.
    const size_t below = joint_height == 0 ? 0 : joint_height + 1;
    for (size_t i = 0; i < columns_.size(); ++i) {
      height = std::max(height, headings[i].size() + (columns_[i]->joint_heading.empty() ? 0 : below));
    }
    std::string text;
    for (size_t line = 0; line < height; ++line)
      absl::StrAppend(&text, HeaderLine(line, joint_height, joints, headings));
    return text;
  }

  std::string HeaderLine(size_t line, size_t joint_height,
                         const std::vector<std::vector<std::string>>& joints,
                         const std::vector<std::vector<std::string>>& headings) const {
    const auto at = [](const std::vector<std::string>& lines, size_t i) {
      return i < lines.size() ? absl::string_view(lines[i]) : absl::string_view();
    };
    std::string text;
    for (size_t i = 0; i < columns_.size();) {
      const bool joint = !columns_[i]->joint_heading.empty();
      const size_t end = SpanEnd(i);
      const bool rule = joint && line == joint_height;
      const bool rule_before = i > 0 && !columns_[i - 1]->joint_heading.empty() && line == joint_height;
      absl::StrAppend(&text, rule ? (rule_before ? "┼" : "├") : rule_before ? "┤" : "│");
      if (joint && line < joint_height) {
        absl::StrAppend(&text, Centred(at(joints[i], line), SpanWidth(i)));
      } else {
        for (size_t j = i; j < end; ++j) {
          if (j > i) absl::StrAppend(&text, rule ? "┬" : "│");
          absl::StrAppend(
              &text, rule ? Repeat("─", widths_[j])
                          : Centred(at(headings[j], joint ? line - joint_height - 1 : line), widths_[j]));
        }
      }
      i = end;
    }
    const bool rule_at_end = !columns_.back()->joint_heading.empty() && line == joint_height;
    return absl::StrCat(text, rule_at_end ? "┤" : "│", "\n");
  }

  std::string Row(size_t row) const {
    std::vector<std::vector<std::string>> cells;
    size_t height = 1;
    for (size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = columns_[i]->cells[row];
      // Numbers are never broken.
      cells.push_back(columns_[i]->right ? std::vector<std::string>{cell} : WrapText(cell, widths_[i]));
      height = std::max(height, cells.back().size());
    }
    std::string text;
    for (size_t line = 0; line < height; ++line) {
      absl::StrAppend(&text, Line([&](size_t i) {
        const absl::string_view cell =
            line < cells[i].size() ? absl::string_view(cells[i][line]) : absl::string_view();
        return columns_[i]->right ? PadLeft(cell, widths_[i]) : PadRight(cell, widths_[i]);
      }));
    }
    return text;
  }

  const std::vector<const TextColumn*> columns_;
  const std::vector<int> widths_;
};

// The widths of all columns where headings and names are wrapped to these targets.
std::vector<int> Widths(const std::vector<TextColumn>& columns, int heading, int name) {
  std::vector<int> widths;
  for (const TextColumn& column : columns) {
    const int target = std::max(WidestWord(column.heading), std::min(DisplayWidth(column.heading), heading));
    const int cell = column.right ? WidestCell(column) : std::min(WidestCell(column), name);
    widths.push_back(std::max(target, cell));
  }
  return widths;
}

int TotalWidth(const std::vector<int>& widths) {
  int total = 1;
  for (const int width : widths) total += width + 1;
  return total;
}

std::vector<int> FittingWidths(const std::vector<TextColumn>& columns, int width) {
  std::vector<int> widths;
  for (int name = kWidestName; name >= kNarrowestName; name -= 4) {
    for (int heading = kWidestHeading; heading >= kNarrowestHeading; --heading) {
      widths = Widths(columns, heading, name);
      if (TotalWidth(widths) <= width) return widths;
    }
  }
  return widths;
}

}  // namespace

std::vector<std::string> WrapText(absl::string_view text, int width, int first_indent) {
  std::vector<std::string> lines;
  int used = first_indent;
  const auto add = [&](absl::string_view piece) {
    const int size = DisplayWidth(piece);
    if (lines.empty()) {
      lines.emplace_back(piece);
      used += size;
    } else if (used + 1 + size > width) {
      lines.emplace_back(piece);
      used = size;
    } else {
      absl::StrAppend(&lines.back(), " ", piece);
      used += 1 + size;
    }
  };
  for (const std::string& piece : Pieces(text)) {
    if (DisplayWidth(piece) <= width) {
      add(piece);
    } else {
      for (const absl::string_view word : absl::StrSplit(piece, ' ')) add(word);
    }
  }
  return lines;
}

std::string PadRight(absl::string_view text, int width) {
  return absl::StrCat(text, Blanks(width - DisplayWidth(text)));
}

std::string PadLeft(absl::string_view text, int width) {
  return absl::StrCat(Blanks(width - DisplayWidth(text)), text);
}

std::string Centred(absl::string_view text, int width) {
  return PadRight(absl::StrCat(Blanks((width - DisplayWidth(text)) / 2), text), width);
}

std::string Paragraph(absl::string_view text, int width, absl::string_view first, absl::string_view rest) {
  std::string paragraph;
  const int indent = DisplayWidth(rest);
  for (const std::string& line : WrapText(text, width - indent, DisplayWidth(first) - indent)) {
    absl::StrAppend(&paragraph, paragraph.empty() ? first : rest, line, "\n");
  }
  return paragraph;
}

std::string Beside(absl::string_view left, int left_width, bool left_centred, absl::string_view right,
                   int right_width) {
  const auto lines = [](absl::string_view block, int width) {
    std::vector<std::string> wrapped;
    for (const absl::string_view line : absl::StrSplit(absl::StripAsciiWhitespace(block), '\n')) {
      std::vector<std::string> pieces = WrapText(line, width);
      if (pieces.empty()) pieces.emplace_back();
      wrapped.insert(wrapped.end(), pieces.begin(), pieces.end());
    }
    return wrapped;
  };
  const std::vector<std::string> lefts = lines(left, left_width), rights = lines(right, right_width);
  std::string text;
  for (size_t i = 0; i < std::max(lefts.size(), rights.size()); ++i) {
    const std::string l = i < lefts.size() ? lefts[i] : "", r = i < rights.size() ? rights[i] : "";
    absl::StrAppend(&text,
                    TrimEnd(absl::StrCat(left_centred ? Centred(l, left_width) : PadRight(l, left_width),
                                         Centred(r, right_width))),
                    "\n");
  }
  return text;
}

std::string TextTable(const std::vector<TextColumn>& columns, int fixed, int width) {
  const std::vector<int> widths = FittingWidths(columns, width);
  std::string text;
  for (size_t next = fixed; next < columns.size() || text.empty();) {
    std::vector<const TextColumn*> part;
    std::vector<int> part_widths;
    const auto take = [&](size_t i) {
      part.push_back(&columns[i]);
      part_widths.push_back(widths[i]);
    };
    for (int i = 0; i < fixed; ++i) take(i);
    do {
      if (next < columns.size()) take(next++);
    } while (next < columns.size() && TotalWidth(part_widths) + widths[next] + 1 <= width);
    absl::StrAppend(&text, text.empty() ? "" : "\n", Table(std::move(part), std::move(part_widths)).Draw());
  }
  return text;
}

}  // namespace chiso
