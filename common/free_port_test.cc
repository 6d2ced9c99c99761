#include "common/free_port.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <set>

#include "gtest/gtest.h"

namespace chiso {
namespace {

TEST(FreePortTest, GivesNoPortTwice) {
  std::set<int> given;
  for (int i = 0; i < 200; ++i) {
    const std::optional<int> port = FreePort();
    ASSERT_TRUE(port.has_value());
    EXPECT_TRUE(given.insert(*port).second) << *port;
  }
}

TEST(FreePortTest, AServerCanListenOnIt) {
  const std::optional<int> port = FreePort();
  ASSERT_TRUE(port.has_value());
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(*port));
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(listen(fd, 1), 0);
  close(fd);
}

}  // namespace
}  // namespace chiso
