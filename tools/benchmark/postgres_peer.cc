#include "tools/benchmark/postgres_peer.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "tools/benchmark/cpu.h"

namespace chiso::bench {
namespace {

using Clock = std::chrono::steady_clock;

// Versions that one statement takes in.
constexpr int64_t kBatch = 5'000;
constexpr char kUnlogged[] = "CREATE UNLOGGED TABLE";

// With room to hash and sort in memory, and as many processes as there are, whatever the planner thinks of
// it.
constexpr char kSettings[] =
    "SET synchronous_commit = off; SET work_mem = '1GB'; SET maintenance_work_mem = '1GB';"
    "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0.001; SET min_parallel_table_scan_size = 0;"
    "SET max_parallel_maintenance_workers = 2; SET client_min_messages = warning";

}  // namespace

PostgresPeer::PostgresPeer(const std::string& conninfo, const SqlText& sql)
    : database_(conninfo),
      postmaster_(ParentOf(static_cast<pid_t>(database_.Number("SELECT pg_backend_pid()")))),
      sql_(sql) {
  database_.Run(kSettings);
}

template <typename F>
Took PostgresPeer::Measure(F f) const {
  const Clock::time_point start = Clock::now();
  const Cpu before = CpuUsed(0, postmaster_);
  f();
  return {std::chrono::duration<double>(Clock::now() - start).count(),
          (CpuUsed(0, postmaster_) - before).postgres};
}

std::string PostgresPeer::Settings() {
  std::string settings = database_.Value("SHOW server_version");
  for (const char* const name : {"shared_buffers", "work_mem", "synchronous_commit", "jit"}) {
    absl::StrAppend(&settings, ", ", name, "=", database_.Value(absl::StrCat("SHOW ", name)));
  }
  return settings + ", tables unlogged";
}

void PostgresPeer::Load(const std::string& tables) {
  database_.Run(sql_.Get("postgres"));
  for (const char* const table : {"unit", "procedure", "period", "version"}) {
    database_.CopyFile(table, absl::StrCat(tables, "/", table, "s.csv"));
  }
  database_.Run("ANALYZE unit, procedure, period, version");
  versions_ = database_.Number("SELECT count(*) FROM version");
}

Took PostgresPeer::KeepNewest() {
  const Took took = Measure([this] { database_.Run(sql_.Get("newest", {{"create", kUnlogged}})); });
  database_.Run("VACUUM ANALYZE dossier");
  return took;
}

Took PostgresPeer::Recompute(int processes) {
  database_.Run("DROP TABLE IF EXISTS flow, used, cells");
  // The one that was asked takes part.
  database_.Run(absl::StrCat("SET max_parallel_workers_per_gather = ", processes - 1));
  return Measure([this] { database_.Run(sql_.Recompute(kUnlogged)); });
}

Cells PostgresPeer::Figures() { return ReadFigures("SELECT * FROM cells"); }

Cells PostgresPeer::ReadFigures(const std::string& query) {
  Cells cells;
  database_.CopyOut(query, [&cells](CopyReader& row) {
    CellFigures& cell = cells.emplace_back();
    for (int64_t& part : cell.id) part = row.Int64();
    for (int64_t& figure : cell.figures) figure = row.Int64();
  });
  std::sort(cells.begin(), cells.end());
  return cells;
}

std::string PostgresPeer::Counting(const std::string& changed) const {
  return sql_.Get("trigger_counting", {{"changed", changed},
                                       {"together", sql_.Get("trigger_together")},
                                       {"flow", sql_.Get("flow")},
                                       {"uses", sql_.Get("trigger_uses")}});
}

void PostgresPeer::KeepCounters(int64_t left) {
  applied_ = std::max<int64_t>(0, versions_ - left);
  const std::string put = absl::StrCat("SELECT 1 AS sign, * FROM (", sql_.CourseOf("new_rows"), ") put");
  const std::string taken = absl::StrCat("SELECT -1, * FROM (", sql_.CourseOf("old_rows"), ") taken");
  database_.Run("CREATE INDEX ON version (sequence)");
  database_.Run(
      sql_.Get("trigger", {{"cut", absl::StrCat(applied_)},
                           {"course of dossier", sql_.CourseOf("dossier")},
                           {"together", sql_.Get("trigger_together")},
                           {"flow", sql_.Get("flow")},
                           {"uses", sql_.Get("trigger_uses")},
                           {"counting inserted", Counting(put)},
                           {"counting updated", Counting(absl::StrCat(put, " UNION ALL ", taken))}}));
  database_.Run("SET search_path = held, public; SET max_parallel_workers_per_gather = 0; SET jit = off");
  database_.Run("VACUUM ANALYZE dossier");
  database_.Run("VACUUM ANALYZE flow");
  database_.Run("VACUUM ANALYZE use_count");
}

Took PostgresPeer::ApplyLast() {
  return Measure([this] {
    while (applied_ < versions_) {
      const int64_t last = std::min(versions_, applied_ + kBatch);
      database_.Run(
          sql_.Get("trigger_apply", {{"first", absl::StrCat(applied_ + 1)}, {"last", absl::StrCat(last)}}));
      applied_ = last;
    }
  });
}

Cells PostgresPeer::CounterFigures(int64_t sample) {
  database_.Run(sql_.Get("trigger_used", {{"sample", absl::StrCat(sample)}}));
  return ReadFigures(sql_.Get("figures"));
}

void PostgresPeer::DropCounters() {
  database_.Run("DROP SCHEMA held CASCADE; SET search_path = public; RESET jit");
}

}  // namespace chiso::bench
