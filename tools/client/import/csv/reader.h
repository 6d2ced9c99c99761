// CSV files as offices write them: with or without byte order mark, comma or semicolon, quotes, any line
// ends.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CSV_READER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CSV_READER_H_

#include <csv.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/client/import/csv/line_reader.h"

namespace chiso {

// The longest field, in bytes.
inline constexpr size_t kMaxFieldBytes = 64 << 10;
// The most lines of one row. Bounds how far a quote that was left open can reach.
inline constexpr size_t kMaxRowLines = 100;

struct CsvRow {
  // The physical line on which the row begins, from 1.
  int64_t line = 0;
  // One for each column, in Unicode NFC, without characters that nobody sees at the ends; empty where the row
  // is refused.
  std::vector<std::string> fields;
  // Why the row is refused; empty: it is not.
  std::string fault;
  // The column at fault; empty: none in particular.
  std::string fault_column;
};

// Reads row by row, in bounded memory. A row that cannot be read is refused alone: where a row of several
// lines does not fit the header, reading resumes at its second line. Not thread-safe.
class CsvReader {
 public:
  // Reads the header. INVALID_ARGUMENT: the file cannot be read, is empty, is not UTF-8, or its header names
  // a column twice or not at all, or holds a character that nobody sees inside of a name.
  static absl::StatusOr<std::unique_ptr<CsvReader>> Open(const std::string& path);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // The columns' names in lower case.
  const std::vector<std::string>& header() const { return header_; }
  // The next row that is not blank; nothing at the end, and after a failure to read: see status().
  std::optional<CsvRow> Next();

  const absl::Status& status() const { return lines_.status(); }
  int64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  // What the parser made of a line.
  enum class Fed { kRow, kOpenQuote, kStrayQuote };

  explicit CsvReader(LineReader lines);

  absl::Status ReadHeader(const std::string& path);
  std::optional<Line> TakeLine();
  void ResetParser();
  Fed Feed(const std::string& line);
  std::optional<CsvRow> Assemble(Line first);
  void Examine(CsvRow& row) const;
  static void OnField(void* data, size_t size, void* self);
  static void OnRow(int end, void* self);

  LineReader lines_;
  std::deque<Line> again_;
  csv_parser parser_;
  char delimiter_ = ',';
  std::vector<std::string> fields_;
  bool row_ended_ = false;
  std::vector<std::string> header_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CSV_READER_H_
