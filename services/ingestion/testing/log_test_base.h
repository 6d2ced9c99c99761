// A log in a fresh database, for tests.

#ifndef CHISO_SERVICES_INGESTION_TESTING_LOG_TEST_BASE_H_
#define CHISO_SERVICES_INGESTION_TESTING_LOG_TEST_BASE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "common/testing/test_postgres.h"
#include "gtest/gtest.h"
#include "services/ingestion/dossiers/dossier_log.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/testing/records.h"
#include "services/ingestion/testing/stretch.h"

namespace chiso::testing {

inline absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

// A moment in Vietnam in 2026.
inline absl::Time At(int month, int day, int hour = 12) {
  return absl::FromCivil(absl::CivilHour(2026, month, day, hour), HoChiMinh());
}

// A dossier of H44.1 that is in process, with `fields` merged in.
inline record::v1::Record DossierOf(const std::string& code, int64_t revision,
                                    const std::string& fields = "") {
  return Parse(
      absl::StrCat("revision: ", revision, " dossier { code: \"", code,
                   "\" unit_code: \"H44.1\" procedure_code: \"2.000815\" status: DOSSIER_STATUS_PROCESSING"
                   " receive_time @\"2026-08-03 12:00:00\" }"),
      fields.empty() ? "" : absl::StrCat("dossier { ", fields, " }"));
}

inline record::v1::Record ProgressOf(const std::string& code, int64_t revision, const std::string& time,
                                     const std::string& fields = "") {
  return Parse(absl::StrCat("revision: ", revision, " progress { dossier_code: \"", code,
                            "\" status: DOSSIER_STATUS_PROCESSING process_time @\"", time, "\" ", fields,
                            " }"));
}

inline record::v1::Record FeedOf(const std::string& sender, const std::string& unit, int precedence,
                                 int64_t revision = 1, bool retracted = false) {
  return Parse(absl::StrCat("revision: ", revision, retracted ? " retracted: true" : "", " feed { sender: \"",
                            sender, "\" kind: RECORD_KIND_DOSSIER unit_code: \"", unit,
                            "\" precedence: ", precedence, " }"));
}

class LogTest : public ::testing::Test {
 protected:
  LogTest() { EXPECT_TRUE(Migrate(postgres_, "ingestion", IngestionSchema()).ok()); }

  // Appends a batch of its own, named by a number from 1.
  ingestion::v1::Receipt Append(const std::string& sender, const std::vector<record::v1::Record>& records,
                                absl::Time now = At(8, 20)) {
    ingestion::v1::Batch batch;
    batch.set_sender(sender);
    batch.set_batch_id(absl::StrCat(++batches_));
    for (const record::v1::Record& record : records) *batch.add_records() = record;
    std::vector<AdmittedBatch> admitted;
    admitted.push_back(Admit(batch, batch.SerializeAsString(), Routing(), kNow));
    RecordLog::Outcome outcome = log_.Append(admitted, now, Soon())[0];
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *std::move(outcome) : ingestion::v1::Receipt();
  }
  std::string Query(const std::string& sql) {
    std::string value;
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      const pqxx::result rows = transaction.work().exec(sql);
      value = rows.empty() ? "" : rows[0][0].as<std::string>("");
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status << " " << sql;
    return value;
  }
  // Until the query, which gives a boolean, says so.
  void Await(const std::string& sql) {
    while (Query(sql) != "t" && !HasFailure()) absl::SleepFor(absl::Milliseconds(5));
  }

  const std::string conninfo_ = FreshDatabase();
  Postgres postgres_{{conninfo_}};
  RecordLog log_{postgres_};
  DossierLog dossiers_{postgres_};
  int batches_ = 0;
};

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_INGESTION_TESTING_LOG_TEST_BASE_H_
