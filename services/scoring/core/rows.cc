#include "services/scoring/core/rows.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/text.h"
#include "services/scoring/core/feeds.h"

namespace chiso::core {
namespace {

constexpr Moment kFirstMoment = -5'364'662'400;  // 1800-01-01T00:00:00Z
constexpr uint64_t kLastPacked = (uint64_t{1} << 34) - 1;

// A code by its parts, from the lowest bit: number (24), digits of the number less 1 (3), day (5), month (4),
// year of the century (7), unit (20). The highest bit says that it has a number of its own instead.
constexpr int kNumberBits = 24;
constexpr int kDigitBits = 3;
constexpr int kDayBits = 5;
constexpr int kMonthBits = 4;
constexpr int kYearBits = 7;
constexpr int kUnitShift = kNumberBits + kDigitBits + kDayBits + kMonthBits + kYearBits;
constexpr uint64_t kOther = uint64_t{1} << 63;
constexpr size_t kMaxUnits = size_t{1} << 20;
constexpr size_t kMaxDigits = 7;

struct Parts {
  absl::string_view unit;
  uint64_t rest = 0;
};

bool AllDigits(absl::string_view text) { return std::all_of(text.begin(), text.end(), absl::ascii_isdigit); }

// `UNIT-YYMMDD-NUMBER` of 1 to 7 digits; nothing for others.
std::optional<Parts> Split(absl::string_view code) {
  const size_t first = code.find('-');
  if (first == absl::string_view::npos || first == 0) return std::nullopt;
  const absl::string_view day = code.substr(first + 1, 6);
  if (day.size() != 6 || !AllDigits(day)) return std::nullopt;
  if (code.size() < first + 9 || code[first + 7] != '-') return std::nullopt;
  const absl::string_view number = code.substr(first + 8);
  if (number.size() > kMaxDigits || !AllDigits(number)) return std::nullopt;
  const auto two = [&day](size_t at) { return uint64_t(day[at] - '0') * 10 + uint64_t(day[at + 1] - '0'); };
  if (two(2) > 15 || two(4) > 31) return std::nullopt;
  uint64_t value = 0;
  for (const char c : number) value = value * 10 + uint64_t(c - '0');
  uint64_t rest = two(0);
  rest = rest << kMonthBits | two(2);
  rest = rest << kDayBits | two(4);
  rest = rest << kDigitBits | (number.size() - 1);
  rest = rest << kNumberBits | value;
  return Parts{code.substr(0, first), rest};
}

uint64_t Mix(uint64_t key) {
  key *= 0x9e3779b97f4a7c15;
  return key ^ (key >> 32);
}

}  // namespace

uint64_t Pack(const MaybeMoment& moment) {
  if (!moment) return 0;
  const Moment since = std::max<Moment>(*moment - kFirstMoment, 0);
  return std::min<uint64_t>(static_cast<uint64_t>(since) + 1, kLastPacked);
}

MaybeMoment Unpack(uint64_t packed) {
  if (packed == 0) return std::nullopt;
  return static_cast<Moment>(packed - 1) + kFirstMoment;
}

uint64_t Codes::Pack(absl::string_view code) {
  const std::optional<Parts> parts = Split(code);
  if (parts && (units_.size() < kMaxUnits || units_.Find(parts->unit))) {
    return uint64_t{units_.IdOf(parts->unit)} << kUnitShift | parts->rest;
  }
  return kOther | others_.IdOf(code);
}

std::optional<uint64_t> Codes::Find(absl::string_view code) const {
  if (const std::optional<Parts> parts = Split(code)) {
    if (const std::optional<NameId> unit = units_.Find(parts->unit)) {
      return uint64_t{*unit} << kUnitShift | parts->rest;
    }
  }
  const std::optional<NameId> other = others_.Find(code);
  return other ? std::optional<uint64_t>(kOther | *other) : std::nullopt;
}

std::string Codes::Unpack(uint64_t packed) const {
  if ((packed & kOther) != 0) return others_.NameOf(static_cast<NameId>(packed));
  const auto take = [&packed](int bits) {
    const uint64_t value = packed & ((uint64_t{1} << bits) - 1);
    packed >>= bits;
    return value;
  };
  const uint64_t number = take(kNumberBits);
  const uint64_t digits = take(kDigitBits) + 1;
  const uint64_t day = take(kDayBits);
  const uint64_t month = take(kMonthBits);
  const uint64_t year = take(kYearBits);
  return absl::StrFormat("%s-%02d%02d%02d-%0*d", units_.NameOf(static_cast<NameId>(packed)), year, month, day,
                         static_cast<int>(digits), number);
}

absl::string_view Codes::UnitOf(uint64_t packed) const {
  if ((packed & kOther) != 0) return UnitInCode(others_.NameOf(static_cast<NameId>(packed)));
  const absl::string_view unit = units_.NameOf(static_cast<NameId>(packed >> kUnitShift));
  return IsUnitCode(unit) ? unit : absl::string_view();
}

bool Codes::IsBefore(uint64_t a, uint64_t b) const {
  // Of one unit and with as many digits, as nearly all of an office are, their numbers have the order.
  constexpr uint64_t kSame = ~((uint64_t{1} << kUnitShift) - 1) | (uint64_t{7} << kNumberBits);
  if (((a | b) & kOther) == 0 && ((a ^ b) & kSame) == 0) return a < b;
  return Unpack(a) < Unpack(b);
}

size_t Rows::SlotOf(uint64_t code) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = Mix(code) & mask;
  while (slots_[slot] != 0 && (*this)[slots_[slot] - 1].code != code) slot = (slot + 1) & mask;
  return slot;
}

// Keeps a third of the slots free.
void Rows::Grow() {
  std::vector<RowId>(std::max<size_t>(64, slots_.size() * 2)).swap(slots_);
  for (RowId id = 0; id < size_; ++id) slots_[SlotOf((*this)[id].code)] = id + 1;
}

RowId Rows::RowOf(uint64_t code) {
  if (uint64_t{size_} * 3 >= slots_.size() * 2) Grow();
  const size_t slot = SlotOf(code);
  if (slots_[slot] != 0) return slots_[slot] - 1;
  if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Row[]>(kChunk));
  const RowId id = size_++;
  (*this)[id].code = code;
  slots_[slot] = id + 1;
  return id;
}

void Rows::PrefetchSlot(uint64_t code) const {
  if (!slots_.empty()) __builtin_prefetch(&slots_[Mix(code) & (slots_.size() - 1)]);
}

// Most often the row is that of the first slot.
void Rows::PrefetchRow(uint64_t code) const {
  if (slots_.empty()) return;
  const RowId found = slots_[Mix(code) & (slots_.size() - 1)];
  if (found == 0) return;
  const char* const row = reinterpret_cast<const char*>(&(*this)[found - 1]);
  __builtin_prefetch(row);
  __builtin_prefetch(row + sizeof(Row) - 1);
}

std::optional<RowId> Rows::Find(uint64_t code) const {
  if (slots_.empty()) return std::nullopt;
  const RowId found = slots_[SlotOf(code)];
  return found == 0 ? std::nullopt : std::optional<RowId>(found - 1);
}

size_t Rows::bytes() const { return chunks_.size() * kChunk * sizeof(Row) + slots_.size() * sizeof(RowId); }

}  // namespace chiso::core
