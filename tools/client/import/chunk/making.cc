#include "tools/client/import/chunk/making.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/period.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

// The bits of an order, from its end: the stage, the moment in milliseconds since 1970, the day since 1970.
constexpr int kStageBits = 3;
constexpr int kMomentBits = 43;
constexpr absl::CivilDay kFirstDay(1970, 1, 1);
constexpr absl::CivilDay kLastDay(2199, 12, 31);
static_assert(kLastDay - kFirstDay < (int64_t{1} << (63 - kMomentBits - kStageBits)));
static_assert((kLastDay - kFirstDay + 2) * 24 * 3600 * 1000 < (int64_t{1} << kMomentBits));

// The lengths of the runs of digits that a time or a day is written in: 20260810143000, 20260810_143000,
// 2026-08-10T14-30-00.
const std::vector<std::vector<size_t>>& TimeForms() {
  static const auto* const kForms =
      new std::vector<std::vector<size_t>>{{14}, {8, 6}, {4, 2, 2, 6}, {4, 2, 2, 2, 2, 2}};
  return *kForms;
}
const std::vector<std::vector<size_t>>& DayForms() {
  static const auto* const kForms = new std::vector<std::vector<size_t>>{{8}, {4, 2, 2}};
  return *kForms;
}

// The runs of digits in the last part of a path.
class Name {
 public:
  explicit Name(absl::string_view path) {
    const size_t slash = path.rfind('/');
    const absl::string_view name = slash == absl::string_view::npos ? path : path.substr(slash + 1);
    for (size_t begin = 0; begin < name.size();) {
      size_t end = begin;
      while (end < name.size() && absl::ascii_isdigit(name[end])) ++end;
      if (end > begin) runs_.push_back(name.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  // The first time in the first form that holds one.
  std::optional<absl::Time> First(const std::vector<std::vector<size_t>>& forms) const {
    for (const std::vector<size_t>& form : forms) {
      for (size_t first = 0; first + form.size() <= runs_.size(); ++first) {
        if (const auto time = ParseExchangeTime(DigitsAt(first, form))) return time;
      }
    }
    return std::nullopt;
  }

 private:
  // The digits of the runs from `first`; nothing where they have other lengths or stand apart.
  std::string DigitsAt(size_t first, const std::vector<size_t>& form) const {
    std::string digits;
    for (size_t i = 0; i < form.size(); ++i) {
      const absl::string_view run = runs_[first + i];
      if (run.size() != form[i]) return "";
      if (i > 0 && run.data() != runs_[first + i - 1].data() + runs_[first + i - 1].size() + 1) return "";
      absl::StrAppend(&digits, run);
    }
    return digits;
  }

  std::vector<absl::string_view> runs_;
};

}  // namespace

Making MakingOf(absl::string_view path, absl::Time changed) {
  const Name name(path);
  if (const auto time = name.First(TimeForms())) return {*time, *time};
  return {name.First(DayForms()).value_or(changed), changed};
}

Making MadeNow() {
  const absl::Time now = absl::Now();
  return {now, now};
}

int64_t RevisionOrder(const Making& making, int64_t stage) {
  const absl::Time last = absl::FromCivil(kLastDay + 1, HoChiMinh()) - absl::Milliseconds(1);
  const int64_t day = DayOf(std::clamp(making.time, absl::UnixEpoch(), last)) - kFirstDay;
  const int64_t moment = absl::ToUnixMillis(std::clamp(making.moment, absl::UnixEpoch(), last));
  return ((day << kMomentBits | moment) << kStageBits) | stage;
}

}  // namespace chiso
