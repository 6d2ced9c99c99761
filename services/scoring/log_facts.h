// What is read of a log of ingestion, as facts.

#ifndef CHISO_SERVICES_SCORING_LOG_FACTS_H_
#define CHISO_SERVICES_SCORING_LOG_FACTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/record/v1/log.pb.h"
#include "services/scoring/core/fact.h"

namespace chiso {

// One answer of ReadRecords, or several that follow one another.
struct LogFacts {
  // The facts that came from one batch, in one piece: `count` of `facts`, in their order.
  struct Run {
    std::string sender;
    absl::Time arrival;  // when the batch was committed
    size_t count = 0;
  };

  std::vector<core::Fact> facts;
  std::vector<Run> runs;
  // Of the last answer: everything up to here was read; the last sequence of the log; and when that was so,
  // by ingestion's clock.
  record::v1::Position reached;
  int64_t head = 0;
  absl::Time send_time;
};

// Adds what a serialised ReadRecordsResponse says. Each record is parsed and hashed once, as it lies. One
// that this program does not understand is skipped and logged. False: the bytes are no such message; then
// `facts` is of no use any more.
bool AddResponse(absl::string_view response, LogFacts& facts);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_LOG_FACTS_H_
