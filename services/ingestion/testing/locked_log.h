// A log that cannot be appended to, for tests of what waits for it.

#ifndef CHISO_SERVICES_INGESTION_TESTING_LOCKED_LOG_H_
#define CHISO_SERVICES_INGESTION_TESTING_LOCKED_LOG_H_

#include <thread>

#include "absl/synchronization/notification.h"
#include "common/sql/postgres.h"
#include "gtest/gtest.h"

namespace chiso::testing {

// Keeps the log from being appended to while it lives.
class LockedLog {
 public:
  explicit LockedLog(Postgres& postgres)
      : postgres_(postgres), thread_([this, &postgres] {
          EXPECT_TRUE(postgres
                          .Transact(absl::InfiniteFuture(),
                                    [this](Transaction& transaction) {
                                      transaction.work().exec("SELECT * FROM log FOR UPDATE");
                                      locked_.Notify();
                                      release_.WaitForNotification();
                                      return absl::OkStatus();
                                    })
                          .ok());
        }) {
    locked_.WaitForNotification();
  }
  // Until someone waits for the log: a batch has been read, queued and taken by the appender.
  void AwaitAppender() {
    bool waiting = false;
    while (!waiting) {
      EXPECT_TRUE(postgres_
                      .Transact(absl::InfiniteFuture(),
                                [&](Transaction& transaction) {
                                  waiting =
                                      transaction.work()
                                          .exec1("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")[0]
                                          .as<bool>();
                                  return absl::OkStatus();
                                })
                      .ok());
    }
  }
  ~LockedLog() {
    release_.Notify();
    thread_.join();
  }

 private:
  Postgres& postgres_;
  absl::Notification locked_;
  absl::Notification release_;
  std::thread thread_;
};

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_INGESTION_TESTING_LOCKED_LOG_H_
