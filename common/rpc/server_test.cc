#include "common/rpc/server.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/health.h"
#include "grpcpp/impl/codegen/service_type.h"

namespace chiso {
namespace {

using testing::HealthAt;
using testing::WatchedHealthAt;
using Health = grpc::health::v1::HealthCheckResponse;

std::string Local(int port) { return absl::StrCat("127.0.0.1:", port); }

TEST(Server, IsNotServingUntilTold) {
  auto server = Server::Start({.listen = "127.0.0.1:0", .admin_listen = "127.0.0.1:0"}, {});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(HealthAt(Local((*server)->port())), Health::NOT_SERVING);
  EXPECT_EQ(HealthAt(Local((*server)->admin_port())), Health::NOT_SERVING);
  (*server)->SetServing(true);
  EXPECT_EQ(HealthAt(Local((*server)->port())), Health::SERVING);
  EXPECT_EQ(HealthAt(Local((*server)->admin_port())), Health::SERVING);
}

TEST(Server, HealthIsToldByTheNameOfAServiceTooAtBothPorts) {
  grpc::Service service;
  auto server = Server::Start({.listen = "127.0.0.1:0", .admin_listen = "127.0.0.1:0"},
                              {{"chiso.test.Echo", &service}});
  ASSERT_TRUE(server.ok()) << server.status();
  for (const bool serving : {false, true, false}) {
    (*server)->SetServing(serving);
    for (const int port : {(*server)->port(), (*server)->admin_port()}) {
      for (const char* name : {"", "chiso.test.Echo"}) {
        const auto expected = serving ? Health::SERVING : Health::NOT_SERVING;
        EXPECT_EQ(HealthAt(Local(port), name), expected) << name;
        EXPECT_EQ(WatchedHealthAt(Local(port), name), expected) << name;
      }
      EXPECT_EQ(HealthAt(Local(port), "chiso.test.Other"), Health::SERVICE_UNKNOWN);
      EXPECT_EQ(WatchedHealthAt(Local(port), "chiso.test.Other"), Health::SERVICE_UNKNOWN);
    }
  }
}

TEST(Server, HealthOfAnotherNameIsOfItAlone) {
  auto server = Server::Start({.listen = "127.0.0.1:0", .admin_listen = "127.0.0.1:0"}, {});
  ASSERT_TRUE(server.ok()) << server.status();
  (*server)->SetServing(true);
  (*server)->SetHealth("durability", false);
  for (const int port : {(*server)->port(), (*server)->admin_port()}) {
    EXPECT_EQ(HealthAt(Local(port)), Health::SERVING);
    EXPECT_EQ(HealthAt(Local(port), "durability"), Health::NOT_SERVING);
  }
  (*server)->SetServing(false);
  (*server)->SetHealth("durability", true);
  EXPECT_EQ(HealthAt(Local((*server)->port())), Health::NOT_SERVING);
  EXPECT_EQ(HealthAt(Local((*server)->port()), "durability"), Health::SERVING);
}

TEST(Server, RefusesAPortThatIsTaken) {
  auto first = Server::Start({.listen = "127.0.0.1:0"}, {});
  ASSERT_TRUE(first.ok());
  const auto second = Server::Start({.listen = Local((*first)->port())}, {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(second.status().message().find(std::to_string((*first)->port())), absl::string_view::npos);
}

}  // namespace
}  // namespace chiso
