#include "services/scoring/core/feeds.h"

#include <algorithm>

#include "common/text.h"

namespace chiso::core {

void ForEachAtOrAbove(absl::string_view code, absl::FunctionRef<void(absl::string_view)> f) {
  f("");
  if (code.empty()) return;
  f(code);
  for (size_t dot = code.find('.'); dot != absl::string_view::npos; dot = code.find('.', dot + 1)) {
    f(code.substr(0, dot));
    f(code.substr(dot + 1));
  }
}

bool Covers(const Feed& feed, const Period& period) {
  return feed.days.HoldsOn(period.first_day()) && feed.days.HoldsOn(period.last_day());
}

void Feeds::Put(const FeedKey& key, const Feed& feed) { feeds_[key.kind][key.unit_code][key.sender] = feed; }

void Feeds::Remove(const FeedKey& key) { feeds_[key.kind][key.unit_code].erase(key.sender); }

const Feed* Feeds::Find(const FeedKey& key) const {
  const auto of_kind = feeds_.find(key.kind);
  if (of_kind == feeds_.end()) return nullptr;
  const auto of_unit = of_kind->second.find(key.unit_code);
  if (of_unit == of_kind->second.end()) return nullptr;
  const auto found = of_unit->second.find(key.sender);
  return found == of_unit->second.end() ? nullptr : &found->second;
}

bool Feeds::Covers(Kind kind, absl::string_view unit_code, const Period& period) const {
  const auto of_kind = feeds_.find(kind);
  if (of_kind == feeds_.end()) return false;
  bool covers = false;
  ForEachAtOrAbove(unit_code, [&](absl::string_view code) {
    const auto of_unit = of_kind->second.find(code);
    if (covers || of_unit == of_kind->second.end()) return;
    for (const auto& [sender, feed] : of_unit->second) covers |= core::Covers(feed, period);
  });
  return covers;
}

int Feeds::PrecedenceOf(absl::string_view sender, Kind kind, absl::string_view unit_code) const {
  int precedence = kNoPrecedence;
  const auto of_kind = feeds_.find(kind);
  if (of_kind == feeds_.end()) return precedence;
  ForEachAtOrAbove(unit_code, [&](absl::string_view code) {
    const auto of_unit = of_kind->second.find(code);
    if (of_unit == of_kind->second.end()) return;
    const auto feed = of_unit->second.find(std::string(sender));
    if (feed == of_unit->second.end()) return;
    precedence = std::min(precedence, feed->second.precedence.value_or(kNoPrecedence));
  });
  return precedence;
}

absl::string_view UnitInCode(absl::string_view code) {
  const size_t hyphen = code.find('-');
  if (hyphen == absl::string_view::npos || !IsUnitCode(code.substr(0, hyphen))) return {};
  return code.substr(0, hyphen);
}

}  // namespace chiso::core
