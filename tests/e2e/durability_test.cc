// Whichever process is killed, the suite recovers by itself. What ingestion acknowledged is crash_test's
// matter.

#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/testing/health.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ingestion::v1::IngestionService;

// How many records the log `main` holds.
int64_t RecordCount(Suite& suite) {
  const auto stub = IngestionService::NewStub(suite.Channel("ingestion"));
  ingestion::v1::ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  grpc::ClientContext context;
  const auto reader = stub->ReadRecords(&context, request);
  ingestion::v1::ReadRecordsResponse response;
  EXPECT_TRUE(reader->Read(&response));
  context.TryCancel();
  reader->Finish();
  return response.head().sequence();
}

TEST(Health, EachServiceTellsItByItsNameTooAtBothPorts) {
  Suite suite;
  const std::pair<std::string, std::string> services[] = {
      {"ingestion", "chiso.ingestion.v1.IngestionService"},
      {"scoring", "chiso.scoring.v1.ScoringService"},
      {"reporting", "chiso.reporting.v1.ReportingService"}};
  using Health = grpc::health::v1::HealthCheckResponse;
  for (const auto& [service, name] : services) {
    for (const std::string& address : {suite.Address(service), suite.AdminAddress(service)}) {
      EXPECT_EQ(HealthAt(address), Health::SERVING) << address;
      EXPECT_EQ(HealthAt(address, name), Health::SERVING) << name;
      EXPECT_EQ(HealthAt(address, service), Health::SERVICE_UNKNOWN) << service;
    }
  }
}

// The database server of these tests runs without fsync.
TEST(Health, ServicesWhoseDatabaseMayLoseCommitsSaySoAndServe) {
  const Suite suite({"ingestion", "reporting"});
  for (const std::string service : {"ingestion", "reporting"}) {
    EXPECT_TRUE(absl::StrContains(suite.LogOf(service), "NOT DURABLE: the database server has fsync off"))
        << suite.LogOf(service);
    for (const std::string& address : {suite.Address(service), suite.AdminAddress(service)}) {
      EXPECT_EQ(HealthAt(address, "durability"), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
      EXPECT_EQ(HealthAt(address), grpc::health::v1::HealthCheckResponse::SERVING);
    }
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
  constexpr int64_t kRows = 100'000;
  for (int64_t i = 0; i < kRows; ++i) absl::StrAppend(&returns, "H96.", i, ",2026-08,ON_TIME,1,2\n");
  const std::string file = suite.File("many.csv", returns);
  Outcome outcome;
  std::thread client([&] { outcome = suite.Client({"import", "returns", file, "--no-wait"}); });
  // As soon as something is stored, but long before everything is.
  while (RecordCount(suite) == 0) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(suite.Stop("ingestion", SIGKILL), -SIGKILL);
  suite.Start("ingestion");
  suite.AwaitServing("ingestion");
  EXPECT_LT(RecordCount(suite), kRows) << "the import was over before anything died";
  client.join();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_EQ(RecordCount(suite), kRows);
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
