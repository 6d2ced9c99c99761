#include "services/reporting/watermark.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/testing/test_postgres.h"
#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using reporting::v1::Progress;

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

bool Here() { return false; }

Positions At(int64_t sequence) {
  Positions positions;
  positions.Add()->set_log("main");
  positions.Mutable(0)->set_sequence(sequence);
  return positions;
}

class WatermarkTest : public ::testing::Test {
 protected:
  WatermarkTest() { EXPECT_TRUE(Migrate(*postgres_, "reporting", ReportingSchema()).ok()); }

  void Record(int64_t sequence) {
    reporting::v1::WriterOpening opening;
    opening.set_writer("test");
    opening.add_logs("main");
    const auto grant = history_->Grant(opening, Soon());
    ASSERT_TRUE(grant.ok()) << grant.status();
    reporting::v1::ScoreUpdate update;
    update.mutable_as_of_time()->set_seconds(1);
    *update.mutable_positions() = At(sequence);
    ASSERT_TRUE(history_->Record({grant->epoch(), {"main"}}, update, {}, Soon()).ok());
  }
  // What a query of one number gives, asked once nobody else is connected any more: only then everything that
  // they did is counted.
  int64_t CountAfterwards(const std::string& sql) {
    history_.reset();
    postgres_.reset();
    Postgres postgres({conninfo_});
    int64_t count = 0;
    bool alone = false;
    while (!alone && !HasFailure()) {
      EXPECT_TRUE(postgres
                      .Transact(Soon(),
                                [&](Transaction& transaction) {
                                  alone = transaction.work()
                                              .exec1(
                                                  "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname ="
                                                  " current_database() AND pid <> pg_backend_pid()")[0]
                                              .as<bool>();
                                  count = transaction.work().exec1(sql)[0].as<int64_t>();
                                  return absl::OkStatus();
                                })
                      .ok());
    }
    return count;
  }

  const std::string conninfo_ = testing::FreshDatabase();
  std::unique_ptr<Postgres> postgres_ = std::make_unique<Postgres>(Postgres::Options{conninfo_});
  std::unique_ptr<History> history_ = std::make_unique<History>(*postgres_);
};

TEST_F(WatermarkTest, OneAsksTheDatabaseForAllWhoWait) {
  constexpr int kWaiters = 40;
  {
    Watermark watermark(*history_);
    const absl::Time deadline = absl::Now() + absl::Seconds(2);
    std::vector<std::thread> waiters;
    for (int i = 0; i < kWaiters; ++i) {
      waiters.emplace_back([&] {
        EXPECT_EQ(watermark.Await(At(1), deadline, &Here).status().code(),
                  absl::StatusCode::kDeadlineExceeded);
      });
    }
    for (std::thread& waiter : waiters) waiter.join();
  }
  // At most once for each who comes, and ten times a second. By each of them it would be 800.
  EXPECT_LT(CountAfterwards("SELECT coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_user_tables"
                            " WHERE relname = 'log_progress'"),
            150);
}

TEST_F(WatermarkTest, WhatAnotherRecordsEndsTheWaitOfThoseItReaches) {
  Watermark watermark(*history_);
  absl::StatusOr<Progress> first, second;
  std::thread one([&] { first = watermark.Await(At(1), Soon(), &Here); });
  std::thread two([&] { second = watermark.Await(At(2), Soon(), &Here); });
  Record(1);
  one.join();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->positions(0).sequence(), 1);
  Record(2);
  two.join();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->positions(0).sequence(), 2);
}

TEST_F(WatermarkTest, ACallerWhoHasGoneWaitsNoMore) {
  Watermark watermark(*history_);
  EXPECT_EQ(watermark.Await(At(1), absl::InfiniteFuture(), [] { return true; }).status().code(),
            absl::StatusCode::kCancelled);
}

TEST_F(WatermarkTest, StopEndsPresentAndFutureWaits) {
  Watermark watermark(*history_);
  absl::Status present;
  std::thread waiter([&] { present = watermark.Await(At(1), Soon(), &Here).status(); });
  watermark.Stop();
  waiter.join();
  EXPECT_EQ(present.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(watermark.Await(At(1), Soon(), &Here).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace chiso
