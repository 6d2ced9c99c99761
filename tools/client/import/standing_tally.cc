#include "tools/client/import/standing_tally.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

void AddKey(const std::string& key, std::vector<std::string>& keys) {
  if (keys.size() == StandingTally::kKeysShown) return;
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
}

std::string Line(Language language, Text text, int64_t count, const std::vector<std::string>& keys) {
  if (count == 0) return "";
  const bool more = count > static_cast<int64_t>(keys.size());
  return absl::StrCat(Say(language, text, LocalCount(language, count),
                          absl::StrCat(absl::StrJoin(keys, ", "), more ? ", …" : "")),
                      "\n");
}

}  // namespace

void StandingTally::Add(const record::v1::Standings& standings) {
  not_in_force_ += standings.not_in_force_count();
  tied_ += standings.tied_count();
  for (const record::v1::RecordStanding& standing : standings.standings()) {
    if (standing.standing() != record::v1::STANDING_TIE_WON) AddKey(standing.key(), not_in_force_keys_);
    if (standing.standing() != record::v1::STANDING_OLDER) AddKey(standing.key(), tied_keys_);
  }
}

std::string StandingTally::ToString(Language language, bool stored) const {
  return absl::StrCat(Line(language, stored ? Text::kNotInForce : Text::kWouldNotBeInForce, not_in_force_,
                           not_in_force_keys_),
                      Line(language, Text::kTied, tied_, tied_keys_));
}

}  // namespace chiso
