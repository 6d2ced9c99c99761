#include "tools/benchmark/machine.h"

#include <sys/sysinfo.h>

#include <fstream>

#include "absl/strings/str_format.h"

namespace chiso::bench {
namespace {

std::string CpuModel() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> MachineFacts() {
  struct sysinfo machine {};
  sysinfo(&machine);
  return {{"machine", absl::StrFormat("%s, %d cores, %.0f GiB", CpuModel(), get_nprocs(),
                                      static_cast<double>(machine.totalram) * machine.mem_unit / (1 << 30))}};
}

}  // namespace chiso::bench
