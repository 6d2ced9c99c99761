#include "common/sql/dead_clients.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/sql/libpq.h"
#include "common/testing/test_postgres.h"

namespace chiso {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

// Waits until the query, which gives a boolean, says so.
void Await(Postgres& postgres, const std::string& sql) {
  bool holds = false;
  while (!holds && !::testing::Test::HasFailure()) {
    const absl::Status status = postgres.Transact(Soon(), [&](Transaction& transaction) {
      holds = transaction.work().exec1(sql)[0].as<bool>();
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  }
}

// A client counts as dead at once here, and only the rules besides are tried.
constexpr absl::Duration kAtOnce = absl::ZeroDuration();

// A transaction in a thread of its own.
class Client {
 public:
  // It does `begin`, then nothing until it is let go, and then `end`.
  Client(Postgres::Options options, std::function<void(Transaction&)> begin,
         std::function<void(Transaction&)> end = {})
      : postgres_(std::move(options)), thread_([this, begin = std::move(begin), end = std::move(end)] {
          outcome_ = postgres_.Transact(Soon(), [&](Transaction& transaction) {
            if (++runs_ > 1) return absl::OkStatus();
            pid_ = PQbackendPID(transaction.raw());
            pid_known_.Notify();
            begin(transaction);
            go_on_.WaitForNotification();
            if (end) end(transaction);
            return absl::OkStatus();
          });
        }) {
    pid_known_.WaitForNotification();
  }
  ~Client() { Finish(); }

  int pid() const { return pid_; }
  // How often it had to begin, once it has ended.
  int Finish() {
    if (!thread_.joinable()) return runs_;
    go_on_.Notify();
    thread_.join();
    EXPECT_TRUE(outcome_.ok()) << outcome_;
    return runs_;
  }

 private:
  Postgres postgres_;
  absl::Notification pid_known_, go_on_;
  int pid_ = 0;
  int runs_ = 0;
  absl::Status outcome_;
  std::thread thread_;
};

class DeadClientsTest : public ::testing::Test {
 protected:
  DeadClientsTest() { Execute("CREATE TABLE t (x int); INSERT INTO t VALUES (1)"); }

  void Execute(const std::string& sql) {
    const absl::Status status = watcher_.Transact(Soon(), [&](Transaction& transaction) {
      transaction.work().exec(sql);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  }
  // Until the server waits for something of this type in that session.
  void AwaitWait(int pid, const std::string& type) {
    Await(watcher_, absl::StrCat("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ", pid,
                                 " AND wait_event_type = '", type, "' AND xact_start IS NOT NULL)"));
  }
  // Until that session is silent after Lock.
  void AwaitHolder(int pid) {
    Await(watcher_, absl::StrCat("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ", pid,
                                 " AND state = 'idle in transaction' AND query LIKE '%FOR UPDATE')"));
  }
  void AwaitEnd(int pid) {
    Await(watcher_, absl::StrCat("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ", pid, ")"));
  }
  int End(absl::Duration transaction = kAtOnce, absl::Duration silence = kAtOnce) {
    const absl::StatusOr<int> ended = EndDeadClients(watcher_, Soon(), transaction, silence);
    EXPECT_TRUE(ended.ok()) << ended.status();
    return ended.value_or(-1);
  }

  const Postgres::Options options_ = {.conninfo = testing::FreshDatabase()};
  Postgres watcher_{options_};
};

void Lock(Transaction& transaction) { transaction.work().exec("SELECT FROM t FOR UPDATE"); }

TEST_F(DeadClientsTest, SilentClientThatHoldsALockIsEndedAndBeginsAgain) {
  Client holder(options_, Lock, Lock);
  AwaitHolder(holder.pid());
  EXPECT_EQ(End(), 1);
  AwaitEnd(holder.pid());
  Execute("UPDATE t SET x = 2");
  EXPECT_EQ(holder.Finish(), 2);
}

TEST_F(DeadClientsTest, ClientThatIsSilentInTheMidstOfACopyIsEnded) {
  Client copier(
      options_,
      [](Transaction& transaction) {
        const LibpqResult result(PQexec(transaction.raw(), "COPY t FROM STDIN"), &PQclear);
        EXPECT_EQ(PQresultStatus(result.get()), PGRES_COPY_IN);
      },
      [](Transaction& transaction) {
        PQputCopyEnd(transaction.raw(), nullptr);
        const LibpqResult result(PQgetResult(transaction.raw()), &PQclear);
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
          ThrowLibpqError(transaction.raw(), result.get(), "COPY");
        }
      });
  Await(watcher_, absl::StrCat("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ", copier.pid(),
                               " AND wait_event_type = 'Client' AND query LIKE 'COPY%')"));
  EXPECT_EQ(End(), 1);
  AwaitEnd(copier.pid());
  EXPECT_EQ(copier.Finish(), 2);
}

TEST_F(DeadClientsTest, WhoWaitsForALockOrForTheServerIsNoneOfThem) {
  Client holder({.conninfo = options_.conninfo, .application_name = "another"}, Lock);
  AwaitHolder(holder.pid());
  Client waiter(options_, Lock);
  AwaitWait(waiter.pid(), "Lock");
  Client working(options_, [](Transaction& transaction) { transaction.work().exec("SELECT pg_sleep(0.5)"); });
  AwaitWait(working.pid(), "Timeout");
  EXPECT_EQ(End(), 0);
  EXPECT_EQ(holder.Finish(), 1);
  EXPECT_EQ(waiter.Finish(), 1);
  EXPECT_EQ(working.Finish(), 1);
}

TEST_F(DeadClientsTest, ClientIsGivenItsTime) {
  Client holder(options_, Lock);
  AwaitHolder(holder.pid());
  EXPECT_EQ(End(absl::Minutes(1), kAtOnce), 0);
  EXPECT_EQ(End(kAtOnce, absl::Minutes(1)), 0);
  EXPECT_EQ(holder.Finish(), 1);
}

TEST_F(DeadClientsTest, OfAllInTheQueueOnlyTheFirstIsEnded) {
  Client holder(options_, Lock, Lock);
  AwaitHolder(holder.pid());
  Client first(options_, Lock);
  AwaitWait(first.pid(), "Lock");
  Client second(options_, Lock);
  AwaitWait(second.pid(), "Lock");
  EXPECT_EQ(End(), 1);
  AwaitHolder(first.pid());
  EXPECT_EQ(first.Finish(), 1);
  EXPECT_EQ(second.Finish(), 1);
  EXPECT_EQ(holder.Finish(), 2);
}

}  // namespace
}  // namespace chiso
