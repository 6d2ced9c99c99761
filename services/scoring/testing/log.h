// Short ways to write what a follower reads, for tests.

#ifndef CHISO_SERVICES_SCORING_TESTING_LOG_H_
#define CHISO_SERVICES_SCORING_TESTING_LOG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "chiso/record/v1/kind.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "services/scoring/definitions.h"
#include "services/scoring/log_facts.h"

namespace chiso::testing {

// The definitions that are shipped.
const Definitions& ShippedDefinitions();

record::v1::Record UnitRecord(const std::string& code, record::v1::Level level,
                              const std::string& parent = "", int64_t revision = 1);

record::v1::Record ReturnRecord(const std::string& code, const std::string& period,
                                const std::string& indicator, int64_t numerator, int64_t denominator,
                                int64_t revision = 1);

// A dossier that is in process since its reception, in seconds since 1970.
record::v1::Record DossierRecord(const std::string& code, const std::string& unit, int64_t receive,
                                 int64_t revision = 1);

// A declaration, of all days.
record::v1::Record FeedRecord(const std::string& sender, record::v1::RecordKind kind,
                              const std::string& unit = "");

// What ingestion answers: the records of a log after `after`, up to its head or short of it; `seconds` is the
// time of sending.
ingestion::v1::ReadRecordsResponse Answer(const std::string& log, int64_t after,
                                          const std::vector<record::v1::Record>& records, int64_t beyond = 0,
                                          int64_t seconds = 1'000);

// The facts of such an answer.
LogFacts Chunk(const std::string& log, int64_t after, const std::vector<record::v1::Record>& records,
               int64_t beyond = 0, int64_t seconds = 1'000);

// The same as given by the sender, and committed then.
LogFacts From(const std::string& sender, int64_t arrival, LogFacts chunk);

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_SCORING_TESTING_LOG_H_
