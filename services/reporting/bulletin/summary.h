// The summary in a letter, a function of its annex's columns and rows alone. Pure.

#ifndef CHISO_SERVICES_REPORTING_BULLETIN_SUMMARY_H_
#define CHISO_SERVICES_REPORTING_BULLETIN_SUMMARY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "chiso/reporting/v1/bulletin.pb.h"
#include "common/fixed_point.h"

namespace chiso {

// Neighbours in the order of totals that are less than this apart, in hundredths of a point, are noted as
// close.
inline constexpr int64_t kCloseHundredths = 10;

// How the summary uses a column.
struct ColumnRule {
  // Whether it counts overdue dossiers, so that its sum is stated.
  bool overdue = false;
  // Values below this are weak; nothing: the column is no criterion.
  std::optional<Decimal> weak_below = std::nullopt;
};

// Requires: one rule for each column, and values that are empty or decimals.
//
// An empty value is not zero: it is left out of sums, of the lowest and of falls. Totals stand in the column
// `TOTAL`, changes in `DELTA`, dossiers received in `RECEIVED`; statements that need a missing column are
// left out. Notes come in this order: TWO_DEFINITIONS_OF_OVERDUE, SHARE_NOT_OF_RECEIVED (one for a column),
// CLOSE_RANKS (one for a run of neighbours in the order of totals).
reporting::v1::BulletinSummary Summarise(const reporting::v1::Bulletin& bulletin,
                                         const std::vector<ColumnRule>& rules);

// Whether a percentage, as recorded to its last digit, is that of some whole number of cases out of `base`,
// rounded half up. Exact. Of an empty base only 0 percent is.
bool CanBeShareOf(absl::string_view percent, int64_t base);

// A change with its sign and at least two decimals: "+1.70", "-1.15", "0.00".
std::string SignedDelta(Decimal delta);

// Whole millionths written with at least two decimals: 1.7 -> "1.70", 1.705 -> "1.705".
std::string AtLeastTwoDecimals(absl::string_view decimal);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_BULLETIN_SUMMARY_H_
