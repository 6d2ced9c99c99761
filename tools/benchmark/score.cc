#include "tools/benchmark/score.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "nlohmann/json.hpp"
#include "tools/benchmark/cells.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/machine.h"
#include "tools/benchmark/postgres_peer.h"
#include "tools/benchmark/runner.h"
#include "tools/benchmark/sql_text.h"

namespace chiso::bench {
namespace {

constexpr double kMiB = 1 << 20;
constexpr int kProcesses = 2;
// What the triggers take in while it is measured, and no more than half of what there is.
constexpr int64_t kTriggerVersions = 200'000;
// From so many dossiers on the counters are compared in every eighth province only: what they say has to be
// brought into another form first.
constexpr int64_t kCompareAllCounters = 2'000'000;
constexpr int kSampledProvinces = 8;

std::vector<std::string> LedgerCommand(const ScoreOptions& options, int64_t dossiers, int communes,
                                       int months) {
  return {options.ledger,       "--dossiers",           absl::StrCat(dossiers),
          "--communes",         absl::StrCat(communes), "--months",
          absl::StrCat(months), "--definitions",        options.definitions};
}

Took TookOf(const nlohmann::json& answer) {
  return {answer.at("seconds").get<double>(), answer.at("cpu").get<double>()};
}

// Of one way of making everything anew.
struct Timing {
  Sample seconds;
  Sample cpu;       // the same, of the processor
  Sample by_chiso;  // seconds by those of chiso

  void Add(const Took& took) {
    seconds.Add(took.seconds);
    cpu.Add(took.cpu);
  }
};

class ScoreBench {
 public:
  explicit ScoreBench(const ScoreOptions& options) : options_(options) {}

  Report Run() {
    StartChiso();
    if (Has("postgres") || Has("trigger")) StartPostgres();
    if (Has("duckdb")) StartDuckDb();
    for (int round = 0; round < options_.rounds; ++round) RunRound(round);
    Progress("");
    TellFacts();
    TellTables();
    TellGoals();
    DropDatabase();
    return std::move(report_);
  }

 private:
  bool Has(const std::string& peer) const {
    return std::find(options_.peers.begin(), options_.peers.end(), peer) != options_.peers.end();
  }

  void StartChiso() {
    Progress(absl::StrCat("chiso: applying what is said of ", options_.dossiers, " dossiers"));
    auto command = LedgerCommand(options_, options_.dossiers, options_.communes, options_.months);
    command.insert(command.end(), {"--tables", options_.folder});
    chiso_ = std::make_unique<Runner>(command, options_.folder, "chiso", options_.log);
    figures_ = chiso_->Answer();
    int64_t as_of = 0;
    std::ifstream(options_.folder + "/as_of") >> as_of;
    sql_ = std::make_unique<SqlText>(options_.sql, options_.months, as_of);
    const std::string file = options_.folder + "/chiso.csv";
    chiso_->Ask(absl::StrCat("cells ", file));
    expected_ = ReadCells(file);
  }

  Database Server() const { return Database(absl::StrCat(options_.postgres, " dbname=postgres")); }
  void DropDatabase() {
    postgres_.reset();
    if (!Has("postgres") && !Has("trigger")) return;
    Database server = Server();
    server.Run("SET client_min_messages = warning");
    server.Run("DROP DATABASE IF EXISTS chiso_peer");
  }

  void StartPostgres() {
    DropDatabase();
    Server().Run("CREATE DATABASE chiso_peer");
    postgres_ = std::make_unique<PostgresPeer>(absl::StrCat(options_.postgres, " dbname=chiso_peer"), *sql_);
    postgres_settings_ = postgres_->Settings();
    Progress("PostgreSQL: loading");
    postgres_->Load(options_.folder);
    if (Has("trigger")) RunTrigger();
    if (!Has("postgres")) return postgres_.reset();
    Progress("PostgreSQL: the newest of all versions");
    newest_in_postgres_.Add(postgres_->KeepNewest());
    Progress("PostgreSQL: a first recompute");
    postgres_->Recompute(kProcesses);
    const auto all = [](int64_t) { return true; };
    if (!Agrees("PostgreSQL, in SQL", Compare(expected_, postgres_->Figures(), all))) postgres_.reset();
  }

  void RunTrigger() {
    Progress("PostgreSQL: counters kept by triggers");
    const auto versions = figures_.at("events").get<int64_t>();
    const int64_t last = std::min(kTriggerVersions, versions / 2);
    postgres_->KeepCounters(last);
    Progress(absl::StrCat("PostgreSQL: ", last, " versions by triggers"));
    const Took took = postgres_->ApplyLast();
    const double micros = 1e6 / static_cast<double>(last);
    const int64_t stride = options_.dossiers < kCompareAllCounters ? 1 : kSampledProvinces;
    const int64_t sample = stride * (1 + options_.communes);
    const auto belongs = [&](int64_t unit) { return unit / (1 + options_.communes) % stride == 0; };
    Progress("PostgreSQL: comparing what the triggers counted");
    const Cells counted = postgres_->CounterFigures(sample);
    if (Agrees("PostgreSQL, triggers", Compare(expected_, counted, belongs))) {
      trigger_.Add({took.seconds * micros, took.cpu * micros});
    }
    postgres_->DropCounters();
  }

  void StartDuckDb() {
    if (options_.duckdb.empty()) {
      gate_.emplace_back("gate", "DuckDB: not on this machine, and so not timed");
      return;
    }
    const std::string plan = options_.folder + "/duckdb.json";
    std::ofstream(plan) << nlohmann::json{{"load", sql_->Get("duckdb", {{"tables", options_.folder}})},
                                          {"newest", sql_->Get("newest", {{"create", "CREATE TABLE"}})},
                                          {"recompute", sql_->Recompute("CREATE TABLE")}};
    duckdb_ = std::make_unique<Runner>(std::vector<std::string>{"/usr/bin/env", "node", options_.duckdb_peer,
                                                                "--module", options_.duckdb, "--plan", plan},
                                       options_.folder, "DuckDB", options_.log);
    duckdb_version_ = duckdb_->Answer().at("version").get<std::string>();
    Progress("DuckDB: loading");
    duckdb_->Ask("load -");
    Progress("DuckDB: the newest of all versions");
    newest_in_duckdb_.Add(TookOf(duckdb_->Ask("newest -")));
    Progress("DuckDB: a first recompute");
    duckdb_->Ask("recompute 2");
    const std::string file = options_.folder + "/duckdb.csv";
    duckdb_->Ask(absl::StrCat("cells ", file));
    const auto all = [](int64_t) { return true; };
    if (!Agrees("DuckDB", Compare(expected_, ReadCells(file), all))) duckdb_.reset();
  }

  // Notes what came of the comparison; a peer that is wrong is not timed.
  bool Agrees(const std::string& peer, const CellComparison& comparison) {
    const bool agrees = comparison.difference.empty();
    gate_.emplace_back(
        "gate", agrees ? absl::StrFormat("%s: the same in %d units, periods and scopes, %d indicators each",
                                         peer, comparison.compared, kCellIndicators)
                       : absl::StrCat(peer, ": WRONG and not timed: ", comparison.difference));
    Progress(gate_.back().second);
    return agrees;
  }

  // Whoever comes first in a round comes last in the next one.
  void RunRound(int round) {
    const std::string name = absl::StrFormat("round %d of %d: ", round + 1, options_.rounds);
    const auto chiso = [&] {
      for (const int threads : {1, 2}) {
        Progress(absl::StrCat(name, "chiso, threads: ", threads));
        const nlohmann::json answer = chiso_->Ask(absl::StrCat("recompute ", threads));
        chiso_times_[threads - 1].Add(TookOf(answer));
        if (threads == 1) {
          place_.Add(answer.at("place").get<double>());
          score_.Add(answer.at("score").get<double>());
          scores_ = answer.at("scores").get<int64_t>();
        }
      }
    };
    const auto peers = [&] {
      for (const int threads : {1, 2}) {
        if (!duckdb_) break;
        Progress(absl::StrCat(name, "DuckDB, threads: ", threads));
        duckdb_times_[threads - 1].Add(TookOf(duckdb_->Ask(absl::StrCat("recompute ", threads))));
      }
      if (!postgres_) return;
      Progress(absl::StrCat(name, "PostgreSQL, processes: ", kProcesses));
      postgres_times_.Add(postgres_->Recompute(kProcesses));
    };
    if (round % 2 == 0) chiso();
    peers();
    if (round % 2 == 1) chiso();
    for (int i = 0; i < 2; ++i) {
      const double own = chiso_times_[i].seconds.values.back();
      if (duckdb_) duckdb_times_[i].by_chiso.Add(duckdb_times_[i].seconds.values.back() / own);
      if (postgres_ && i == 0) in_one_thread_.Add(postgres_times_.seconds.values.back() / own);
      if (postgres_ && i == 1) postgres_times_.by_chiso.Add(postgres_times_.seconds.values.back() / own);
    }
  }

  double Figure(const char* name) const { return figures_.at(name).get<double>(); }
  double ApplyMicros() const { return Figure("apply_cpu") * 1e6 / Figure("events"); }

  void AddGoal(std::string name, std::string what, Sample value, std::optional<double> target,
               bool at_least) {
    if (!value.values.empty()) {
      report_.goals.push_back({std::move(name), std::move(what), std::move(value), target, at_least});
    }
  }

  void TellGoals() {
    const double dossiers = Figure("dossiers");
    AddGoal("P5", "µs an event, applied to the ledger", {{ApplyMicros()}}, 0.5, false);
    if (!trigger_.cpu.values.empty()) {
      AddGoal("P5", "PostgreSQL's triggers by chiso", {{trigger_.cpu.median() / ApplyMicros()}}, 50, true);
    }
    AddGoal("P6", "recompute, DuckDB by chiso, 1 thread each", duckdb_times_[0].by_chiso, 15, true);
    AddGoal("P6", "recompute, DuckDB by chiso, 2 threads each", duckdb_times_[1].by_chiso, 15, true);
    AddGoal("P6", "recompute, PostgreSQL by chiso, 2 processes or threads", postgres_times_.by_chiso, 50,
            true);
    AddGoal("P6", "the same by chiso in 1 thread", in_one_thread_, std::nullopt, true);
    AddGoal("P8", "bytes a dossier, rows and index", {{Figure("row_bytes") / dossiers}}, 64, false);
    AddGoal("P8", "bytes a dossier, whole process", {{Figure("resident_bytes") / dossiers}}, 125, false);
  }

  void TellFacts() {
    report_.facts = MachineFacts();
    auto& facts = report_.facts;
    facts.emplace_back("dossiers", absl::StrFormat("%d, of which %.0f versions arrive", options_.dossiers,
                                                   Figure("events")));
    facts.emplace_back("country", absl::StrFormat("34 provinces of %d communes each, %d months, %d scores",
                                                  options_.communes, options_.months, scores_));
    if (duckdb_) facts.emplace_back("DuckDB", duckdb_version_ + ", in memory, in a process of its own");
    if (!postgres_settings_.empty()) facts.emplace_back("PostgreSQL", postgres_settings_);
    facts.insert(facts.end(), gate_.begin(), gate_.end());
  }

  void TellTables() {
    Grid grid{"seconds to make everything anew, from the rows in force", {}};
    grid.rows.push_back({"way", "median", "least", "greatest", "by chiso", "of the processor"});
    const auto add = [&grid](const std::string& name, const Timing& timing) {
      const Sample& seconds = timing.seconds;
      if (seconds.values.empty()) return;
      const auto median = [](const Sample& of) { return of.values.empty() ? "" : Number(of.median()); };
      grid.rows.push_back({name, Number(seconds.median()), Number(seconds.least()),
                           Number(seconds.greatest()), median(timing.by_chiso), median(timing.cpu)});
    };
    add("chiso, 1 thread", chiso_times_[0]);
    add("  from rows to flows", {place_, {}, {}});
    add("  from flows to scores", {score_, {}, {}});
    add("chiso, 2 threads for scores", chiso_times_[1]);
    add("DuckDB, 1 thread", duckdb_times_[0]);
    add("DuckDB, 2 threads", duckdb_times_[1]);
    add("PostgreSQL, 2 processes", postgres_times_);
    add("DuckDB, newest of all versions", newest_in_duckdb_);
    add("PostgreSQL, newest of all versions", newest_in_postgres_);
    report_.grids.push_back(grid);
    const double chiso_wall = Figure("apply_wall") * 1e6 / Figure("events");
    Grid apply{
        "µs to take in a version",
        {{"way", "by the clock", "of the processor"}, {"chiso", Number(chiso_wall), Number(ApplyMicros())}}};
    if (!trigger_.seconds.values.empty()) {
      apply.rows.push_back({"PostgreSQL, statement triggers", Number(trigger_.seconds.median()),
                            Number(trigger_.cpu.median())});
    }
    report_.grids.push_back(apply);
  }

  const ScoreOptions options_;
  std::unique_ptr<SqlText> sql_;
  std::unique_ptr<Runner> chiso_;
  std::unique_ptr<Runner> duckdb_;
  std::unique_ptr<PostgresPeer> postgres_;
  nlohmann::json figures_;
  Cells expected_;
  std::string duckdb_version_, postgres_settings_;
  std::vector<std::pair<std::string, std::string>> gate_;
  // By threads less one.
  Timing chiso_times_[2], duckdb_times_[2];
  Timing postgres_times_, newest_in_duckdb_, newest_in_postgres_;
  Timing trigger_;        // in microseconds
  Sample in_one_thread_;  // PostgreSQL's seconds by those of chiso in one thread
  Sample place_, score_;
  int64_t scores_ = 0;
  Report report_;
};

// One size, and what it costs.
std::vector<std::string> GrowthRow(const ScoreOptions& options, int64_t dossiers, int communes, int months) {
  Progress(
      absl::StrFormat("growth: %d dossiers, %d units, %d months", dossiers, 34 * (1 + communes), months));
  Runner chiso(LedgerCommand(options, dossiers, communes, months), options.folder, "growth", options.log);
  const nlohmann::json figures = chiso.Answer();
  const nlohmann::json anew = chiso.Ask("recompute 1");
  const auto of = [](const nlohmann::json& json, const char* name) { return json.at(name).get<double>(); };
  const double held = of(figures, "dossiers");
  return {Number(held),
          Number(34.0 * (1 + communes)),
          Number(months),
          Number(of(figures, "apply_cpu") * 1e6 / of(figures, "events")),
          Number(of(anew, "place") * 1e6 / held),
          Number(of(anew, "score") * 1e6 / of(anew, "scores")),
          Number(of(anew, "scores")),
          Number(of(anew, "seconds")),
          Number(of(figures, "grown_bytes") / held),
          Number(of(figures, "resident_bytes") / kMiB)};
}

}  // namespace

Report MeasureScore(const ScoreOptions& options) { return ScoreBench(options).Run(); }

Report MeasureGrowth(const ScoreOptions& options) {
  const std::vector<std::string> head = {"dossiers",         "units",      "months",     "µs an event",
                                         "flows µs/dossier", "µs a score", "all scores", "anew s",
                                         "B a dossier",      "MiB"};
  Report report{.facts = MachineFacts()};
  const auto add = [&](const char* title, const std::vector<std::vector<int64_t>>& sizes) {
    Grid grid{title, {head}};
    for (const std::vector<int64_t>& size : sizes) {
      grid.rows.push_back(GrowthRow(options, std::max<int64_t>(100, size[0]), static_cast<int>(size[1]),
                                    static_cast<int>(size[2])));
    }
    report.grids.push_back(grid);
  };
  const int64_t all = options.dossiers, some = options.dossiers / 10;
  add("10, 100 and 1,000 times the dossiers",
      {{all / 1000, 100, 12}, {all / 100, 100, 12}, {all / 10, 100, 12}, {all, 100, 12}});
  add("10, 100 and 1,000 times the units", {{some, 0, 12}, {some, 9, 12}, {some, 99, 12}, {some, 999, 12}});
  add("10 and 100 times the months", {{some, 100, 1}, {some, 100, 10}, {some, 100, 100}});
  Progress("");
  return report;
}

}  // namespace chiso::bench
