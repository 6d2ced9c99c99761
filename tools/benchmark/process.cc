#include "tools/benchmark/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {

Process::Process(const std::vector<std::string>& command, const std::string& log) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (out < 0) Fail(absl::StrCat("cannot write to ", log));
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(out);
  if (pid_ < 0) Fail(absl::StrCat("cannot start ", command[0]));
}

Process::~Process() {
  if (pid_ > 0) Wait();
}

void Process::Halt() { kill(pid_, SIGSTOP); }
void Process::GoOn() { kill(pid_, SIGCONT); }

int Process::Wait() {
  kill(pid_, SIGTERM);
  // One that is halted must wake up for that.
  GoOn();
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return status;
}

void Process::End() {
  if (pid_ <= 0 || Wait() != 0) Fail("a server did not end in order");
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
