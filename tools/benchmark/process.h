// A server under measurement, and a port for it.

#ifndef CHISO_TOOLS_BENCHMARK_PROCESS_H_
#define CHISO_TOOLS_BENCHMARK_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "common/child_process.h"

namespace chiso::bench {

class Process {
 public:
  // Starts the program; what it prints goes to the end of the file `log`. Failure: it cannot be started.
  Process(const std::vector<std::string>& command, const std::string& log);
  // Asks it to end, and waits.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return child_->pid(); }
  // Halts it where it is, and lets it go on.
  void Halt();
  void GoOn();
  // Asks it to end, and waits. Failure: it does not end with exit code 0.
  void End();

 private:
  int Wait();

  // Absent: it was ended.
  std::unique_ptr<ChildProcess> child_;
};

// An address at 127.0.0.1 for a server of this process's.
std::string FreeTarget();

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_PROCESS_H_
