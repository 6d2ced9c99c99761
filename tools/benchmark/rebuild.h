// Measures how fast scoring reads a log of ingestion from its beginning, beside PostgreSQL giving out the
// same rows.

#ifndef CHISO_TOOLS_BENCHMARK_REBUILD_H_
#define CHISO_TOOLS_BENCHMARK_REBUILD_H_

#include <cstdint>
#include <string>

#include "tools/benchmark/report.h"

namespace chiso::bench {

struct RebuildOptions {
  // libpq's connection string of an empty database of a server on this machine.
  std::string postgres;
  // The programs chiso-ingestion and measure_rebuild, and the folder with the index definitions.
  std::string ingestion;
  std::string reader;
  std::string definitions;
  // Where the servers' output goes.
  std::string log;
  // How many dossiers the log holds.
  int64_t records = 1'000'000;
  // How often the ways take turns.
  int pairs = 5;
};

// Failure: something does not work, the gate does not hold, or what was read is not what lies in the log.
Report MeasureRebuild(const RebuildOptions& options);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_REBUILD_H_
