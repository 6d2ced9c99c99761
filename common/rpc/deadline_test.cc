#include "common/rpc/deadline.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace chiso {
namespace {

TEST(DeadlineOf, ACallWithoutADeadlineGetsTheFallback) {
  const grpc::ServerContext context;
  const absl::Time before = absl::Now();
  const absl::Time deadline = DeadlineOf(context, absl::Hours(1));
  EXPECT_GE(deadline, before + absl::Hours(1));
  EXPECT_LE(deadline, absl::Now() + absl::Hours(1));
}

}  // namespace
}  // namespace chiso
