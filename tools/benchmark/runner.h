// A program of its own that does what it is told, one request after another, so that several can take turns
// while each holds its data.

#ifndef CHISO_TOOLS_BENCHMARK_RUNNER_H_
#define CHISO_TOOLS_BENCHMARK_RUNNER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "tools/benchmark/process.h"

namespace chiso::bench {

// Not thread-safe. Every error throws Failure.
class Runner {
 public:
  // Starts the command with `--requests PIPE --answers PIPE` after it, both made in the folder under this
  // name. What the program prints goes to the end of `log`.
  Runner(std::vector<std::string> command, const std::string& folder, const std::string& name,
         const std::string& log);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Waits for the next answer, a line of JSON, which the first request need not precede.
  nlohmann::json Answer();
  nlohmann::json Ask(absl::string_view request);
  // What the process takes of memory, in bytes.
  double ResidentBytes() const;

 private:
  const std::string name_;
  std::vector<std::string> pipes_;  // requests, answers
  int requests_ = -1;
  int answers_ = -1;
  std::string read_;
  std::unique_ptr<Process> process_;
};

// Of any process; 0: it is gone.
double ResidentBytesOf(pid_t pid);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_RUNNER_H_
