#include "common/service/database.h"

#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>
#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/testing/test_postgres.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

ABSL_DECLARE_FLAG(std::string, postgres);
ABSL_DECLARE_FLAG(absl::Duration, startup_timeout);

namespace chiso {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

TEST(Database, IsThatOfTheFlagWithItsSchema) {
  absl::SetFlag(&FLAGS_postgres, testing::FreshDatabase());
  const auto database = Database::Open("test", {{1, "CREATE TABLE t (n text)"}});
  ASSERT_TRUE(database.ok()) << database.status();
  Postgres postgres((*database)->OwnPool(1));
  const absl::Status status = postgres.Transact(Soon(), [](Transaction& transaction) {
    transaction.work().exec0("INSERT INTO t VALUES (current_setting('application_name'))");
    EXPECT_EQ(transaction.work().exec1("SELECT n FROM t")[0].as<std::string>(), "chiso-test");
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST(Database, GivesUpOnOneThatIsAwayInTheTimeOfTheFlag) {
  absl::SetFlag(&FLAGS_postgres, "host=/nowhere");
  absl::SetFlag(&FLAGS_startup_timeout, absl::ZeroDuration());
  EXPECT_EQ(Database::Open("test", {}).status().code(), absl::StatusCode::kUnavailable);
}

TEST(Database, TakenPoolOfCallersStopsNobodyElseAndTellsWhenToComeAgain) {
  absl::SetFlag(&FLAGS_postgres, testing::FreshDatabase());
  const auto database = Database::Open("test", {});
  ASSERT_TRUE(database.ok()) << database.status();
  Postgres own((*database)->OwnPool(1)), asking((*database)->CallersPool(1));
  const absl::Status status = asking.Transact(Soon(), [&](Transaction&) {
    EXPECT_TRUE(own.Ping(Soon()).ok());
    EXPECT_EQ(asking.Ping(Soon()).code(), absl::StatusCode::kResourceExhausted);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

// What the database says of its durability, once that contains `words`.
void AwaitDurability(const Database& database, absl::string_view words) {
  const absl::Time give_up = Soon();
  while (!absl::StrContains(database.durability().ToString(), words) && absl::Now() < give_up) {
    absl::SleepFor(absl::Milliseconds(5));
  }
  EXPECT_THAT(database.durability().ToString(), ::testing::HasSubstr(std::string(words)));
}

TEST(Database, SaysWhichSettingsOfTheServerLoseWhatWasCommittedAndEachChange) {
  absl::SetFlag(&FLAGS_postgres, testing::FreshDatabase());
  std::ostringstream log;
  spdlog::default_logger()->sinks().push_back(std::make_shared<spdlog::sinks::ostream_sink_mt>(log));
  {
    const auto database = Database::Open("test", {});
    ASSERT_TRUE(database.ok()) << database.status();
    Postgres postgres((*database)->OwnPool(1));
    const auto set = [&](const std::string& sql) {
      const absl::Status status = postgres.Transact(Soon(), [&](Transaction& transaction) {
        // It runs in no transaction.
        transaction.work().exec("COMMIT");
        transaction.work().exec(sql);
        transaction.work().exec("SELECT pg_reload_conf()");
        transaction.work().exec("BEGIN");
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok()) << status;
    };
    // The server of these tests runs without fsync.
    AwaitDurability(**database, "has fsync off");
    set("ALTER SYSTEM SET synchronous_commit = off");
    set("ALTER SYSTEM SET full_page_writes = off");
    AwaitDurability(**database, "has fsync, synchronous_commit, full_page_writes off");
    set("ALTER SYSTEM RESET ALL");
    AwaitDurability(**database, "has fsync off");
  }
  spdlog::default_logger()->sinks().pop_back();
  EXPECT_THAT(log.str(), ::testing::ContainsRegex(
                             "NOT DURABLE: the database server has fsync off(.|\n)*NOT DURABLE: [^\n]*"
                             "full_page_writes off(.|\n)*NOT DURABLE: the database server has fsync off"));
}

}  // namespace
}  // namespace chiso
