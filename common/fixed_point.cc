#include "common/fixed_point.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace chiso {

int64_t MulDivHalfUp(int64_t a, int64_t b, int64_t c) {
  const __int128 doubled = static_cast<__int128>(a) * b * 2 + c;
  return static_cast<int64_t>(doubled / (static_cast<__int128>(c) * 2));
}

std::string FormatHundredths(int64_t hundredths) {
  const char* const sign = hundredths < 0 ? "-" : "";
  const int64_t size = hundredths < 0 ? -hundredths : hundredths;
  return absl::StrFormat("%s%d.%02d", sign, size / 100, size % 100);
}

std::optional<Decimal> Decimal::Parse(absl::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const bool has_fraction = point != absl::string_view::npos;
  const absl::string_view fraction = has_fraction ? text.substr(point + 1) : absl::string_view();
  if (whole.empty() || whole.size() > 12 || fraction.size() > 6 || (has_fraction && fraction.empty())) {
    return std::nullopt;
  }
  int64_t value = 0;
  for (const absl::string_view digits : {whole, fraction}) {
    for (const char c : digits) {
      if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
      value = value * 10 + (c - '0');
    }
  }
  for (size_t i = fraction.size(); i < 6; ++i) value *= 10;
  return Decimal(negative ? -value : value);
}

int64_t Decimal::Hundredths() const {
  const int64_t size = millionths_ < 0 ? -millionths_ : millionths_;
  const int64_t rounded = MulDivHalfUp(size, 100, kScale);
  return millionths_ < 0 ? -rounded : rounded;
}

std::string Decimal::ToString() const {
  const char* const sign = millionths_ < 0 ? "-" : "";
  const int64_t size = millionths_ < 0 ? -millionths_ : millionths_;
  std::string text = absl::StrFormat("%s%d.%06d", sign, size / kScale, size % kScale);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace chiso
