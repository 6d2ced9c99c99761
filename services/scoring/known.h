// What scoring knows at one moment.

#ifndef CHISO_SERVICES_SCORING_KNOWN_H_
#define CHISO_SERVICES_SCORING_KNOWN_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "chiso/record/v1/log.pb.h"
#include "common/record/positions.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/receptions.h"

namespace chiso {

// How far a log was read.
struct LogProgress {
  record::v1::Position reached;
  int64_t head = 0;                   // the last one that was seen
  std::optional<int64_t> first_head;  // absent: nothing was read yet
  absl::Time complete_at = absl::InfinitePast();

  int64_t unread() const { return std::max<int64_t>(head - reached.sequence(), 0); }
  // Whether all was read that was there at the start.
  bool caught_up() const { return first_head && reached.sequence() >= *first_head; }
};

// What the state holds at one moment.
struct Known {
  const core::Ledger& ledger;
  const Receptions& receptions;
  const std::map<std::string, LogProgress>& logs;
  Positions positions;  // up to which the logs were read
  absl::Time as_of;     // of the scores; InfinitePast: there is none yet
  bool ready;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_KNOWN_H_
