// What a way of getting records into the database takes: time, CPU and WAL.

#ifndef CHISO_TOOLS_BENCHMARK_METER_H_
#define CHISO_TOOLS_BENCHMARK_METER_H_

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/report.h"

namespace chiso::bench {

// Not thread-safe.
class Meter {
 public:
  // `database` must outlive this object. Failure: it is not durable.
  explicit Meter(Database& database);

  // Runs `f`, which tells how many seconds it took, and adds that to the way. `server` is the process whose
  // CPU counts as the server's; 0: there is none.
  void Run(Way& way, pid_t server, absl::FunctionRef<double()> f);

  // The machine and the database with its settings: name and value.
  std::vector<std::pair<std::string, std::string>> Facts();

 private:
  Database& database_;
  const pid_t postmaster_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_METER_H_
