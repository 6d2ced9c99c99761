#include "common/service/signals.h"

#include <signal.h>

#include "common/log.h"

namespace chiso {
namespace {

sigset_t TerminationSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

void BlockTerminationSignals() {
  const sigset_t signals = TerminationSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void WaitForTermination() {
  const sigset_t signals = TerminationSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  SPDLOG_INFO("going down");
}

bool TerminationWithin(absl::Duration time) {
  const sigset_t signals = TerminationSignals();
  const timespec wait = absl::ToTimespec(time);
  return sigtimedwait(&signals, nullptr, &wait) > 0;
}

}  // namespace chiso
