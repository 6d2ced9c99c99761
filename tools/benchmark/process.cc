#include "tools/benchmark/process.h"

#include <signal.h>

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/free_port.h"
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

std::string FreeTarget() {
  const std::optional<int> port = FreePort();
  if (!port) Fail("no port is free");
  return absl::StrCat("127.0.0.1:", *port);
}

}  // namespace chiso::bench
