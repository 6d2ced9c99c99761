#include "services/ingestion/admission/unit_times.h"

#include <algorithm>

#include "common/record/content_digest.h"

namespace chiso {
namespace {

int64_t DayNumber(absl::CivilDay day) { return day - absl::CivilDay(1970, 1, 1); }

}  // namespace

DayRun DayRun::Of(const Period& period) {
  return {DayNumber(period.first_day()), DayNumber(period.last_day())};
}

DayRun DayRun::Between(absl::string_view first, absl::string_view last) {
  DayRun run;
  if (const auto day = ParseDate(first)) run.first = DayNumber(*day);
  if (const auto day = ParseDate(last)) run.last = DayNumber(*day);
  return run;
}

UnitTime UnitTimeOf(const record::v1::Record& record) {
  const record::v1::Unit& unit = record.unit();
  return {unit.code(), DayRun::Between(unit.valid_from(), unit.valid_to()), record.retracted(),
          VersionOf(record)};
}

const UnitTime* UnitTimes::Find(const UnitTime& key) const {
  const auto times = times_.find(key.code);
  if (times == times_.end()) return nullptr;
  const auto time = std::find_if(times->second.begin(), times->second.end(),
                                 [&](const UnitTime& t) { return t.days.first == key.days.first; });
  return time == times->second.end() ? nullptr : &*time;
}

bool UnitTimes::Take(const UnitTime& time) {
  const UnitTime* const known = Find(time);
  if (known == nullptr) {
    times_[time.code].push_back(time);
    return true;
  }
  if (!(time.version > known->version)) return false;
  *const_cast<UnitTime*>(known) = time;
  return true;
}

void UnitTimes::TakeOf(const UnitTimes& other, absl::string_view code) {
  const auto times = other.times_.find(code);
  if (times == other.times_.end()) return;
  for (const UnitTime& time : times->second) Take(time);
}

void UnitTimes::TakeAll(const UnitTimes& other) {
  for (const auto& [code, times] : other.times_) TakeOf(other, code);
}

bool UnitTimes::Lacks(const UnitTimes& other) const {
  for (const auto& [code, times] : other.times_) {
    for (const UnitTime& time : times) {
      const UnitTime* const known = Find(time);
      if (known == nullptr || time.version > known->version) return true;
    }
  }
  return false;
}

bool UnitTimes::Bears(absl::string_view code, const UnitWhen& when) const {
  const auto times = times_.find(code);
  if (times == times_.end()) return false;
  return std::any_of(times->second.begin(), times->second.end(), [&](const UnitTime& time) {
    return !time.retracted && time.days.Meets(when.days) &&
           (!when.first_day || time.days.first == *when.first_day);
  });
}

}  // namespace chiso
