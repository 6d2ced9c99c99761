// Exact decimal arithmetic: points as integer hundredths, official values as decimal strings.
//
// Nothing here, and nothing between a count and a point, uses floating point.

#ifndef CHISO_COMMON_FIXED_POINT_H_
#define CHISO_COMMON_FIXED_POINT_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// Returns a × b / c rounded half up to an integer, exact for all inputs whose result fits.
// Requires: a, b >= 0, c > 0, and the result fits in int64.
int64_t MulDivHalfUp(int64_t a, int64_t b, int64_t c);

// Writes hundredths with two decimals and a point: 1568 -> "15.68", -115 -> "-1.15".
std::string FormatHundredths(int64_t hundredths);

// A decimal number of at most 12 digits before and 6 digits after the point, kept exactly.
class Decimal {
 public:
  Decimal() = default;

  // Reads `-?[0-9]{1,12}([.][0-9]{1,6})?`, or a leading `+`. Returns nothing for any other text.
  static std::optional<Decimal> Parse(absl::string_view text);
  static Decimal FromHundredths(int64_t hundredths) { return Decimal(hundredths * (kScale / 100)); }
  static Decimal FromMillionths(int64_t millionths) { return Decimal(millionths); }

  int64_t millionths() const { return millionths_; }
  // The number rounded half away from zero to hundredths.
  int64_t Hundredths() const;
  // The shortest exact form: "58.58", "100", "-1.15".
  std::string ToString() const;

  // Requires: the result is within the range of the type; sums of a column of an annex are.
  friend Decimal operator+(Decimal a, Decimal b) { return Decimal(a.millionths_ + b.millionths_); }
  friend Decimal operator-(Decimal a, Decimal b) { return Decimal(a.millionths_ - b.millionths_); }
  friend auto operator<=>(const Decimal&, const Decimal&) = default;

 private:
  static constexpr int64_t kScale = 1'000'000;
  explicit Decimal(int64_t millionths) : millionths_(millionths) {}

  int64_t millionths_ = 0;
};

}  // namespace chiso

#endif  // CHISO_COMMON_FIXED_POINT_H_
