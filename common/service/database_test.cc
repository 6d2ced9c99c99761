#include "common/service/database.h"

#include <gtest/gtest.h>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "common/testing/test_postgres.h"

ABSL_DECLARE_FLAG(std::string, postgres);
ABSL_DECLARE_FLAG(absl::Duration, startup_timeout);

namespace chiso {
namespace {

TEST(OpenDatabase, OpensTheDatabaseOfTheFlagWithItsSchema) {
  absl::SetFlag(&FLAGS_postgres, testing::FreshDatabase());
  const auto postgres = OpenDatabase("test", 1, {{1, "CREATE TABLE t (n text)"}});
  ASSERT_TRUE(postgres.ok()) << postgres.status();
  const absl::Status status =
      (*postgres)->Transact(absl::Now() + absl::Minutes(1), [](Transaction& transaction) {
        transaction.work().exec0("INSERT INTO t VALUES (current_setting('application_name'))");
        EXPECT_EQ(transaction.work().exec1("SELECT n FROM t")[0].as<std::string>(), "chiso-test");
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
}

TEST(OpenDatabase, GivesUpOnADatabaseThatIsAwayInTheTimeOfTheFlag) {
  absl::SetFlag(&FLAGS_postgres, "host=/nowhere");
  absl::SetFlag(&FLAGS_startup_timeout, absl::ZeroDuration());
  EXPECT_EQ(OpenDatabase("test", 1, {}).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace chiso
