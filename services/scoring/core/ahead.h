// What changes by the passing of time alone, by the moment at which it does.

#ifndef CHISO_SERVICES_SCORING_CORE_AHEAD_H_
#define CHISO_SERVICES_SCORING_CORE_AHEAD_H_

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <queue>
#include <utility>
#include <vector>

#include "services/scoring/core/moment.h"
#include "services/scoring/core/rows.h"

namespace chiso::core {

// Names the rows that are to be looked at again, by day, and those of the present day by their moment.
// Nothing is ever taken out: who looks at a row finds out whether anything is to be done. Not thread-safe.
class Ahead {
 public:
  // The row is to be looked at as soon as the time is after the moment, which must not have passed.
  void Add(Moment moment, RowId id) {
    const DayNumber day = DayAt(moment);
    if (day <= today_) return later_today_.push({moment, id});
    std::vector<RowId>& rows = days_[day];
    // A row that changes again and again is named again and again: once is enough, before more room is taken.
    if (rows.size() == rows.capacity() && rows.size() >= kMany) {
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
      rows.reserve(rows.size() + rows.size() / 2);
    }
    rows.push_back(id);
  }

  // Calls f for every row whose moment is before `now`, and for all rows of a day that begins: f adds those
  // again whose moment is yet to come.
  template <typename F>
  void PassTo(Moment now, F f) {
    while (!days_.empty() && days_.begin()->first <= DayAt(now)) {
      const auto day = days_.extract(days_.begin());
      today_ = day.key();
      for (const RowId id : day.mapped()) f(id);
    }
    today_ = std::max(today_, DayAt(now));
    while (!later_today_.empty() && later_today_.top().first < now) {
      const RowId id = later_today_.top().second;
      later_today_.pop();
      f(id);
    }
  }

 private:
  static constexpr size_t kMany = 1024;
  using Entry = std::pair<Moment, RowId>;

  DayNumber today_ = std::numeric_limits<DayNumber>::min();
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> later_today_;
  std::map<DayNumber, std::vector<RowId>> days_;  // after today
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_AHEAD_H_
