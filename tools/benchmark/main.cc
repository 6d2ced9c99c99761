// chiso-bench: measures chiso. tools/bench starts it with all that it needs.

#include <algorithm>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/freshness.h"
#include "tools/benchmark/ingest.h"
#include "tools/benchmark/lookup.h"
#include "tools/benchmark/rebuild.h"
#include "tools/benchmark/report.h"
#include "tools/benchmark/score.h"
#include "tools/benchmark/unary.h"

namespace chiso::bench {
namespace {

// All that `score` takes.
struct ScoreParts {
  ScoreOptions score;
  FreshnessOptions freshness;
  std::vector<std::string> parts = {"compare", "growth", "freshness", "sizing"};
};

CLI::App& AddScore(CLI::App& program, ScoreParts& all) {
  ScoreOptions& options = all.score;
  ServiceOptions& services = all.freshness.services;
  CLI::App& score = *program.add_subcommand("score", "Scoring; the server must not have been used before.");
  score.add_option("--postgres", options.postgres, "libpq's connection string, without a database")
      ->required();
  score.add_option("--ledger", options.ledger, "The program measure_ledger")->required();
  score.add_option("--definitions", options.definitions, "The folder with the index definitions")->required();
  score.add_option("--sql", options.sql, "The folder with the peers' SQL")->required();
  score.add_option("--duckdb", options.duckdb, "The folder of the npm package @duckdb/node-api");
  score.add_option("--duckdb-peer", options.duckdb_peer, "The program that runs it");
  score.add_option("--folder", options.folder, "For large files")->required();
  score.add_option("--log", options.log, "Where the programs' output goes")->required();
  score.add_option("--dossiers", options.dossiers, "How many")
      ->check(CLI::Range(int64_t{1000}, int64_t{100'000'000}))
      ->capture_default_str();
  score.add_option("--communes", options.communes, "Of each of 34 provinces")
      ->check(CLI::Range(1, 4000))
      ->capture_default_str();
  score.add_option("--months", options.months, "From January 2026 on")
      ->check(CLI::Range(1, 60))
      ->capture_default_str();
  score.add_option("--rounds", options.rounds, "How often chiso and its peers make everything anew in turn")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  score.add_option("--peers", options.peers, "Which take part, with commas between")
      ->delimiter(',')
      ->check(CLI::IsMember(options.peers))
      ->capture_default_str();
  score.add_option("--parts", all.parts, "What is measured, with commas between")
      ->delimiter(',')
      ->check(CLI::IsMember(all.parts))
      ->capture_default_str();
  score.add_option("--ingestion", services.ingestion, "The program chiso-ingestion")->required();
  score.add_option("--scoring", services.scoring, "The program chiso-scoring")->required();
  score.add_option("--reporting", services.reporting, "The program chiso-reporting")->required();
  score.add_option("--templates", services.templates, "The folder of reporting's templates")->required();
  score
      .add_option("--seconds", all.freshness.seconds, "How long dossiers come in while it is looked for them")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  score.add_option("--rate", all.freshness.records_per_second, "How many dossiers come in in a second")
      ->check(CLI::Range(int64_t{100}, int64_t{1'000'000}))
      ->capture_default_str();
  return score;
}

void Append(Report part, Report& report) {
  for (auto& fact : part.facts) {
    if (std::find(report.facts.begin(), report.facts.end(), fact) == report.facts.end()) {
      report.facts.push_back(std::move(fact));
    }
  }
  std::move(part.grids.begin(), part.grids.end(), std::back_inserter(report.grids));
  std::move(part.goals.begin(), part.goals.end(), std::back_inserter(report.goals));
}

Report MeasureParts(ScoreParts all) {
  ServiceOptions& services = all.freshness.services;
  services.postgres = all.score.postgres;
  services.definitions = all.score.definitions;
  services.log = all.score.log;
  all.freshness.held = std::max<int64_t>(1000, all.score.dossiers / 10);
  Report report;
  for (const std::string& part : all.parts) {
    Append(part == "compare"     ? MeasureScore(all.score)
           : part == "growth"    ? MeasureGrowth(all.score)
           : part == "freshness" ? MeasureFreshness(all.freshness)
                                 : MeasureSizing(services, all.score.dossiers),
           report);
  }
  return report;
}

CLI::App& AddRebuild(CLI::App& program, RebuildOptions& options, std::string& format) {
  CLI::App& rebuild = *program.add_subcommand(
      "rebuild", "Reading a log from its beginning, as scoring does; the database must be empty.");
  rebuild.add_option("--postgres", options.postgres, "libpq's connection string")->required();
  rebuild.add_option("--ingestion", options.ingestion, "The program chiso-ingestion")->required();
  rebuild.add_option("--reader", options.reader, "The program measure_rebuild")->required();
  rebuild.add_option("--definitions", options.definitions, "The folder with the index definitions")
      ->required();
  rebuild.add_option("--log", options.log, "Where the servers' output goes")->required();
  rebuild.add_option("--records", options.records, "How many dossiers the log holds")
      ->check(CLI::Range(int64_t{1000}, int64_t{100'000'000}))
      ->capture_default_str();
  rebuild.add_option("--pairs", options.pairs, "How often the ways take turns")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  rebuild.add_option("--format", format, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  return rebuild;
}

int Main(int argc, char** argv) {
  CLI::App program("Measures chiso against its goals, and beside what it competes with.", "chiso-bench");
  program.require_subcommand(1);

  IngestOptions ingest;
  std::string format = "table";
  CLI::App& measure = *program.add_subcommand("ingest", "Durable ingestion; the database must be empty.");
  measure.add_option("--postgres", ingest.postgres, "libpq's connection string")->required();
  measure.add_option("--ingestion", ingest.ingestion, "The program chiso-ingestion")->required();
  measure.add_option("--log", ingest.log, "Where the servers' output goes")->required();
  measure.add_option("--records", ingest.records, "In one run of chiso and of COPY")
      ->check(CLI::Range(int64_t{1000}, int64_t{10'000'000}))
      ->capture_default_str();
  measure.add_option("--pairs", ingest.pairs, "How often chiso and its peers are run in turn")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  measure.add_option("--seconds", ingest.seconds, "Of a run with everything on")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  measure.add_option("--streams", ingest.streams, "Streams, each of a sender of its own")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  measure.add_option("--window", ingest.window, "Batches of a stream without an answer")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  measure.add_option("--batch", ingest.batch_records, "Dossiers in a batch")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  measure.add_option("--format", format, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();

  LookUpOptions look_up;
  CLI::App& lookup =
      *program.add_subcommand("lookup", "Finding one dossier among millions; the databases must be empty.");
  lookup.add_option("--postgres", look_up.postgres, "libpq's connection string")->required();
  lookup.add_option("--plain", look_up.plain, "That of the database that does without the index")->required();
  lookup.add_option("--ingestion", look_up.ingestion, "The program chiso-ingestion")->required();
  lookup.add_option("--log", look_up.log, "Where the servers' output goes")->required();
  lookup.add_option("--records", look_up.records, "How many dossiers there are when they are asked for")
      ->check(CLI::Range(int64_t{1000}, int64_t{100'000'000}))
      ->capture_default_str();
  lookup.add_option("--pairs", look_up.pairs, "How often appending is measured with and without the index")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  lookup.add_option("--asks", look_up.asks, "How many dossiers are asked for in a run")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  lookup.add_option("--format", format, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();

  ScoreParts score;
  CLI::App& scoring = AddScore(program, score);
  scoring.add_option("--format", format, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  RebuildOptions rebuild_options;
  const CLI::App& rebuild = AddRebuild(program, rebuild_options, format);

  UnaryOptions unary;
  CLI::App& service =
      *program.add_subcommand("unary-service", "What chiso is compared with; started by ingest.");
  service.add_option("--listen", unary.listen)->required();
  service.add_option("--postgres", unary.postgres)->required();
  service.add_option("--table", unary.table)->required();
  service.add_option("--log-id", unary.log_id)->required();
  service.add_option("--month", unary.month)->required();
  service.add_option("--connections", unary.connections)->required();

  CLI11_PARSE(program, argc, argv);
  try {
    if (service.parsed()) {
      ServeUnary(unary);
      return 0;
    }
    ingest.bench = argv[0];
    const Report report = scoring.parsed()   ? MeasureParts(score)
                          : lookup.parsed()  ? MeasureLookUp(look_up)
                          : rebuild.parsed() ? MeasureRebuild(rebuild_options)
                                             : MeasureIngest(ingest);
    std::cout << (format == "json" ? AsJson(report) : AsTable(report)) << std::flush;
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "\nchiso-bench: " << failure.what() << std::endl;
    return 1;
  }
}

}  // namespace
}  // namespace chiso::bench

int main(int argc, char** argv) { return chiso::bench::Main(argc, argv); }
