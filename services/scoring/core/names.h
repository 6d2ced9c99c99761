// Numbers for texts that come again and again.

#ifndef CHISO_SERVICES_SCORING_CORE_NAMES_H_
#define CHISO_SERVICES_SCORING_CORE_NAMES_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace chiso::core {

using NameId = uint32_t;

// Gives each text a number, from 0 upwards, for good. Not thread-safe, but for what is const.
class Names {
 public:
  NameId IdOf(absl::string_view name) {
    // The same sender's records come one after another.
    if (latest_ < names_.size() && names_[latest_] == name) return latest_;
    return latest_ = Number(name);
  }
  std::optional<NameId> Find(absl::string_view name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? std::nullopt : std::optional<NameId>(found->second);
  }
  const std::string& NameOf(NameId id) const { return names_[id]; }
  size_t size() const { return ids_.size(); }

 private:
  NameId Number(absl::string_view name) {
    const auto found = ids_.find(name);
    if (found != ids_.end()) return found->second;
    names_.emplace_back(name);
    const auto id = static_cast<NameId>(ids_.size());
    ids_.emplace(names_.back(), id);
    return id;
  }
  std::deque<std::string> names_;  // which stay where they are
  absl::flat_hash_map<absl::string_view, NameId> ids_;
  NameId latest_ = 0;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_NAMES_H_
