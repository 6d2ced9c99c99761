#include "common/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"

namespace chiso {
namespace {

// How often a program with a deadline is asked whether it has ended.
constexpr absl::Duration kPoll = absl::Milliseconds(5);

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// This process's environment with the settings in the place of those of the same names.
std::vector<std::string> EnvironmentWith(const std::vector<std::string>& settings) {
  std::vector<std::string> environment = settings;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const absl::string_view name_and_equals(*variable, std::strcspn(*variable, "=") + 1);
    const auto sets = [&](const std::string& setting) { return absl::StartsWith(setting, name_and_equals); };
    if (std::none_of(settings.begin(), settings.end(), sets)) environment.emplace_back(*variable);
  }
  return environment;
}

bool Redirect(const std::string& file, int stream) {
  if (file.empty()) return true;
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  return fd >= 0 && dup2(fd, stream) >= 0;
}

// Between fork and exec: other threads of the parent may have held any lock, so that nothing here may
// allocate.
[[noreturn]] void Become(char* const* arguments, char* const* environment,
                         const ChildProcess::Options& options, pid_t parent, int failure) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have ended before it was asked for that signal.
  if (getppid() != parent) _exit(127);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (dup2(nothing, STDIN_FILENO) >= 0 && Redirect(options.out, STDOUT_FILENO) &&
      Redirect(options.err, STDERR_FILENO)) {
    execve(arguments[0], arguments, environment);
  }
  const int error = errno;
  // Else the parent takes the program for started, and finds it ended.
  [[maybe_unused]] const ssize_t told = write(failure, &error, sizeof error);
  _exit(127);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(const std::vector<std::string>& arguments,
                                                                  const Options& options) {
  const std::vector<std::string> variables = EnvironmentWith(options.environment);
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> environment = Pointers(variables);
  const auto unavailable = [&](int error) {
    return absl::UnavailableError(
        absl::StrCat("cannot start ", arguments[0], ": ", std::generic_category().message(error)));
  };
  // Closed by the beginning of the program, and told of the error where it does not begin.
  int failure[2];
  if (pipe2(failure, O_CLOEXEC) != 0) return unavailable(errno);
  const absl::Cleanup close_reader = [&] { close(failure[0]); };
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) Become(argv.data(), environment.data(), options, parent, failure[1]);
  const int fork_error = errno;
  close(failure[1]);
  if (pid < 0) return unavailable(fork_error);
  auto child = std::unique_ptr<ChildProcess>(new ChildProcess(pid));
  int error = 0;
  ssize_t size;
  while ((size = read(failure[0], &error, sizeof error)) < 0 && errno == EINTR) {
  }
  if (size > 0) return unavailable(error);
  return child;
}

ChildProcess::~ChildProcess() {
  Signal(SIGKILL);
  Wait();
}

void ChildProcess::Signal(int signal) {
  absl::MutexLock lock(&mutex_);
  if (!code_) kill(-pid_, signal);
}

std::optional<int> ChildProcess::Wait(absl::Time deadline) {
  siginfo_t end;
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (code_) return code_;
    }
    // Its number stays taken until the lock is held, so that Signal never hits another process.
    const bool forever = deadline == absl::InfiniteFuture();
    end.si_pid = 0;
    const int result =
        waitid(P_PID, static_cast<id_t>(pid_), &end, WEXITED | WNOWAIT | (forever ? 0 : WNOHANG));
    if (result == 0 && end.si_pid == pid_) break;
    if (forever) continue;
    if (absl::Now() >= deadline) return std::nullopt;
    absl::SleepFor(kPoll);
  }
  absl::MutexLock lock(&mutex_);
  if (!code_) {
    waitid(P_PID, static_cast<id_t>(pid_), &end, WEXITED);
    code_ = end.si_code == CLD_EXITED ? end.si_status : -end.si_status;
  }
  return code_;
}

}  // namespace chiso
