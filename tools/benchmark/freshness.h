// How long it takes until what was committed is seen in reporting, and what scoring costs to start again,
// through the three services.

#ifndef CHISO_TOOLS_BENCHMARK_FRESHNESS_H_
#define CHISO_TOOLS_BENCHMARK_FRESHNESS_H_

#include <cstdint>

#include "tools/benchmark/report.h"
#include "tools/benchmark/services.h"

namespace chiso::bench {

struct FreshnessOptions {
  ServiceOptions services;
  // How long dossiers come in.
  int seconds = 30;
  int64_t records_per_second = 10'000;
  // How many there are beforehand.
  int64_t held = 100'000;
};

// P4, within one province and over the country. Failure: something does not work, or what is seen is not what
// was sent.
Report MeasureFreshness(const FreshnessOptions& options);

// What scoring takes of memory and of time to start with so many dossiers in the log, and with a third and a
// tenth of them.
Report MeasureSizing(const ServiceOptions& options, int64_t dossiers);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_FRESHNESS_H_
