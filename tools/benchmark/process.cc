#include "tools/benchmark/process.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "tools/benchmark/fail.h"

namespace chiso::bench {

Process::Process(const std::vector<std::string>& command, const std::string& log) {
  auto child = ChildProcess::Start(command, {.out = log, .err = log});
  if (!child.ok()) Fail(std::string(child.status().message()));
  child_ = *std::move(child);
}

Process::~Process() {
  if (child_ != nullptr) Wait();
}

void Process::Halt() { child_->Signal(SIGSTOP); }
void Process::GoOn() { child_->Signal(SIGCONT); }

int Process::Wait() {
  child_->Signal(SIGTERM);
  // One that is halted must wake up for that.
  GoOn();
  const int code = *child_->Wait();
  child_.reset();
  return code;
}

void Process::End() {
  if (child_ == nullptr || Wait() != 0) Fail("a server did not end in order");
}

int FreePort() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const bool found = bind(listener, any, size) == 0 && getsockname(listener, any, &size) == 0;
  close(listener);
  if (!found) Fail("no port is free");
  return ntohs(address.sin_port);
}

}  // namespace chiso::bench
