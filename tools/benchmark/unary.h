// The naive way: a service that takes one record in a call and keeps it by one INSERT in a transaction of its
// own; and the load on it.

#ifndef CHISO_TOOLS_BENCHMARK_UNARY_H_
#define CHISO_TOOLS_BENCHMARK_UNARY_H_

#include <cstdint>
#include <string>

#include "tools/benchmark/dossiers.h"

namespace chiso::bench {

struct UnaryOptions {
  std::string listen;
  std::string postgres;
  // The partition of `record` for that log and month of arrival. The SQL sequence bench_sequence numbers the
  // rows.
  std::string table;
  int log_id = 0;
  int month = 0;
  int connections = 16;
};

// Serves until the process is asked to end: IngestionService.SubmitBatch with batches of one dossier.
// Statements are prepared, and each call has a connection of the pool.
void ServeUnary(const UnaryOptions& options);

// Sends the dossiers from `first` on, one in a call, `outstanding` calls at a time, and returns the seconds
// from the first call to the last answer.
double CallUnary(const std::string& target, const Dossiers& dossiers, int64_t first, int64_t count,
                 int outstanding);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_UNARY_H_
