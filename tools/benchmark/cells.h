// The figures of all units, periods and scopes, as chiso and its peers give them.

#ifndef CHISO_TOOLS_BENCHMARK_CELLS_H_
#define CHISO_TOOLS_BENCHMARK_CELLS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"

namespace chiso::bench {

// Numerator and denominator of each of the indicators that dossiers give, in the order of sql/figures.sql.
inline constexpr int kCellIndicators = 14;

struct CellFigures {
  // The numbers of the unit, the period and the scope.
  std::array<int64_t, 3> id = {};
  std::array<int64_t, 2 * kCellIndicators> figures = {};

  friend auto operator<=>(const CellFigures&, const CellFigures&) = default;
};

// Ordered by id.
using Cells = std::vector<CellFigures>;

// Reads a CSV file without a header, in any order. Failure: it is no such file.
Cells ReadCells(const std::string& path);

struct CellComparison {
  int64_t compared = 0;
  // The first that differs, for people; empty: none does.
  std::string difference;
};

// Compares the cells of units for which `belongs` holds. All of them must be there.
CellComparison Compare(const Cells& expected, const Cells& actual,
                       absl::FunctionRef<bool(int64_t unit)> belongs);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_CELLS_H_
