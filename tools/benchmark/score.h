// Measures scoring beside what else could work the index out: on the same dossiers, in one run, and only
// where all give the same figures.

#ifndef CHISO_TOOLS_BENCHMARK_SCORE_H_
#define CHISO_TOOLS_BENCHMARK_SCORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/benchmark/report.h"

namespace chiso::bench {

struct ScoreOptions {
  // libpq's connection string of a server on this machine, without a database's name.
  std::string postgres;
  // The program measure_ledger, and the folders of the definitions and of the peers' SQL.
  std::string ledger;
  std::string definitions;
  std::string sql;
  // A folder with the npm package @duckdb/node-api (empty: it cannot be had), and the program that runs it.
  std::string duckdb;
  std::string duckdb_peer;
  // A folder for files that are large, and where the programs' output goes.
  std::string folder;
  std::string log;
  int64_t dossiers = 1'000'000;
  int communes = 100;  // of each of 34 provinces
  int months = 12;     // at most 60: to the peers a set of months is a number
  int rounds = 5;
  // Who takes part.
  std::vector<std::string> peers = {"duckdb", "postgres", "trigger"};
};

// Applying, recomputing and memory beside the peers: P5, P6, P8. A peer whose figures differ is told of and
// not timed. Failure: something does not work.
Report MeasureScore(const ScoreOptions& options);

// How cost grows with records, units and months, of chiso alone.
Report MeasureGrowth(const ScoreOptions& options);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_SCORE_H_
