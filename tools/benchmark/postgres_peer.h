// What scores are compared with inside PostgreSQL: one query over all dossiers, and counters that triggers
// keep. Every error throws Failure. Not thread-safe.

#ifndef CHISO_TOOLS_BENCHMARK_POSTGRES_PEER_H_
#define CHISO_TOOLS_BENCHMARK_POSTGRES_PEER_H_

#include <cstdint>
#include <string>

#include "tools/benchmark/cells.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/sql_text.h"

namespace chiso::bench {

class PostgresPeer {
 public:
  // An empty database. `sql` must outlive this object.
  PostgresPeer(const std::string& conninfo, const SqlText& sql);

  // Loads the tables that measure_ledger has written into the folder.
  void Load(const std::string& tables);
  // Takes from all versions those that count, and returns the seconds that took.
  double KeepNewest();
  // Works out all figures anew with so many processes, and returns the seconds that took.
  double Recompute(int processes);
  Cells Figures();

  // Puts the counters beside: those of all versions but the last `left`. Call it before ApplyLast.
  void KeepCounters(int64_t left);
  // Takes in the rest in the order of arrival, and returns the seconds that took.
  double ApplyLast();
  // What the counters say, of the provinces whose number `sample` divides.
  Cells CounterFigures(int64_t sample);

  // Removes them again.
  void DropCounters();

  // Version and settings, for people.
  std::string Settings();

 private:
  std::string Counting(const std::string& changed) const;
  Cells ReadFigures(const std::string& query);

  Database database_;
  const SqlText& sql_;
  int64_t versions_ = 0;
  int64_t applied_ = 0;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_POSTGRES_PEER_H_
