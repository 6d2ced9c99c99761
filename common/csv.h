// CSV as programs and spreadsheets read it: comma, LF, quotes only where needed (RFC 4180).

#ifndef CHISO_COMMON_CSV_H_
#define CHISO_COMMON_CSV_H_

#include <string>
#include <utility>
#include <vector>

namespace chiso {

// Whether a spreadsheet takes the text for a formula: it begins with `=`, `+`, `-`, `@`, tab or carriage
// return.
bool LooksLikeFormula(const std::string& text);

// A cell of text. One that looks like a formula gets an apostrophe in front, so that no spreadsheet evaluates
// what somebody sent as a name.
class CsvCell {
 public:
  CsvCell(const std::string& text);                          // NOLINT: most cells are texts.
  CsvCell(const char* text) : CsvCell(std::string(text)) {}  // NOLINT: as above.

  // A number, which stays as it is: `-1.15`. For what this program wrote or checked as a number.
  static CsvCell Number(std::string number);

  // As it stands in the line, quotes included.
  const std::string& written() const { return written_; }

 private:
  CsvCell() = default;

  std::string written_;
};

// One row with its line end.
std::string CsvLine(const std::vector<CsvCell>& cells);

}  // namespace chiso

#endif  // CHISO_COMMON_CSV_H_
