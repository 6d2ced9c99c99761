// CPU time of the processes that take part, by /proc. Linux alone; the database must run on this machine.

#ifndef CHISO_TOOLS_BENCHMARK_CPU_H_
#define CHISO_TOOLS_BENCHMARK_CPU_H_

#include <sys/types.h>

namespace chiso::bench {

// In seconds.
struct Cpu {
  double client = 0;
  double server = 0;
  double postgres = 0;

  double all() const { return client + server + postgres; }
  Cpu operator-(const Cpu& before) const {
    return {client - before.client, server - before.server, postgres - before.postgres};
  }
};

// The process that started another.
pid_t ParentOf(pid_t pid);

// What this process, `server` (0: there is none) and PostgreSQL with all its processes, those that have ended
// included, have used so far. A process's time is counted in ticks of a hundredth of a second.
Cpu CpuUsed(pid_t server, pid_t postmaster);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_CPU_H_
