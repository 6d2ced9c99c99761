// What was acknowledged stays, whichever process is killed, and the suite recovers by itself.

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "common/testing/test_postgres.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ingestion::v1::Batch;
using ingestion::v1::IngestionService;
using ingestion::v1::Receipt;

Batch NumberedBatch(int number) {
  Batch batch;
  batch.set_sender("durability");
  batch.set_batch_id(absl::StrCat("batch-", number));
  for (int i = 0; i < 20; ++i) {
    record::v1::Record& record = *batch.add_records();
    record.set_revision(1);
    record::v1::Return& data = *record.mutable_unit_return();
    data.set_unit_code(absl::StrCat("H98.", number, ".", i));
    data.set_period("2026-08");
    data.set_indicator("ON_TIME");
    data.set_scope(record::v1::SCOPE_SUBTREE);
    data.set_numerator(number);
    data.set_denominator(number + i);
  }
  return batch;
}

// Reads the whole log `main`: unit codes by sequence.
std::map<int64_t, std::string> WholeLog(Suite& suite) {
  std::map<int64_t, std::string> log;
  const auto stub = IngestionService::NewStub(suite.Channel("ingestion"));
  ingestion::v1::ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  grpc::ClientContext context;
  const auto reader = stub->ReadRecords(&context, request);
  ingestion::v1::ReadRecordsResponse response;
  while (reader->Read(&response)) {
    for (const record::v1::LogEntry& entry : response.entries()) {
      int64_t sequence = entry.first_sequence();
      for (const record::v1::Record& record : entry.records()) {
        EXPECT_TRUE(log.emplace(sequence++, record.unit_return().unit_code()).second)
            << "sequence given twice";
      }
    }
  }
  const grpc::Status status = reader->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  return log;
}

// Kills the database server as a whole, and starts it again.
void KillPostgres() {
  const std::string pid_file = ReadFile(PostgresFolder() + "/postgres/data/postmaster.pid");
  int pid = 0;
  ASSERT_TRUE(absl::SimpleAtoi(pid_file.substr(0, pid_file.find('\n')), &pid)) << pid_file;
  ASSERT_EQ(kill(pid, SIGKILL), 0);
  const Outcome outcome = RunProgram({absl::StrCat(std::getenv("CHISO_SOURCE_DIR"), "/tools/postgres"),
                                      "start", PostgresFolder(), "-c", "fsync=off"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST(Durability, NothingAcknowledgedIsLostOrDoubledWhenIngestionOrPostgresIsKilled) {
  Suite suite;
  std::map<int, std::string> receipts;
  std::atomic<int> acknowledged = 0;
  std::atomic<bool> stop = false;
  std::thread sender([&] {
    const auto stub = IngestionService::NewStub(suite.Channel("ingestion"));
    for (int number = 1; !stop;) {
      grpc::ClientContext context;
      context.set_wait_for_ready(true);
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
      Receipt receipt;
      // After a failure nobody knows whether it was taken: the same batch goes out again.
      if (stub->SubmitBatch(&context, NumberedBatch(number), &receipt).ok()) {
        receipts[number] = receipt.SerializeAsString();
        ++number;
        ++acknowledged;
      }
    }
  });
  for (int round = 0; round < 4; ++round) {
    // In the midst of work.
    for (const int before = acknowledged; acknowledged < before + 20;) absl::SleepFor(absl::Milliseconds(1));
    if (round % 2 == 0) {
      EXPECT_EQ(suite.Stop("ingestion", SIGKILL), -SIGKILL);
      suite.Start("ingestion");
    } else {
      KillPostgres();
    }
    suite.AwaitServing("ingestion");
  }
  stop = true;
  sender.join();
  ASSERT_FALSE(receipts.empty());

  const std::map<int64_t, std::string> log = WholeLog(suite);
  EXPECT_EQ(log.begin()->first, 1);
  EXPECT_EQ(log.rbegin()->first, static_cast<int64_t>(log.size())) << "the log has a gap";
  std::map<std::string, int> seen;
  for (const auto& [sequence, unit] : log) ++seen[unit];
  for (const auto& [unit, count] : seen) EXPECT_EQ(count, 1) << unit;
  const auto stub = IngestionService::NewStub(suite.Channel("ingestion"));
  for (const auto& [number, bytes] : receipts) {
    EXPECT_EQ(seen.count(absl::StrCat("H98.", number, ".0")), 1u) << number;
    grpc::ClientContext context;
    Receipt again;
    ASSERT_TRUE(stub->SubmitBatch(&context, NumberedBatch(number), &again).ok());
    EXPECT_EQ(again.SerializeAsString(), bytes) << "the same batch must give the same receipt";
  }
}

TEST(Durability, ResultsReturnAfterEveryServiceWasKilled) {
  Suite suite;
  suite.ClientOk({"import", "units",
                  suite.File("units.csv",
                             "unit_code,name,level,parent_code,valid_from,valid_to\n"
                             "H97,Tỉnh thử,province,,,\nH97.1,Xã một,commune,H97,,\n")});
  suite.ClientOk(
      {"import", "returns",
       suite.File("returns.csv",
                  "unit_code,period,indicator,numerator,denominator\nH97.1,2026-08,ON_TIME,3,4\n")});
  const std::vector<std::string> ask = {"ranking", "--period", "2026-08",  "--parent", "H97",
                                        "--by",    "TDGQ",     "--format", "csv"};
  const std::string expected = suite.ClientOk(ask);
  EXPECT_NE(expected.find("1,H97.1,Xã một,15.00"), std::string::npos) << expected;
  for (const char* service : {"scoring", "reporting", "ingestion"}) {
    EXPECT_EQ(suite.Stop(service, SIGKILL), -SIGKILL);
    suite.Start(service);
    suite.AwaitServing(service);
  }
  suite.AwaitServing("scoring");
  EXPECT_EQ(suite.ClientOk(ask), expected);
  // New records find their way again, which shows that scoring found both its neighbours anew.
  suite.ClientOk(
      {"import", "returns",
       suite.File("later.csv",
                  "unit_code,period,indicator,numerator,denominator\nH97.1,2026-08,ON_TIME,4,4\n")});
  EXPECT_NE(suite.ClientOk(ask).find("20.00"), std::string::npos);
}

TEST(Durability, AnImportSurvivesTheDeathOfIngestion) {
  Suite suite;
  std::string returns = "unit_code,period,indicator,numerator,denominator\n";
  constexpr int kRows = 100'000;
  for (int i = 0; i < kRows; ++i) absl::StrAppend(&returns, "H96.", i, ",2026-08,ON_TIME,1,2\n");
  const std::string file = suite.File("many.csv", returns);
  Outcome outcome;
  std::thread client([&] { outcome = suite.Client({"import", "returns", file, "--no-wait"}); });
  // As soon as something is stored, but long before everything is.
  while (WholeLog(suite).empty()) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(suite.Stop("ingestion", SIGKILL), -SIGKILL);
  suite.Start("ingestion");
  suite.AwaitServing("ingestion");
  EXPECT_LT(WholeLog(suite).size(), static_cast<size_t>(kRows)) << "the import was over before anything died";
  client.join();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_EQ(WholeLog(suite).size(), static_cast<size_t>(kRows));
}

TEST(Durability, ASecondScoringTakesOverAndTheFirstStopsWriting) {
  Suite suite;
  const auto import = [&suite](int numerator) {
    suite.ClientOk({"import", "returns",
                    suite.File(absl::StrCat("returns-", numerator, ".csv"),
                               absl::StrCat("unit_code,period,indicator,numerator,denominator,revision\n",
                                            "H97.1,2026-08,ON_TIME,", numerator, ",4,", numerator, "\n"))});
    return suite.ClientOk({"ranking", "--period", "2026-08", "--by", "TDGQ", "--format", "csv"});
  };
  suite.ClientOk(
      {"import", "units",
       suite.File("units.csv",
                  "unit_code,name,level,parent_code,valid_from,valid_to\nH97.1,Xã một,commune,,,\n")});
  EXPECT_NE(import(1).find("1,H97.1,Xã một,5.00"), std::string::npos);
  suite.StartSecondScoring();
  suite.AwaitServing("scoring-b");
  // Whichever writes meanwhile, results come and never go back.
  EXPECT_NE(import(2).find("1,H97.1,Xã một,10.00"), std::string::npos);
  EXPECT_EQ(suite.Stop("scoring", SIGTERM), 0);
  EXPECT_NE(import(3).find("1,H97.1,Xã một,15.00"), std::string::npos);
}

TEST(Durability, TerminationIsOrderly) {
  Suite suite;
  for (const char* service : {"scoring", "ingestion", "reporting"}) {
    EXPECT_EQ(suite.Stop(service, SIGTERM), 0) << service;
  }
}

}  // namespace
}  // namespace chiso::testing
