// What scores are compared with inside PostgreSQL: one query over all dossiers, and counters that triggers
// keep. Every error throws Failure. Not thread-safe.

#ifndef CHISO_TOOLS_BENCHMARK_POSTGRES_PEER_H_
#define CHISO_TOOLS_BENCHMARK_POSTGRES_PEER_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "tools/benchmark/cells.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/sql_text.h"

namespace chiso::bench {

// In seconds: by the clock, and of the processor, in all processes of PostgreSQL.
struct Took {
  double seconds = 0;
  double cpu = 0;
};

class PostgresPeer {
 public:
  // An empty database. `sql` must outlive this object.
  PostgresPeer(const std::string& conninfo, const SqlText& sql);

  // Loads the tables that measure_ledger has written into the folder.
  void Load(const std::string& tables);
  // Takes from all versions those that count.
  Took KeepNewest();
  // Works out all figures anew with so many processes.
  Took Recompute(int processes);
  Cells Figures();

  // Puts the counters beside: those of all versions but the last `left`. Call it before ApplyLast.
  void KeepCounters(int64_t left);
  // Takes in the rest in the order of arrival.
  Took ApplyLast();
  // What the counters say, of the provinces whose number `sample` divides.
  Cells CounterFigures(int64_t sample);

  // Removes them again.
  void DropCounters();

  // Version and settings, for people.
  std::string Settings();

 private:
  template <typename F>
  Took Measure(F f) const;
  std::string Counting(const std::string& changed) const;
  Cells ReadFigures(const std::string& query);

  Database database_;
  const pid_t postmaster_;
  const SqlText& sql_;
  int64_t versions_ = 0;
  int64_t applied_ = 0;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_POSTGRES_PEER_H_
