#include "common/sql/postgres.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <signal.h>
#include <spdlog/sinks/ostream_sink.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/log.h"
#include "common/testing/test_postgres.h"

namespace chiso {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

int Count(Postgres& postgres, const std::string& table) {
  int count = -1;
  const absl::Status status = postgres.Transact(Soon(), [&](Transaction& transaction) {
    count = transaction.work().exec1("SELECT count(*) FROM " + table)[0].as<int>();
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return count;
}

absl::Status Execute(Postgres& postgres, const std::string& sql) {
  return postgres.Transact(Soon(), [&](Transaction& transaction) {
    transaction.work().exec(sql);
    return absl::OkStatus();
  });
}

TEST(Postgres, CommitsOnlyWhatReturnsOk) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  ASSERT_TRUE(Execute(postgres, "CREATE TABLE t (x int)").ok());
  const absl::Status refused = postgres.Transact(Soon(), [](Transaction& transaction) {
    transaction.work().exec("INSERT INTO t VALUES (1)");
    return absl::NotFoundError("no");
  });
  EXPECT_EQ(refused, absl::NotFoundError("no"));
  EXPECT_EQ(Count(postgres, "t"), 0);
  ASSERT_TRUE(Execute(postgres, "INSERT INTO t VALUES (2)").ok());
  EXPECT_EQ(Count(postgres, "t"), 1);
}

TEST(Postgres, SqlErrorsSayNothingOfTheStatement) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  const absl::Status status = Execute(postgres, "SELECT secret FROM nowhere");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(status.message().find("secret"), absl::string_view::npos);
}

TEST(Postgres, WhoseUniqueKeyAnotherTookFirstRunsAgainAndSeesIt) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  ASSERT_TRUE(Execute(postgres, "CREATE TABLE t (x int PRIMARY KEY)").ok());
  int runs = 0;
  const absl::Status status = postgres.Transact(Soon(), [&](Transaction& transaction) {
    const bool taken = !transaction.work().exec("SELECT 1 FROM t WHERE x = 1").empty();
    if (++runs == 1) {
      EXPECT_TRUE(Execute(postgres, "INSERT INTO t VALUES (1)").ok());
    }
    if (!taken) transaction.work().exec("INSERT INTO t VALUES (1)");
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2);
  const auto make = [&](Transaction& transaction) {
    const bool made = !transaction.work().exec("SELECT to_regclass('u')")[0][0].is_null();
    if (++runs == 3) {
      EXPECT_TRUE(Execute(postgres, "CREATE TABLE u (x int)").ok());
    }
    if (!made) transaction.work().exec("CREATE TABLE u (x int)");
    return absl::OkStatus();
  };
  EXPECT_TRUE(postgres.Transact(Soon(), make).ok());
  EXPECT_EQ(runs, 4);
  // It may also be this transaction's own fault.
  EXPECT_EQ(Execute(postgres, "INSERT INTO t VALUES (1)").code(), absl::StatusCode::kInternal);
}

TEST(Postgres, DeadlineStopsAStatement) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  const absl::Status status =
      postgres.Transact(absl::Now() + absl::Milliseconds(200), [](Transaction& transaction) {
        transaction.work().exec("SELECT pg_sleep(60)");
        return absl::OkStatus();
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(Postgres, DeadlineBoundsTheStatementsTogether) {
  Postgres postgres({.conninfo = testing::FreshDatabase(), .pool_size = 1});
  int statements = 0;
  const absl::Status status =
      postgres.Transact(absl::Now() + absl::Milliseconds(500), [&](Transaction& transaction) {
        for (; statements < 100; ++statements) transaction.work().exec("SELECT pg_sleep(0.1)");
        return absl::OkStatus();
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_LT(statements, 10);
  EXPECT_TRUE(postgres.Ping(Soon()).ok());
}

TEST(Postgres, DeadlineEndsTheWaitForAServerThatSaysNothing) {
  Postgres postgres({.conninfo = testing::FreshDatabase(), .pool_size = 1});
  int backend = 0, calls = 0;
  const absl::Status status =
      postgres.Transact(absl::Now() + absl::Milliseconds(500), [&](Transaction& transaction) {
        ++calls;
        backend = PQbackendPID(transaction.raw());
        EXPECT_EQ(kill(backend, SIGSTOP), 0);
        transaction.work().exec("SELECT 1");
        return absl::OkStatus();
      });
  EXPECT_EQ(kill(backend, SIGCONT), 0);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(postgres.Ping(Soon()).ok());
}

TEST(Postgres, PoolBoundsATransactionWhateverTheCallerGives) {
  Postgres postgres({.conninfo = testing::FreshDatabase(), .longest_transaction = absl::Milliseconds(200)});
  const absl::Status status = Execute(postgres, "SELECT pg_sleep(15)");
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(Postgres, WhoFindsAllConnectionsTakenIsToldWhenToComeAgain) {
  Postgres postgres(
      {.conninfo = testing::FreshDatabase(), .pool_size = 1, .longest_wait = absl::Milliseconds(50)});
  const absl::Status outer = postgres.Transact(Soon(), [&](Transaction&) {
    const absl::Status inner = postgres.Ping(Soon());
    EXPECT_EQ(inner.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_TRUE(inner.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
    return absl::OkStatus();
  });
  EXPECT_TRUE(outer.ok());
}

TEST(Postgres, SessionIsToldHowToFindAClientThatIsGone) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  const absl::Status status = postgres.Transact(Soon(), [](Transaction& transaction) {
    EXPECT_EQ(transaction.work().exec1("SHOW client_connection_check_interval")[0].as<std::string>(), "2s");
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST(Postgres, EachTransactionHasItsOwnDeadlineWhateverTheConnectionWasUsedForBefore) {
  Postgres postgres({.conninfo = testing::FreshDatabase(), .pool_size = 1});
  const auto limit = [&](absl::Duration time, absl::Status outcome) {
    int milliseconds = -1;
    const absl::Status status = postgres.Transact(absl::Now() + time, [&](Transaction& transaction) {
      milliseconds = transaction.work()
                         .exec1("SELECT setting FROM pg_settings WHERE name = 'statement_timeout'")[0]
                         .as<int>();
      return outcome;
    });
    EXPECT_EQ(status, outcome);
    return milliseconds;
  };
  EXPECT_EQ(limit(absl::Seconds(20), absl::OkStatus()), 20'000);
  EXPECT_EQ(limit(absl::Milliseconds(5400), absl::NotFoundError("no")), 6'000);
  EXPECT_LE(limit(absl::Milliseconds(800), absl::NotFoundError("no")), 800);
  EXPECT_EQ(limit(absl::Seconds(20), absl::NotFoundError("no")), 20'000);
  EXPECT_EQ(limit(absl::Seconds(20), absl::OkStatus()), 20'000);
}

TEST(Postgres, StatementIsPlannedOnceForAConnectionAndAnewForTheNext) {
  Postgres postgres({.conninfo = testing::FreshDatabase(), .pool_size = 1});
  static constexpr Statement kAdd = {"add", "SELECT $1::integer + $2::integer"};
  int calls = 0;
  const auto body = [&](Transaction& transaction) {
    ++calls;
    EXPECT_EQ(transaction.Run(kAdd, 1, calls)[0][0].as<int>(), 1 + calls);
    EXPECT_EQ(transaction.work().exec1("SELECT count(*) FROM pg_prepared_statements")[0].as<int>(), 1);
    if (calls == 2) transaction.work().exec("SELECT pg_terminate_backend(pg_backend_pid())");
    return absl::OkStatus();
  };
  for (int i = 0; i < 3; ++i) {
    const absl::Status status = postgres.Transact(Soon(), body);
    EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_EQ(calls, 4);
}

TEST(Postgres, DeadlineEndsTheWaitForAConnection) {
  Postgres postgres({.conninfo = testing::FreshDatabase(), .pool_size = 1});
  const absl::Status outer = postgres.Transact(Soon(), [&](Transaction&) {
    const absl::Status inner = postgres.Ping(absl::Now() + absl::Milliseconds(50));
    EXPECT_EQ(inner.code(), absl::StatusCode::kDeadlineExceeded);
    return absl::OkStatus();
  });
  EXPECT_TRUE(outer.ok());
}

TEST(Postgres, BrokenConnectionIsReplaced) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  int calls = 0;
  const absl::Status status = postgres.Transact(Soon(), [&](Transaction& transaction) {
    if (++calls == 1) transaction.work().exec("SELECT pg_terminate_backend(pg_backend_pid())");
    transaction.work().exec("SELECT 1");
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(calls, 2);
}

TEST(Postgres, AConnectionThatIsCutIsReplaced) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  int calls = 0;
  const absl::Status status = postgres.Transact(Soon(), [&](Transaction& transaction) {
    if (++calls == 1) ::shutdown(PQsocket(transaction.raw()), SHUT_RDWR);
    transaction.work().exec("SELECT 1");
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(calls, 2);
}

TEST(Postgres, AConnectionThatIsCutBeforeTheCommitLeavesItInDoubt) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  int calls = 0;
  const absl::Status status = postgres.Transact(Soon(), [&](Transaction& transaction) {
    ++calls;
    ::shutdown(PQsocket(transaction.raw()), SHUT_RDWR);
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(calls, 1);
}

constexpr Statement kInsert = {"insert", "INSERT INTO t VALUES ($1::integer)"};
constexpr Statement kCount = {"count", "SELECT count(*) FROM t WHERE x > $1"};

// One connection, for which kInsert is planned already, and a table `t` for numbers below 10.
class LastStatementTest : public ::testing::Test {
 protected:
  LastStatementTest() : postgres_({.conninfo = conninfo_, .pool_size = 1}), other_({.conninfo = conninfo_}) {
    EXPECT_TRUE(Execute(postgres_, "CREATE TABLE t (x int PRIMARY KEY CHECK (x < 10))").ok());
    EXPECT_TRUE(Insert("0").ok());
  }

  // What is done before `x` is put in, in the same transaction; counts the runs.
  absl::Status Insert(const std::string& x, const std::function<void(Transaction&)>& before = {}) {
    runs_ = 0;
    return postgres_.Transact(Soon(), [&](Transaction& transaction) {
      ++runs_;
      if (before) before(transaction);
      transaction.RunAndCommit(kInsert, {x});
      return absl::OkStatus();
    });
  }

  const std::string conninfo_ = testing::FreshDatabase();
  Postgres postgres_, other_;
  int runs_ = 0;
};

TEST_F(LastStatementTest, IsCommittedWithAllBeforeIt) {
  const absl::Status status = Insert("1", [](Transaction& transaction) {
    EXPECT_EQ(transaction.BeginAndRun(kCount, {"-1"})[0][0].as<int>(), 1);
    transaction.work().exec("INSERT INTO t VALUES (2)");
    EXPECT_EQ(transaction.Run(kCount, 0)[0][0].as<int>(), 1);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Count(other_, "t"), 3);
  EXPECT_EQ(Count(postgres_, "t"), 3);
}

TEST_F(LastStatementTest, ThatFailsTakesBackAllBeforeIt) {
  const absl::Status status =
      Insert("10", [](Transaction& transaction) { transaction.work().exec("INSERT INTO t VALUES (1)"); });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(Count(postgres_, "t"), 1);
}

TEST_F(LastStatementTest, WhoseUniqueKeyAnotherTookFirstRunsAgain) {
  const absl::Status status = Insert("1", [&](Transaction& transaction) {
    if (transaction.BeginAndRun(kCount, {"0"})[0][0].as<int>() == 0) {
      EXPECT_TRUE(Execute(other_, "INSERT INTO t VALUES (1)").ok());
    } else {
      EXPECT_TRUE(Execute(other_, "DELETE FROM t WHERE x = 1").ok());
    }
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(Count(postgres_, "t"), 2);
}

TEST_F(LastStatementTest, ThatWasNotSentForACutConnectionIsInDoubt) {
  const absl::Status status =
      Insert("1", [](Transaction& transaction) { ::shutdown(PQsocket(transaction.raw()), SHUT_RDWR); });
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(Count(postgres_, "t"), 1);
}

TEST_F(LastStatementTest, ThatIsCommittedWithoutAnAnswerIsInDoubtToo) {
  const absl::Status status =
      Insert("1", [](Transaction& transaction) { ::shutdown(PQsocket(transaction.raw()), SHUT_RD); });
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(runs_, 1);
  const absl::Time deadline = Soon();
  while (Count(postgres_, "t") == 1 && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(Count(postgres_, "t"), 2);
}

TEST_F(LastStatementTest, IsNotReachedWhereTheFirstOneMeetsABrokenConnectionAndAllRunsAgain) {
  std::string pid;
  const absl::Status status = Insert("1", [&](Transaction& transaction) {
    if (pid.empty()) pid = std::to_string(PQbackendPID(transaction.raw()));
  });
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_TRUE(Execute(other_, "SELECT pg_terminate_backend(" + pid + ", 10000)").ok());
  const absl::Status again =
      Insert("2", [](Transaction& transaction) { transaction.BeginAndRun(kCount, {"0"}); });
  EXPECT_TRUE(again.ok()) << again;
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(Count(postgres_, "t"), 3);
}

TEST_F(LastStatementTest, IsNotReachedWhereTheBodyRefuses) {
  const absl::Status status = postgres_.Transact(Soon(), [](Transaction& transaction) {
    transaction.BeginAndRun(kInsert, {"1"});
    return absl::NotFoundError("no");
  });
  EXPECT_EQ(status, absl::NotFoundError("no"));
  EXPECT_EQ(Count(postgres_, "t"), 1);
}

TEST_F(LastStatementTest, ValuesDoNotGoToTheLog) {
  std::ostringstream log;
  const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log);
  spdlog::default_logger()->sinks().push_back(sink);
  const absl::Status first = postgres_.Transact(Soon(), [](Transaction& transaction) {
    transaction.BeginAndRun(kInsert, {"987654"});
    return absl::OkStatus();
  });
  const absl::Status last = Insert("987654");
  spdlog::default_logger()->sinks().pop_back();
  EXPECT_EQ(first.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(last.code(), absl::StatusCode::kInternal);
  EXPECT_NE(log.str().find("insert"), std::string::npos) << log.str();
  EXPECT_EQ(log.str().find("987654"), std::string::npos) << log.str();
}

TEST(Postgres, TakesAUri) {
  std::string uri;
  const std::string conninfo = testing::FreshDatabase();
  Postgres by_words({.conninfo = conninfo});
  ASSERT_TRUE(by_words
                  .Transact(Soon(),
                            [&](Transaction& transaction) {
                              pg_conn* const raw = transaction.raw();
                              uri = std::string("postgresql://") + PQuser(raw) + "@/" + PQdb(raw) +
                                    "?port=" + PQport(raw) + "&host=" + PQhost(raw);
                              return absl::OkStatus();
                            })
                  .ok());
  Postgres by_uri({.conninfo = uri, .application_name = "by-uri"});
  std::string name;
  const absl::Status status = by_uri.Transact(Soon(), [&](Transaction& transaction) {
    name = transaction.work().exec1("SHOW application_name")[0].as<std::string>();
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(name, "by-uri");
}

TEST(Postgres, AwayDatabaseIsUnavailable) {
  Postgres postgres({.conninfo = "host=/tmp/nowhere dbname=x user=y"});
  EXPECT_EQ(postgres.Ping(absl::Now() + absl::Seconds(5)).code(), absl::StatusCode::kUnavailable);
}

TEST(Migrate, AppliesEachStepOnceAlsoWhenSeveralProcessesStart) {
  const std::string conninfo = testing::FreshDatabase();
  const std::vector<Migration> migrations = {{1, "CREATE TABLE a (x int)"}, {2, "CREATE TABLE b (x int)"}};
  std::vector<std::thread> starters;
  for (int i = 0; i < 4; ++i) {
    starters.emplace_back([&] {
      Postgres postgres({.conninfo = conninfo});
      const absl::Status status = Migrate(postgres, "test", migrations);
      EXPECT_TRUE(status.ok()) << status;
    });
  }
  for (std::thread& starter : starters) starter.join();
  Postgres postgres({.conninfo = conninfo});
  EXPECT_EQ(Count(postgres, "a"), 0);
  EXPECT_EQ(Count(postgres, "b"), 0);
}

TEST(Migrate, ServicesThatShareADatabaseMayStartAtOnce) {
  const std::string conninfo = testing::FreshDatabase();
  std::vector<std::thread> starters;
  for (int i = 0; i < 6; ++i) {
    starters.emplace_back([&conninfo, i] {
      Postgres postgres({.conninfo = conninfo});
      const std::string name = "service_" + std::to_string(i);
      const absl::Status status = Migrate(postgres, name, {{1, "CREATE TABLE " + name + " (x int)"}});
      EXPECT_TRUE(status.ok()) << status;
    });
  }
  for (std::thread& starter : starters) starter.join();
  Postgres postgres({.conninfo = conninfo});
  EXPECT_EQ(Count(postgres, "schema_version"), 6);
}

TEST(Migrate, RefusesASchemaFromTheFuture) {
  Postgres postgres({.conninfo = testing::FreshDatabase()});
  ASSERT_TRUE(Migrate(postgres, "test", {{1, "SELECT 1"}, {2, "SELECT 1"}}).ok());
  const absl::Status status = Migrate(postgres, "test", {{1, "SELECT 1"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "SCHEMA_TOO_NEW");
}

TEST(MigrateAtStart, GivesUpOnADatabaseThatIsAwayInTimeOrWhenAsked) {
  Postgres away({"host=/nowhere"});
  const auto never = [](absl::Duration) { return false; };
  const auto at_once = [](absl::Duration) { return true; };
  EXPECT_EQ(MigrateAtStart(away, "test", {}, absl::ZeroDuration(), never).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(MigrateAtStart(away, "test", {}, absl::Hours(1), at_once).code(), absl::StatusCode::kCancelled);
  Postgres here({testing::FreshDatabase()});
  EXPECT_TRUE(MigrateAtStart(here, "test", {{1, "CREATE TABLE t ()"}}, absl::Minutes(1), never).ok());
}

}  // namespace
}  // namespace chiso
