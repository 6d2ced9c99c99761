// What a snapshot has named so far, in 16 bytes each.

#ifndef CHISO_SERVICES_REPORTING_NAMED_KEYS_H_
#define CHISO_SERVICES_REPORTING_NAMED_KEYS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/reporting/limits.h"
#include "services/reporting/staged_scores.h"

namespace chiso {

// Keys of scores and units, as the first bytes of their SHA-256. Not thread-safe.
class NamedKeys {
 public:
  // `held` counts the keys of all objects that share it, and outlives them.
  explicit NamedKeys(std::atomic<int64_t>& held) : held_(held) {}
  ~NamedKeys() { held_ -= count_; }
  NamedKeys(const NamedKeys&) = delete;
  NamedKeys& operator=(const NamedKeys&) = delete;

  // RESOURCE_EXHAUSTED: all together hold more than kMaxNamedKeys.
  absl::Status AddScore(const ScoreName& name);
  absl::Status AddUnit(absl::string_view code, absl::string_view valid_from);
  // To be called before the first question, after the last key.
  void Sort();
  bool HasScore(const ScoreName& name) const;
  bool HasUnit(absl::string_view code, absl::string_view valid_from) const;

 private:
  using Key = std::array<char, 16>;

  absl::Status Add(const Key& key);
  bool Has(const Key& key) const;
  static Key ScoreKey(const ScoreName& name);
  static Key UnitKey(absl::string_view code, absl::string_view valid_from);

  std::atomic<int64_t>& held_;
  // What this object has added to `held_`.
  int64_t count_ = 0;
  // Grows without a copy of what it holds.
  std::deque<Key> keys_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_NAMED_KEYS_H_
