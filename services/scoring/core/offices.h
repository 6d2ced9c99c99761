// Offices: units in time.

#ifndef CHISO_SERVICES_SCORING_CORE_OFFICES_H_
#define CHISO_SERVICES_SCORING_CORE_OFFICES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/moment.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

using OfficeId = int32_t;
inline constexpr OfficeId kNoOffice = -1;

// Units of one code whose times overlap, or follow one another without a gap, are one office, whatever they
// are called and wherever they stand. After a gap the code is another office.
struct Office {
  std::string code;
  std::vector<const Unit*> units;  // ordered by first day
};

// An office as it stands in a period: as its unit of the period's last day, else its last one within.
struct Place {
  OfficeId office = kNoOffice;
  const Unit* unit = nullptr;
  int32_t above = -1;      // the place above; -1: a top-level unit
  int32_t end = 0;         // of the places below, which follow this one
  int32_t authority = -1;  // the topmost place at or above this one that is not the nation
  int32_t top = -1;        // the topmost place at or above this one
};

// The offices of a period. Each is followed by all below it, and those on one level are ordered by unit.
struct Tree {
  std::vector<Place> places;
  absl::flat_hash_map<OfficeId, int32_t> place_of;  // offices that have no unit in the period have none

  // The place of the office; -1: none.
  int32_t Of(OfficeId office) const {
    const auto found = place_of.find(office);
    return found == place_of.end() ? -1 : found->second;
  }
  template <typename F>
  void ForEachBelow(int32_t place, F f) const {  // directly
    for (int32_t below = place + 1; below < places[place].end; below = places[below].end) f(below);
  }
};

// How it was found which unit a case names.
enum class UnitBasis : uint8_t {
  kNobody,       // it was not
  kCode,         // a unit bears the code
  kSenderAlias,  // an alias of the sender gives the unit
  kCommonAlias,  // an alias of all senders does
};

// Where a unit stands on one day.
struct Standpoint {
  OfficeId office = kNoOffice;
  std::vector<std::string> codes;  // from the unit upwards
  std::string authority;           // the topmost code but the nation's
  UnitBasis basis = UnitBasis::kNobody;
};

// Made of units that must outlive it and not change. What is const is thread-safe.
class Offices {
 public:
  explicit Offices(const Units& units);

  const std::vector<Office>& all() const { return offices_; }
  // The office of the unit, which must be one of the units.
  OfficeId Of(const UnitKey& key) const;
  // The office whose unit bears the code on the day; of several units the one that begins last.
  OfficeId On(absl::string_view code, DayNumber day) const;
  // Who bears the code on the last day of the period, else the last to bear it within; kNoOffice: nobody.
  OfficeId In(absl::string_view code, const Period& period) const;
  // The unit with its office, the codes above it and its authority on the day.
  Standpoint Stands(absl::string_view code, DayNumber day) const;
  // Days on which any unit begins, or has just ended: between two of them no answer of On and Stands changes.
  absl::Span<const DayNumber> turning_days() const { return turning_days_; }

  // The tree of the period, made when it is first asked for.
  const Tree& TreeIn(const Period& period) const;

 private:
  Tree Build(const Period& period) const;
  const Unit* BearerOn(absl::string_view code, DayNumber day) const;

  const Units& units_;
  std::vector<Office> offices_;
  std::map<UnitKey, OfficeId> office_of_;
  std::vector<DayNumber> turning_days_;
  mutable absl::Mutex mutex_;
  mutable std::map<Period, Tree> trees_ ABSL_GUARDED_BY(mutex_);  // which stay where they are
};

// The unit as which the office stands in the period; null: it has none there.
const Unit* StandsAs(const Office& office, const Period& period);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_OFFICES_H_
