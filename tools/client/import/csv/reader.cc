#include "tools/client/import/csv/reader.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/text.h"
#include "common/unseen.h"

namespace chiso {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
constexpr char kOpenQuote[] = "a quoted field that begins in this line is not closed";

absl::Status Fault(const std::string& path, int64_t line, absl::string_view message) {
  return absl::InvalidArgumentError(absl::StrCat(path, ":", line, ": ", message));
}

bool IsUtf16(absl::string_view text) {
  return absl::StartsWith(text, "\xFF\xFE") || absl::StartsWith(text, "\xFE\xFF");
}

}  // namespace

CsvReader::CsvReader(LineReader lines) : lines_(std::move(lines)) {
  csv_init(&parser_, 0);
  ResetParser();
}

CsvReader::~CsvReader() { csv_free(&parser_); }

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::Open(const std::string& path) {
  absl::StatusOr<LineReader> lines = LineReader::Open(path);
  if (!lines.ok()) return lines.status();
  auto reader = std::unique_ptr<CsvReader>(new CsvReader(*std::move(lines)));
  if (absl::Status status = reader->ReadHeader(path); !status.ok()) return status;
  return reader;
}

absl::Status CsvReader::ReadHeader(const std::string& path) {
  std::optional<Line> line = TakeLine();
  // Files that were put together have one more.
  while (line && absl::StartsWith(line->text, kByteOrderMark)) line->text.erase(0, 3);
  if (line && IsUtf16(line->text)) return Fault(path, 1, "is UTF-16; save the file as UTF-8");
  while (line && !line->too_long && absl::StripAsciiWhitespace(line->text).empty()) line = TakeLine();
  if (!status().ok()) return status();
  if (!line) return absl::InvalidArgumentError(absl::StrCat(path, ": the file is empty"));
  const int64_t number = line->number;
  if (line->too_long) return Fault(path, number, "the header is longer than 1 MiB");

  const auto count = [&line](char c) { return std::count(line->text.begin(), line->text.end(), c); };
  if (count(';') > count(',')) delimiter_ = ';';
  csv_set_delim(&parser_, delimiter_);
  const std::optional<CsvRow> row = Assemble(*std::move(line));
  if (!row->fault.empty()) return Fault(path, number, row->fault);
  for (const std::string& field : row->fields) {
    const std::optional<std::string> text = ToNfc(field);
    if (!text) return Fault(path, number, "the header is not valid UTF-8; save the file as UTF-8");
    std::string name = absl::AsciiStrToLower(TrimUnseen(*text));
    const std::string column = absl::StrCat("column ", header_.size() + 1);
    if (name.empty()) return Fault(path, number, absl::StrCat(column, " has no name"));
    if (const auto unseen = FindUnseen(name)) {
      return Fault(path, number, absl::StrCat(column, ": its name holds ", *unseen));
    }
    if (std::count(header_.begin(), header_.end(), name) > 0) {
      return Fault(path, number, absl::StrCat(name, ": the header names this column twice"));
    }
    header_.push_back(std::move(name));
  }
  return absl::OkStatus();
}

std::optional<CsvRow> CsvReader::Next() {
  while (std::optional<Line> line = TakeLine()) {
    if (line->too_long) return CsvRow{line->number, {}, "the line is longer than 1 MiB", ""};
    std::optional<CsvRow> row = Assemble(*std::move(line));
    const bool blank = std::all_of(row->fields.begin(), row->fields.end(),
                                   [](const std::string& field) { return TrimUnseen(field).empty(); });
    if (blank && row->fault.empty()) continue;
    Examine(*row);
    return row;
  }
  return std::nullopt;
}

std::optional<Line> CsvReader::TakeLine() {
  if (again_.empty()) return lines_.Next();
  Line line = std::move(again_.front());
  again_.pop_front();
  return line;
}

void CsvReader::ResetParser() {
  csv_free(&parser_);
  // Every line end is reported, that of a blank line too: otherwise it could not be told from an open quote.
  csv_init(&parser_, CSV_REPALL_NL);
  csv_set_delim(&parser_, delimiter_);
}

CsvReader::Fed CsvReader::Feed(const std::string& line) {
  row_ended_ = false;
  for (const absl::string_view part : {absl::string_view(line), absl::string_view("\n")}) {
    if (csv_parse(&parser_, part.data(), part.size(), &OnField, &OnRow, this) < part.size())
      return Fed::kStrayQuote;
  }
  return row_ended_ ? Fed::kRow : Fed::kOpenQuote;
}

// The row that begins with this line. Where it takes more lines and then does not fit the header, or does not
// end, its first line is refused and the others are read again as rows of their own.
std::optional<CsvRow> CsvReader::Assemble(Line first) {
  fields_.clear();
  CsvRow row{first.number, {}, "", ""};
  std::vector<Line> more;
  size_t bytes = first.text.size();
  Fed fed = Feed(first.text);
  // A quote in the middle of a field is an ordinary character, except where it may begin the next field: then
  // the open quote before it was a mistake.
  if (fed == Fed::kOpenQuote) csv_set_opts(&parser_, CSV_REPALL_NL | CSV_STRICT);
  while (fed == Fed::kOpenQuote && 1 + more.size() < kMaxRowLines && bytes <= kMaxLineBytes) {
    std::optional<Line> line = TakeLine();
    if (!line) break;
    bytes += line->text.size();
    more.push_back(*std::move(line));
    if (more.back().too_long) break;
    fed = Feed(more.back().text);
  }
  if (!more.empty() || fed != Fed::kRow) ResetParser();
  if (fed != Fed::kRow) {
    row.fault = kOpenQuote;
  } else if (!header_.empty() && !fields_.empty() && fields_.size() != header_.size()) {
    row.fault = absl::StrCat("has ", fields_.size(), " fields where the header has ", header_.size());
    if (!more.empty()) absl::StrAppend(&row.fault, ", because of a quoted field that begins in this line");
  }
  if (row.fault.empty()) {
    row.fields = std::move(fields_);
  } else {
    again_.insert(again_.begin(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return row;
}

void CsvReader::Examine(CsvRow& row) const {
  for (size_t i = 0; i < row.fields.size() && row.fault.empty(); ++i) {
    std::optional<std::string> text;
    if (row.fields[i].size() > kMaxFieldBytes) {
      row.fault = absl::StrCat("is longer than ", kMaxFieldBytes >> 10, " KiB");
    } else if (text = ToNfc(row.fields[i]); !text) {
      row.fault = "is not valid UTF-8; save the file as UTF-8";
    }
    if (row.fault.empty()) {
      row.fields[i] = std::string(TrimUnseen(*text));
    } else {
      row.fault_column = header_[i];
    }
  }
  if (!row.fault.empty()) row.fields.clear();
}

void CsvReader::OnField(void* data, size_t size, void* self) {
  static_cast<CsvReader*>(self)->fields_.emplace_back(static_cast<const char*>(data), size);
}

void CsvReader::OnRow(int end, void* self) { static_cast<CsvReader*>(self)->row_ended_ = true; }

}  // namespace chiso
