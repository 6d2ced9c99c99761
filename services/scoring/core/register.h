// What is in force under one key.

#ifndef CHISO_SERVICES_SCORING_CORE_REGISTER_H_
#define CHISO_SERVICES_SCORING_CORE_REGISTER_H_

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "common/version.h"

namespace chiso::core {

// Who says something, and how new it is.
struct Origin {
  Version version;
  bool retracted = false;  // the sender takes its own version back; then the key alone counts
  std::string sender = {};
};

// Of a sender, the smaller the more it counts.
using Precedence = absl::FunctionRef<int(absl::string_view sender)>;

// The newest version of each sender under one key, and which of them is in force: of those that are not taken
// back the one whose sender has the smallest precedence, then the newest. Taking versions is a join, so their
// order and repetition do not matter.
template <typename Content>
class Register {
 public:
  // True: it is now its sender's newest.
  bool Take(const Origin& origin, const Content& content) {
    Entry* entry = nullptr;
    for (Entry& candidate : entries_) {
      if (candidate.origin.sender == origin.sender) entry = &candidate;
    }
    if (entry == nullptr) entry = &entries_.emplace_back();
    const bool contradicts = Contradict(origin.version, entry->origin.version);
    if (origin.version <= entry->origin.version) {
      entry->contested = entry->contested || contradicts;
      return false;
    }
    entry->origin = origin;
    entry->contested = contradicts;
    entry->content = origin.retracted ? std::nullopt : std::optional<Content>(std::in_place, content);
    return true;
  }

  // Null: nothing is in force. Holds until the next Take.
  const Content* InForce(Precedence precedence) const {
    const Entry* const entry = Chosen(precedence);
    return entry != nullptr && entry->content ? &*entry->content : nullptr;
  }
  // The sender of what is in force; empty where nothing is.
  absl::string_view Sender(Precedence precedence) const {
    const Entry* const entry = Chosen(precedence);
    return entry != nullptr ? absl::string_view(entry->origin.sender) : absl::string_view();
  }

  // The version of what is in force; null: nothing was ever said.
  const Version* VersionInForce(Precedence precedence) const {
    const Entry* const entry = Chosen(precedence);
    return entry != nullptr ? &entry->origin.version : nullptr;
  }

  // How what a sender says stands beside what is in force; what is new stands as if it were taken already. It
  // is outdone by a newer version of its sender, and by a sender that goes before; taking back is outdone by
  // the former alone. Without a sender it is compared with what is in force, whoever says that.
  Standing StandingOf(const Origin& origin, Precedence precedence) const {
    const auto outdone = [](Standing standing) {
      return standing == Standing::kOlder || standing == Standing::kTieLost;
    };
    if (origin.sender.empty()) {
      const Entry* const entry = Chosen(precedence);
      if (entry == nullptr) return Standing::kInForce;
      return chiso::StandingOf(origin.version, entry->origin.version, Contested(precedence));
    }
    Standing standing = Standing::kInForce;
    for (const Entry& entry : entries_) {
      const bool own = entry.origin.sender == origin.sender;
      Standing beside = Standing::kInForce;
      if (own) {
        beside = chiso::StandingOf(origin.version, entry.origin.version, entry.contested);
      } else if (!origin.retracted && entry.content) {
        beside = BesideAnother(origin, entry, precedence);
      }
      if (outdone(beside)) return beside;
      if (beside != Standing::kInForce) standing = beside;
    }
    return standing;
  }

  // Whether nothing but a digest tells what is in force.
  bool Contested(Precedence precedence) const {
    const Entry* const chosen = Chosen(precedence);
    if (chosen == nullptr) return false;
    if (chosen->contested) return true;
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& other) {
      return Contradict(other.origin.version, chosen->origin.version) &&
             precedence(other.origin.sender) == precedence(chosen->origin.sender);
    });
  }

  // With one sender precedence does not matter.
  bool HasSeveralSenders() const { return entries_.size() > 1; }

 private:
  struct Entry {
    Origin origin = {};
    bool contested = false;  // another content of its sender is of the same age
    std::optional<Content> content = {};
  };

  // What is taken back stands last; where all is, the newest taking back stands for all.
  const Entry* Chosen(Precedence precedence) const {
    if (entries_.size() == 1) return &entries_[0];
    const Entry* chosen = nullptr;
    for (const Entry& entry : entries_) {
      if (chosen == nullptr || GoesBefore(entry, *chosen, precedence)) chosen = &entry;
    }
    return chosen;
  }

  static Standing BesideAnother(const Origin& origin, const Entry& other, Precedence precedence) {
    if (origin.version.digest == other.origin.version.digest) return Standing::kInForce;
    const int own = precedence(origin.sender);
    const int of_other = precedence(other.origin.sender);
    if (own != of_other) return own < of_other ? Standing::kInForce : Standing::kOlder;
    const bool newer = origin.version > other.origin.version;
    if (!Contradict(origin.version, other.origin.version))
      return newer ? Standing::kInForce : Standing::kOlder;
    return newer ? Standing::kTieWon : Standing::kTieLost;
  }

  static bool GoesBefore(const Entry& a, const Entry& b, Precedence precedence) {
    if (a.content.has_value() != b.content.has_value()) return a.content.has_value();
    const int of_a = precedence(a.origin.sender);
    const int of_b = precedence(b.origin.sender);
    return of_a != of_b ? of_a < of_b : a.origin.version > b.origin.version;
  }

  std::vector<Entry> entries_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_REGISTER_H_
