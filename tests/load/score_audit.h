// Whether scores that services told are what tests/oracle makes of the same records as of the same time.

#ifndef CHISO_TESTS_LOAD_SCORE_AUDIT_H_
#define CHISO_TESTS_LOAD_SCORE_AUDIT_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "chiso/index/v1/score.pb.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"

namespace chiso::testing {

// What a score says that it rests on: the records up to these sequences, as of this second.
struct Standpoint {
  int64_t reference = 0;
  int64_t main = 0;
  int64_t as_of = 0;

  friend auto operator<=>(const Standpoint&, const Standpoint&) = default;
};

// Absent where a score names no time: nothing is late then, and it is compared with nothing.
std::optional<Standpoint> StandpointOf(const index::v1::Score& score);

// Gathers scores and compares all of them at once, to the cent and to the count. Differences become failures
// of the test. Not thread-safe.
class ScoreAudit {
 public:
  // A score as it was told.
  void Take(const index::v1::Score& score);
  // All that there are of a period and scope.
  void TakeAll(const std::string& period, record::v1::Scope scope,
               const std::vector<index::v1::Score>& scores);
  // The value of a code as a ranking tells it: its status, and points like `62.34`.
  void TakeValue(const Standpoint& standpoint, const record::v1::UnitId& unit, const std::string& period,
                 record::v1::Scope scope, const std::string& code, index::v1::Status status,
                 const std::string& points);
  // At the standpoint everything was taken, of these periods and of those of its scores, of which something
  // is counted.
  void ExpectAllCounted(const Standpoint& standpoint, const std::set<std::string>& periods);

  // Reads the logs, and lets the recompute say what must have been told at each standpoint. What it is given
  // stays in `file` where it says something else.
  void Check(ingestion::v1::IngestionService::Stub& ingestion, const std::string& file);

  // How many values were compared.
  int64_t compared() const { return compared_; }

 private:
  // `unit,period,scope,code` to `status,numerator,denominator,points`.
  using Values = std::map<std::string, std::string>;
  struct Told {
    Values values;
    std::set<std::string> periods;
    // `period,scope` of which everything was told.
    std::set<std::string> whole;
    bool all_counted = false;
  };

  void Add(Told& told, const std::string& cell, const std::string& value);
  void Compare(const Standpoint& standpoint, const Told& told, const Values& expected);

  std::map<Standpoint, Told> told_;
  int64_t compared_ = 0;
};

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_SCORE_AUDIT_H_
