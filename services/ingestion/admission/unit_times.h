// The days on which units bear their codes, as their newest records have it.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_UNIT_TIMES_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_UNIT_TIMES_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "chiso/record/v1/record.pb.h"
#include "common/period.h"
#include "common/version.h"

namespace chiso {

// A run of days, counted from 1970-01-01 as by DayNumberOf; both ends belong to it.
struct DayRun {
  int64_t first = std::numeric_limits<int64_t>::min();
  int64_t last = std::numeric_limits<int64_t>::max();

  static DayRun Of(int64_t day) { return {day, day}; }
  static DayRun Of(const Period& period);
  // From and to a date `YYYY-MM-DD`; where one is empty, or no date, the run has no end on that side.
  static DayRun Between(absl::string_view first, absl::string_view last);

  bool Meets(const DayRun& other) const { return first <= other.last && other.first <= last; }
};

// What one record says: when a unit bears its code. Key: code, days.first.
struct UnitTime {
  std::string code;
  DayRun days;
  bool retracted = false;
  Version version;
};

// Requires: the record is of a unit, and accepted.
UnitTime UnitTimeOf(const record::v1::Record& record);

// Which bearer of a code is meant: one in these days, and where it is given the one with this first day.
struct UnitWhen {
  DayRun days = {};
  std::optional<int64_t> first_day = std::nullopt;
};

// Of each key the newest record counts, in whatever order they come. Pure; thread-safe while nobody takes.
class UnitTimes {
 public:
  // Whether it is newer than what there is of its key; only then it is taken.
  bool Take(const UnitTime& time);
  // Takes what `other` has of the code; all that it has.
  void TakeOf(const UnitTimes& other, absl::string_view code);
  void TakeAll(const UnitTimes& other);
  // Whether TakeAll would change anything.
  bool Lacks(const UnitTimes& other) const;

  // Whether there is a record of a unit with this code, a retracted one included.
  bool Has(absl::string_view code) const { return times_.contains(code); }
  // Whether a unit bears the code then.
  bool Bears(absl::string_view code, const UnitWhen& when) const;

 private:
  // Null: there is none of this key.
  const UnitTime* Find(const UnitTime& key) const;

  // By code; mostly one.
  absl::flat_hash_map<std::string, std::vector<UnitTime>> times_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_UNIT_TIMES_H_
