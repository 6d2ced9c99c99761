#include "common/rpc/health_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/health.h"

namespace chiso {
namespace {

using Health = grpc::health::v1::HealthCheckResponse;

TEST(HealthWatch, HealthFollowsTheProbeAndEndsNotServing) {
  auto server = Server::Start({.listen = "127.0.0.1:0"}, {});
  ASSERT_TRUE(server.ok());
  const std::string address = absl::StrCat("127.0.0.1:", (*server)->port());
  const auto await = [&](Health::ServingStatus health) {
    while (testing::HealthAt(address) != health) absl::SleepFor(absl::Milliseconds(10));
  };
  std::atomic<bool> well = true;
  {
    const HealthWatch watch(**server,
                            [&] { return well ? absl::OkStatus() : absl::UnavailableError("away"); });
    await(Health::SERVING);
    well = false;
    await(Health::NOT_SERVING);
    well = true;
    await(Health::SERVING);
  }
  EXPECT_EQ(testing::HealthAt(address), Health::NOT_SERVING);
}

}  // namespace
}  // namespace chiso
