#include "common/free_port.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

constexpr int kAttempts = 100;
// Below those that the kernel gives to connections, because one of these could take the port while its server
// is down.
constexpr int kFirstPort = 20'000;
constexpr int kLastPort = 32'000;

// Whether no process has reserved the port; then this one has, until its end.
bool Reserve(int port) {
  const std::string name = absl::StrCat("chiso-port-", port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  // A name that begins with a zero byte is no file, and goes with the process.
  name.copy(address.sun_path + 1, sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0) return true;
  close(fd);
  return false;
}

bool CanListen(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool free = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return free;
}

}  // namespace

std::optional<int> FreePort() {
  // At random, because tests run side by side.
  std::random_device random;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const int port = std::uniform_int_distribution<int>(kFirstPort, kLastPort)(random);
    if (Reserve(port) && CanListen(port)) return port;
  }
  return std::nullopt;
}

}  // namespace chiso
