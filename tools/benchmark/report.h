// What was measured, and how it is told.

#ifndef CHISO_TOOLS_BENCHMARK_REPORT_H_
#define CHISO_TOOLS_BENCHMARK_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/benchmark/cpu.h"

namespace chiso::bench {

// The q-quantile, 0 to 1, by the nearest rank; 0 of nothing.
double Quantile(std::vector<double> values, double q);

// A number that was measured several times: the median is what counts.
struct Sample {
  std::vector<double> values;

  void Add(double value) { values.push_back(value); }
  double median() const { return Quantile(values, 0.5); }
  double least() const { return Quantile(values, 0); }
  double greatest() const { return Quantile(values, 1); }
};

// One way of getting records into the database.
struct Way {
  std::string name;
  // In one run.
  int64_t records = 0;
  Sample rate = {};    // records in a second
  Sample client = {};  // microseconds of CPU for each record, and so on
  Sample server = {};
  Sample postgres = {};
  Sample wal = {};  // bytes for each record
  Sample p50 = {};  // milliseconds from a batch to its answer
  Sample p99 = {};

  // Of a run that took so long; for all of its records.
  void Add(double seconds, const Cpu& cpu, double wal_bytes);
  void AddLatencies(const std::vector<double>& latencies);
  // Of all processes, in the last run.
  double LastCpu() const { return client.values.back() + server.values.back() + postgres.values.back(); }
};

struct Goal {
  std::string name;
  // What is measured, and in which unit.
  std::string what;
  Sample value;
  // None: it is told beside a goal, and is none itself.
  std::optional<double> target;
  bool at_least = true;

  // Only where there is a target.
  bool met() const { return at_least ? value.median() >= *target : value.median() <= *target; }
};

// A table of text for people; the first row is its head.
struct Grid {
  std::string title;
  std::vector<std::vector<std::string>> rows;
};

struct Report {
  // Machine, programs, settings and sizes: name and value.
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<Way> ways;
  std::vector<Goal> goals;
  std::vector<Grid> grids = {};
};

// 412345.6 -> `412,346`; small numbers with two decimals, shares with three.
std::string Number(double value);

// For people.
std::string AsTable(const Report& report);
// A line of JSON for each goal.
std::string AsJson(const Report& report);

// Says on standard error how far it is; on a terminal in place.
void Progress(const std::string& line);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_REPORT_H_
