#include "tools/benchmark/cpu.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace chiso::bench {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

struct Stat {
  pid_t parent = 0;
  double own = 0;
  double children = 0;
};

// All zero where the process is gone.
Stat Read(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  // The name, in brackets, may hold anything.
  const size_t name = text.rfind(')');
  if (name == std::string::npos) return {};
  // From the third field of proc(5) on.
  const std::vector<std::string> fields = absl::StrSplit(text.substr(name + 2), ' ');
  const auto number = [&](size_t field) {
    int64_t value = 0;
    return field - 3 < fields.size() && absl::SimpleAtoi(fields[field - 3], &value) ? value : 0;
  };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return {static_cast<pid_t>(number(4)), static_cast<double>(number(14) + number(15)) / ticks,
          static_cast<double>(number(16) + number(17)) / ticks};
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

double Own() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

double WithChildren(pid_t postmaster) {
  const Stat self = Read(postmaster);
  double seconds = self.own + self.children;
  const std::unique_ptr<DIR, CloseFolder> folder(opendir("/proc"));
  while (const dirent* const entry = readdir(folder.get())) {
    int pid;
    if (!absl::SimpleAtoi(entry->d_name, &pid)) continue;
    const Stat stat = Read(pid);
    if (stat.parent == postmaster) seconds += stat.own + stat.children;
  }
  return seconds;
}

}  // namespace

pid_t ParentOf(pid_t pid) { return Read(pid).parent; }

Cpu CpuUsed(pid_t server, pid_t postmaster) {
  return {Own(), server == 0 ? 0 : Read(server).own, WithChildren(postmaster)};
}

}  // namespace chiso::bench
