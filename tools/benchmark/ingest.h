// Measures durable ingestion against the ways that it competes with.

#ifndef CHISO_TOOLS_BENCHMARK_INGEST_H_
#define CHISO_TOOLS_BENCHMARK_INGEST_H_

#include <cstdint>
#include <string>

#include "tools/benchmark/report.h"

namespace chiso::bench {

struct IngestOptions {
  // libpq's connection string of an empty database on this machine.
  std::string postgres;
  // The programs chiso-ingestion and chiso-bench.
  std::string ingestion;
  std::string bench;
  // Where the servers' output goes.
  std::string log;
  // In one run of chiso and of COPY; rounded to whole batches for each stream.
  int64_t records = 400'000;
  // How often each way is run, in turn.
  int pairs = 5;
  // How long each run at a fixed rate, and the one at full rate with everything on, takes.
  int seconds = 60;
  int streams = 1;
  int window = 8;
  int batch_records = 1000;
};

// Failure: something does not work, or the gate does not hold.
Report MeasureIngest(const IngestOptions& options);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_INGEST_H_
