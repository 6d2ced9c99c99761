// How far the work behind the log is behind while records come in.

#ifndef CHISO_TOOLS_BENCHMARK_LAG_H_
#define CHISO_TOOLS_BENCHMARK_LAG_H_

#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "tools/benchmark/database.h"

namespace chiso::bench {

// Looked at in equal intervals.
struct Lag {
  // How many records are behind the head of the log, and where that was.
  std::vector<double> values;
  std::vector<double> heads;

  double end() const { return values.back(); }
  double greatest() const;
  // The share of what arrived that was left behind, by the means of the second and the last quarter. A
  // lag that stays bounded has 0, work that stands still 1.
  double Growth() const;
};

// Looks how far the index that finds a dossier is behind the head of the log `main`, from the constructor
// until End, on a connection and a thread of its own.
class LagWatch {
 public:
  LagWatch(const std::string& conninfo, absl::Duration interval);
  ~LagWatch();
  LagWatch(const LagWatch&) = delete;
  LagWatch& operator=(const LagWatch&) = delete;

  // Looks once more, and ends. Failure: the database could not be asked.
  void End();
  // Only after End.
  const Lag& index() const { return index_; }

 private:
  void Run();
  void Look();

  Database database_;
  const absl::Duration interval_;
  Lag index_;
  std::exception_ptr failure_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_LAG_H_
