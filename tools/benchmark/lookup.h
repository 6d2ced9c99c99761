// Measures how fast one dossier is found among millions in a month that is under way, and what the index that
// finds it costs those who append.

#ifndef CHISO_TOOLS_BENCHMARK_LOOKUP_H_
#define CHISO_TOOLS_BENCHMARK_LOOKUP_H_

#include <cstdint>
#include <string>

#include "tools/benchmark/report.h"

namespace chiso::bench {

struct LookUpOptions {
  // libpq's connection strings of two empty databases of one server on this machine. In the second one the
  // index is dropped.
  std::string postgres;
  std::string plain;
  // The program chiso-ingestion.
  std::string ingestion;
  // Where the servers' output goes.
  std::string log;
  // How many dossiers there are when they are asked for.
  int64_t records = 10'000'000;
  // How often appending is measured with and without the index, in turn: many times, because the difference
  // is smaller than what two runs differ by.
  int pairs = 15;
  // How many dossiers are asked for, one after another, in each run.
  int asks = 300;
};

// Failure: something does not work, the gate does not hold, or an answer is about another dossier.
Report MeasureLookUp(const LookUpOptions& options);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_LOOKUP_H_
