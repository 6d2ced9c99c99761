// Logs of a few records, to follow and to read again, for tests.

#ifndef CHISO_SERVICES_SCORING_TESTING_KEPT_LOGS_H_
#define CHISO_SERVICES_SCORING_TESTING_KEPT_LOGS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "chiso/record/v1/log.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "services/scoring/replay.h"
#include "services/scoring/state.h"

namespace chiso::testing {

// Each Append is a batch.
class KeptLogs {
 public:
  void Append(const std::string& log, const std::vector<record::v1::Record>& records,
              const std::string& sender = "one");
  int64_t HeadOf(const std::string& log) const;
  // Of all logs that hold anything.
  Positions Heads() const;

  // Gives what the state has not read yet, as known at that time.
  void Feed(State& state, int64_t seconds) const;
  // Reads as RecordStream does.
  ReadLog Reading() const;

 private:
  std::map<std::string, std::vector<record::v1::LogEntry>> entries_;
};

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_SCORING_TESTING_KEPT_LOGS_H_
