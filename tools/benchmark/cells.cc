#include "tools/benchmark/cells.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {
namespace {

constexpr const char* kNames[kCellIndicators] = {
    "ON_TIME",
    "AVERAGE_TIME",
    "ONLINE_DOSSIERS",
    "PAYMENT_DOSSIERS",
    "ORIGINAL_RESULT_AVAILABLE",
    "SO_HOA_GIAY_TO_GIAI_QUYET",
    "REUSED_DIGITIZED_DATA",
    "SYNCED_WITH_DVCQG_PERSONAL_STORAGE",
    "CITIZEN_DATA_CONNECTED_DOSSIER",
    "DOSSIER_RECEIVING_SATISFACTION",
    "ONLINE_USED",
    "PAYMENT_PROVIDED",
    "PAYMENT_USED",
    "CITIZEN_DATA_CONNECTED_FORMALITY",
};

std::string Describe(const CellFigures& expected, const CellFigures& actual) {
  const std::string cell =
      absl::StrCat("unit ", expected.id[0], ", period ", expected.id[1], ", scope ", expected.id[2]);
  for (int i = 0; i < kCellIndicators; ++i) {
    const auto of = [i](const CellFigures& cell) {
      return absl::StrCat(cell.figures[2 * i], "/", cell.figures[2 * i + 1]);
    };
    if (of(expected) != of(actual)) {
      return absl::StrCat(kNames[i], " of ", cell, " is ", of(actual), " instead of ", of(expected));
    }
  }
  return absl::StrCat(cell, " is missing");
}

}  // namespace

Cells ReadCells(const std::string& path) {
  std::ifstream file(path);
  Cells cells;
  for (std::string line; std::getline(file, line);) {
    CellFigures& cell = cells.emplace_back();
    size_t column = 0;
    for (const absl::string_view text : absl::StrSplit(line, ',')) {
      int64_t* const to = column < cell.id.size() ? &cell.id[column] : &cell.figures[column - cell.id.size()];
      if (column == cell.id.size() + cell.figures.size() || !absl::SimpleAtoi(text, to)) {
        Fail(absl::StrCat("this is no line of figures: ", line));
      }
      ++column;
    }
    if (column != cell.id.size() + cell.figures.size()) Fail(absl::StrCat("a line is too short: ", line));
  }
  if (cells.empty()) Fail(absl::StrCat("there are no figures in ", path));
  std::sort(cells.begin(), cells.end());
  return cells;
}

CellComparison Compare(const Cells& expected, const Cells& actual,
                       absl::FunctionRef<bool(int64_t unit)> belongs) {
  CellComparison comparison;
  auto other = actual.begin();
  for (const CellFigures& cell : expected) {
    if (!belongs(cell.id[0])) continue;
    while (other != actual.end() && other->id < cell.id) ++other;
    ++comparison.compared;
    if (other != actual.end() && *other == cell) continue;
    const bool is_there = other != actual.end() && other->id == cell.id;
    comparison.difference = Describe(cell, is_there ? *other : cell);
    break;
  }
  return comparison;
}

}  // namespace chiso::bench
