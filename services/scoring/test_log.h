// Short ways to write what a follower reads, for tests.

#ifndef CHISO_SERVICES_SCORING_TEST_LOG_H_
#define CHISO_SERVICES_SCORING_TEST_LOG_H_

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "services/scoring/definitions.h"

namespace chiso::testing {

// The definitions that are shipped.
inline const Definitions& ShippedDefinitions() {
  static const auto* const kDefinitions = new Definitions(
      *Definitions::Load(std::string(getenv("CHISO_SOURCE_DIR")) + "/services/scoring/definitions"));
  return *kDefinitions;
}

inline record::v1::Record UnitRecord(const std::string& code, record::v1::Level level,
                                     const std::string& parent = "", int64_t revision = 1) {
  record::v1::Record record;
  record.set_revision(revision);
  record::v1::Unit& unit = *record.mutable_unit();
  unit.set_code(code);
  unit.set_name("Đơn vị " + code);
  unit.set_level(level);
  unit.set_parent_code(parent);
  return record;
}

inline record::v1::Record ReturnRecord(const std::string& code, const std::string& period,
                                       const std::string& indicator, int64_t numerator, int64_t denominator,
                                       int64_t revision = 1) {
  record::v1::Record record;
  record.set_revision(revision);
  record::v1::Return& data = *record.mutable_unit_return();
  data.set_unit_code(code);
  data.set_period(period);
  data.set_indicator(indicator);
  data.set_scope(record::v1::SCOPE_SUBTREE);
  data.set_numerator(numerator);
  data.set_denominator(denominator);
  return record;
}

// The records of a log after `after`, up to its head or short of it; `seconds` is the time of sending.
inline ingestion::v1::ReadRecordsResponse Chunk(const std::string& log, int64_t after,
                                                const std::vector<record::v1::Record>& records,
                                                int64_t beyond = 0, int64_t seconds = 1'000) {
  ingestion::v1::ReadRecordsResponse response;
  const int64_t end = after + static_cast<int64_t>(records.size());
  if (!records.empty()) {
    record::v1::LogEntry& entry = *response.add_entries();
    entry.set_first_sequence(after + 1);
    entry.mutable_records()->Assign(records.begin(), records.end());
  }
  response.mutable_position()->set_log(log);
  response.mutable_position()->set_sequence(end);
  response.mutable_head()->set_log(log);
  response.mutable_head()->set_sequence(end + beyond);
  response.mutable_send_time()->set_seconds(seconds);
  return response;
}

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_SCORING_TEST_LOG_H_
