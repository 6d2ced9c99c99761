#include "services/scoring/testing/log.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <utility>
#include <variant>

namespace chiso::testing {

const Definitions& ShippedDefinitions() {
  static const auto* const kDefinitions = new Definitions(
      *Definitions::Load(std::string(getenv("CHISO_SOURCE_DIR")) + "/services/scoring/definitions"));
  return *kDefinitions;
}

record::v1::Record UnitRecord(const std::string& code, record::v1::Level level, const std::string& parent,
                              int64_t revision) {
  record::v1::Record record;
  record.set_revision(revision);
  record::v1::Unit& unit = *record.mutable_unit();
  unit.set_code(code);
  unit.set_name("Đơn vị " + code);
  unit.set_level(level);
  unit.set_parent_code(parent);
  return record;
}

record::v1::Record ReturnRecord(const std::string& code, const std::string& period,
                                const std::string& indicator, int64_t numerator, int64_t denominator,
                                int64_t revision) {
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

record::v1::Record DossierRecord(const std::string& code, const std::string& unit, int64_t receive,
                                 int64_t revision) {
  record::v1::Record record;
  record.set_revision(revision);
  record::v1::Dossier& dossier = *record.mutable_dossier();
  dossier.set_code(code);
  dossier.set_unit_code(unit);
  dossier.set_procedure_code("1.1");
  dossier.set_status(record::v1::DOSSIER_STATUS_PROCESSING);
  dossier.mutable_receive_time()->set_seconds(receive);
  return record;
}

record::v1::Record FeedRecord(const std::string& sender, record::v1::RecordKind kind,
                              const std::string& unit) {
  record::v1::Record record;
  record.set_revision(1);
  record::v1::FeedDeclaration& feed = *record.mutable_feed();
  feed.set_sender(sender);
  feed.set_kind(kind);
  feed.set_unit_code(unit);
  return record;
}

LogFacts From(const std::string& sender, int64_t arrival, LogFacts chunk) {
  for (LogFacts::Run& run : chunk.runs) {
    run.sender = sender;
    run.arrival = absl::FromUnixSeconds(arrival);
  }
  for (core::Fact& fact : chunk.facts) {
    std::visit([&](auto& of_kind) { of_kind.origin.sender = sender; }, fact);
  }
  return chunk;
}

ingestion::v1::ReadRecordsResponse Answer(const std::string& log, int64_t after,
                                          const std::vector<record::v1::Record>& records, int64_t beyond,
                                          int64_t seconds) {
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

LogFacts Chunk(const std::string& log, int64_t after, const std::vector<record::v1::Record>& records,
               int64_t beyond, int64_t seconds) {
  LogFacts facts;
  EXPECT_TRUE(AddResponse(Answer(log, after, records, beyond, seconds).SerializeAsString(), facts));
  return facts;
}

}  // namespace chiso::testing
