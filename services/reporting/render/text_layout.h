// Laying out plain text for a fixed-width page. Widths are columns on a terminal; lines end with a newline.
// Pure.

#ifndef CHISO_SERVICES_REPORTING_RENDER_TEXT_LAYOUT_H_
#define CHISO_SERVICES_REPORTING_RENDER_TEXT_LAYOUT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace chiso {

// Breaks text into lines of at most `width` columns, at white space; longer words stand alone and stick out.
// A number is not parted from the words beside it, so that "tăng 1,70 điểm" stays on one line. On the first
// line `first_indent` columns are taken already.
std::vector<std::string> WrapText(absl::string_view text, int width, int first_indent = 0);

// Pads with blanks to `width` columns; longer text is left as it is.
std::string PadRight(absl::string_view text, int width);
std::string PadLeft(absl::string_view text, int width);
std::string Centred(absl::string_view text, int width);

// Wraps text as a paragraph: `first` begins the first line, `rest` the others.
std::string Paragraph(absl::string_view text, int width, absl::string_view first, absl::string_view rest);

// Two blocks of lines beside each other, each wrapped to its width; the right one is centred, the left one on
// request.
std::string Beside(absl::string_view left, int left_width, bool left_centred, absl::string_view right,
                   int right_width);

// A column of a table.
struct TextColumn {
  std::string heading;
  // Neighbours with the same joint heading stand under it together; empty: none.
  std::string joint_heading;
  // A line of its own under the heading.
  std::string mark;
  // The cells, one for each row.
  std::vector<std::string> cells;
  // Whether the cells are aligned to the right, as numbers are.
  bool right = true;
};

// An aligned table with wrapped headings, at most `width` columns wide. Columns that do not fit go to further
// tables below; each of these begins with the first `fixed` columns again.
std::string TextTable(const std::vector<TextColumn>& columns, int fixed, int width);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_RENDER_TEXT_LAYOUT_H_
