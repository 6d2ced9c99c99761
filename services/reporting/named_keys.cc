#include "services/reporting/named_keys.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"

namespace chiso {

absl::Status NamedKeys::AddScore(const ScoreName& name) { return Add(ScoreKey(name)); }

absl::Status NamedKeys::AddUnit(absl::string_view code, absl::string_view valid_from) {
  return Add(UnitKey(code, valid_from));
}

absl::Status NamedKeys::Add(const Key& key) {
  if (++held_ > kMaxNamedKeys) {
    --held_;
    return absl::ResourceExhaustedError(
        absl::StrCat("the snapshots under way name more than ", kMaxNamedKeys, " scores and units together"));
  }
  ++count_;
  keys_.push_back(key);
  return absl::OkStatus();
}

void NamedKeys::Sort() { std::sort(keys_.begin(), keys_.end()); }

bool NamedKeys::HasScore(const ScoreName& name) const { return Has(ScoreKey(name)); }

bool NamedKeys::HasUnit(absl::string_view code, absl::string_view valid_from) const {
  return Has(UnitKey(code, valid_from));
}

bool NamedKeys::Has(const Key& key) const { return std::binary_search(keys_.begin(), keys_.end(), key); }

NamedKeys::Key NamedKeys::ScoreKey(const ScoreName& name) {
  // No part holds a slash.
  const std::string digest = Sha256(absl::StrCat("score/", name.period, "/", static_cast<int>(name.scope),
                                                 "/", name.unit_code, "/", name.unit_valid_from));
  Key key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

NamedKeys::Key NamedKeys::UnitKey(absl::string_view code, absl::string_view valid_from) {
  const std::string digest = Sha256(absl::StrCat("unit/", code, "/", valid_from));
  Key key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

}  // namespace chiso
