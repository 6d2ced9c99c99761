#include "common/csv.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace chiso {
namespace {

std::string Quoted(std::string text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace

bool LooksLikeFormula(const std::string& text) {
  constexpr absl::string_view kMarks = "=+-@\t\r";
  return !text.empty() && kMarks.find(text[0]) != absl::string_view::npos;
}

CsvCell::CsvCell(const std::string& text)
    : written_(Quoted(LooksLikeFormula(text) ? absl::StrCat("'", text) : text)) {}

CsvCell CsvCell::Number(std::string number) {
  CsvCell cell;
  cell.written_ = Quoted(std::move(number));
  return cell;
}

std::string CsvLine(const std::vector<CsvCell>& cells) {
  return absl::StrCat(
      absl::StrJoin(cells, ",", [](std::string* out, const CsvCell& cell) { out->append(cell.written()); }),
      "\n");
}

}  // namespace chiso
