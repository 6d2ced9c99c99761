#include "tools/benchmark/runner.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {
namespace {

// How often it is looked whether a silent program still lives.
constexpr int kLookMilliseconds = 500;

bool IsGone(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("State:", 0) == 0) return line.find('Z') != std::string::npos;
  }
  return true;
}

}  // namespace

Runner::Runner(std::vector<std::string> command, const std::string& folder, const std::string& name,
               const std::string& log)
    : name_(name) {
  for (const char* const what : {"requests", "answers"}) {
    pipes_.push_back(absl::StrCat(folder, "/", name, ".", what));
    unlink(pipes_.back().c_str());
    if (mkfifo(pipes_.back().c_str(), 0600) != 0) Fail(absl::StrCat("cannot make ", pipes_.back()));
    command.insert(command.end(), {absl::StrCat("--", what), pipes_.back()});
  }
  // Opened for both, a pipe waits for nobody.
  requests_ = open(pipes_[0].c_str(), O_RDWR | O_CLOEXEC);
  answers_ = open(pipes_[1].c_str(), O_RDWR | O_CLOEXEC);
  if (requests_ < 0 || answers_ < 0) Fail(absl::StrCat("cannot open the pipes of ", name));
  process_ = std::make_unique<Process>(command, log);
}

Runner::~Runner() {
  process_.reset();
  close(requests_);
  close(answers_);
  for (const std::string& pipe : pipes_) unlink(pipe.c_str());
}

nlohmann::json Runner::Answer() {
  for (;;) {
    const size_t end = read_.find('\n');
    if (end != std::string::npos) {
      const std::string line = read_.substr(0, end);
      read_.erase(0, end + 1);
      nlohmann::json answer = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
      if (answer.is_discarded()) Fail(absl::StrCat(name_, " does not answer in JSON: ", line));
      if (answer.contains("error")) Fail(absl::StrCat(name_, ": ", answer["error"].get<std::string>()));
      return answer;
    }
    pollfd waiting = {answers_, POLLIN, 0};
    if (poll(&waiting, 1, kLookMilliseconds) > 0) {
      char piece[4096];
      const ssize_t size = read(answers_, piece, sizeof(piece));
      if (size > 0) read_.append(piece, static_cast<size_t>(size));
    } else if (IsGone(process_->pid())) {
      Fail(absl::StrCat(name_, " has ended"));
    }
  }
}

nlohmann::json Runner::Ask(absl::string_view request) {
  const std::string line = absl::StrCat(request, "\n");
  if (write(requests_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    Fail(absl::StrCat(name_, " cannot be asked"));
  }
  return Answer();
}

double Runner::ResidentBytes() const { return ResidentBytesOf(process_->pid()); }

double ResidentBytesOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/statm"));
  double pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace chiso::bench
