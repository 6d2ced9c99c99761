// Feed declarations: who gives which kind of record, for which units, on which days.

#ifndef CHISO_SERVICES_SCORING_CORE_FEEDS_H_
#define CHISO_SERVICES_SCORING_CORE_FEEDS_H_

#include <compare>
#include <map>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "common/period.h"
#include "common/validity.h"

namespace chiso::core {

// The numbers are those of the contract's enum.
enum class Kind {
  kUnit = 1,
  kReturn = 2,
  kDossier = 3,
  kProgress = 4,
  kPetition = 5,
  kSatisfaction = 6,
  kProcedure = 7,
  kNationalTotal = 8,
  kCertifiedCopy = 9,
  kCalendarDay = 10,
  kUnitChange = 11,
  kUnitAlias = 12,
  kFeed = 13,
  kPublication = 14,
};

struct FeedKey {
  std::string sender;
  Kind kind = Kind::kDossier;
  std::string unit_code;  // with all below it; empty: all units

  friend auto operator<=>(const FeedKey&, const FeedKey&) = default;
};

struct Feed {
  Validity days;
  std::optional<int> precedence;

  friend bool operator==(const Feed&, const Feed&) = default;
};

// After every precedence that can be declared.
inline constexpr int kNoPrecedence = 1001;

// The declarations in force. Not thread-safe, but for what is const.
class Feeds {
 public:
  void Put(const FeedKey& key, const Feed& feed);
  void Remove(const FeedKey& key);
  // Null: there is none. Holds until the next Put or Remove.
  const Feed* Find(const FeedKey& key) const;

  // Calls f with kind, unit, sender and declaration, in this order.
  template <typename F>
  void ForEach(F f) const {
    for (const auto& [kind, units] : feeds_) {
      for (const auto& [unit_code, senders] : units) {
        for (const auto& [sender, feed] : senders) f(kind, unit_code, sender, feed);
      }
    }
  }

  // Whether a declaration says that records of the kind are given of the unit for the whole period.
  bool Covers(Kind kind, absl::string_view unit_code, const Period& period) const;
  // The smallest that is declared for the sender, the kind and the unit, on whatever days. An empty code
  // meets the declarations for all units alone.
  int PrecedenceOf(absl::string_view sender, Kind kind, absl::string_view unit_code) const;

 private:
  // By kind, then the unit's code, then the sender: the codes above a unit's are few.
  std::map<Kind, std::map<std::string, std::map<std::string, Feed>, std::less<>>> feeds_;
};

// Whether the declaration covers the period: the period lies wholly within its days.
bool Covers(const Feed& feed, const Period& period);

// Calls f with every code that a declaration may name to speak of the unit: none, the unit's own, and what is
// left of it where it is cut at a dot, from behind (H44.12.03 lies below H44.12) and in the older form from
// before (000.12.03.H44 lies below 03.H44).
void ForEachAtOrAbove(absl::string_view code, absl::FunctionRef<void(absl::string_view)> f);

// What stands before the first hyphen, where it has the form of a unit's code: the unit in the code of a
// dossier or a petition; else empty.
absl::string_view UnitInCode(absl::string_view code);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_FEEDS_H_
