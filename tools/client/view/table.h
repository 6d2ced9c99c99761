// Tables of text, aligned by displayed width: a letter with a tone mark takes one column, however many bytes
// it has.

#ifndef CHISO_TOOLS_CLIENT_VIEW_TABLE_H_
#define CHISO_TOOLS_CLIENT_VIEW_TABLE_H_

#include <string>
#include <vector>

namespace chiso {

// Not thread-safe.
class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string heading;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell for each column, valid UTF-8 on one line; cells left out at the end are empty.
  void Add(std::vector<std::string> cells);
  // An empty line, to set groups of rows apart.
  void AddGap() { rows_.emplace_back(); }
  bool empty() const { return rows_.empty(); }

  // Headings, a line, rows; each ends with LF and without spaces. A column that is empty in every row is left
  // out.
  std::string ToString() const;

 private:
  std::vector<Column> columns_;
  // An empty row is a gap.
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_TABLE_H_
