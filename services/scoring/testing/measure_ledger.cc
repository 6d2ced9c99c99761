// measure_ledger: measures the ledger of scoring alone, without any service: what applying an event
// costs, what a dossier takes, and how long all scores of the country take, from its rows on. tools/bench
// ledger starts it, and tools/bench score beside what the ledger is compared with.

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/scoring/core/activity.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/definitions.h"
#include "services/scoring/testing/country.h"

namespace chiso::bench {
namespace {

using namespace core;  // NOLINT: the ledger is what this file is about.

constexpr size_t kChunk = 16'384;

// The indicators that dossiers alone give, in the order in which the peers have them as columns.
constexpr const char* kIndicators[] = {
    "ON_TIME",
    "AVERAGE_TIME",
    "ONLINE_DOSSIERS",
    "PAYMENT_DOSSIERS",
    "ORIGINAL_RESULT_AVAILABLE",
    "SO_HOA_GIAY_TO_GIAI_QUYET",
    "REUSED_DIGITIZED_DATA",
    "SYNCED_WITH_DVCQG_PERSONAL_STORAGE",
    "CITIZEN_DATA_CONNECTED_DOSSIER",
    "DOSSIER_RECEIVING_SATISFACTION",
    "ONLINE_USED",
    "PAYMENT_PROVIDED",
    "PAYMENT_USED",
    "CITIZEN_DATA_CONNECTED_FORMALITY",
};

struct Options {
  CountrySize size;
  std::string definitions;
  std::string tables;
  std::string requests;
  std::string answers;
  std::string format = "table";
};

// What was measured while events were applied; times in seconds.
struct Figures {
  int64_t dossiers = 0;
  int64_t events = 0;
  double apply_cpu = 0;
  double apply_wall = 0;
  int64_t row_bytes = 0;
  int64_t grown_bytes = 0;
  int64_t resident_bytes = 0;
};

// What making everything anew took, in seconds.
struct Recompute {
  double place = 0;  // from rows to flows
  double score = 0;  // from flows to all scores
  double cpu = 0;    // of the processor for both, in all threads
  int64_t scores = 0;
  int64_t points = 0;
};

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double WallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int64_t ResidentBytes() {
  int64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

// All periods from the country's first month on for which there is a definition.
std::vector<Period> PeriodsOf(const Ledger& ledger, const Country& country, const Definitions& definitions) {
  std::vector<Period> periods;
  for (const Period& period : ActivePeriods(ledger)) {
    if (NumberOf(period.first_month()) >= country.first_month() && definitions.For(period) != nullptr) {
      periods.push_back(period);
    }
  }
  return periods;
}

// Scores everything; the threads take one period after another.
void ScoreAll(const Ledger& ledger, const Definitions& definitions, const std::vector<Period>& periods,
              int threads, Recompute& recompute) {
  std::atomic<size_t> next = 0;
  std::atomic<int64_t> scores = 0, points = 0;
  const auto work = [&] {
    for (size_t i = next++; i < periods.size(); i = next++) {
      Tallies tallies(ledger, *definitions.For(periods[i]));
      const auto places = static_cast<int32_t>(tallies.TreeOf(periods[i]).places.size());
      int64_t sum = 0;
      for (int32_t place = 0; place < places; ++place) {
        for (const Scope scope : {Scope::kOwnOffices, Scope::kSubtree}) {
          sum += ScorePlace(tallies, place, periods[i], scope).total_points.value_or(0);
        }
      }
      scores += 2 * places;
      points += sum;
    }
  };
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  recompute.scores = scores;
  recompute.points = points;
}

Recompute MakeAnew(Ledger& ledger, const Country& country, const Definitions& definitions, int threads) {
  Recompute recompute;
  const double begun = WallSeconds(), cpu = CpuSeconds();
  // To go back by a second makes all flows anew.
  ledger.AdvanceTo(country.as_of() - 1);
  ledger.AdvanceTo(country.as_of());
  recompute.place = WallSeconds() - begun;
  ScoreAll(ledger, definitions, PeriodsOf(ledger, country, definitions), threads, recompute);
  recompute.score = WallSeconds() - begun - recompute.place;
  recompute.cpu = CpuSeconds() - cpu;
  return recompute;
}

// A line for each unit, period and scope: their numbers, then numerator and denominator of each indicator;
// what is not reported is -1.
void WriteCells(const Ledger& ledger, const Country& country, const Definitions& definitions,
                const std::vector<Period>& periods, const std::string& file) {
  std::ofstream out(file, std::ios::binary);
  for (size_t i = 0; i < periods.size(); ++i) {
    Tallies tallies(ledger, *definitions.For(periods[i]));
    const Tree& tree = tallies.TreeOf(periods[i]);
    for (int unit = 0; unit < country.units(); ++unit) {
      const int32_t place = tree.Of(ledger.offices().Of({country.UnitCode(unit), std::nullopt}));
      for (const Scope scope : {Scope::kOwnOffices, Scope::kSubtree}) {
        const Score score = ScorePlace(tallies, place, periods[i], scope);
        std::string line = absl::StrCat(unit, ",", i, ",", static_cast<int>(scope));
        for (const char* const code : kIndicators) {
          const auto of = std::find_if(score.indicators.begin(), score.indicators.end(),
                                       [code](const IndicatorScore& each) { return each.code == code; });
          absl::StrAppend(&line, ",", of->figures.numerator.value_or(-1), ",",
                          of->figures.denominator.value_or(-1));
        }
        out << line << '\n';
      }
    }
  }
  if (!out.flush()) throw std::runtime_error(absl::StrCat("cannot write ", file));
}

// Units, procedures and periods for the peers; the dossiers are written as they arrive.
void WriteTables(const Country& country, const std::vector<Period>& periods, const std::string& folder) {
  std::ofstream(folder + "/units.csv", std::ios::binary) << country.UnitTable();
  std::ofstream(folder + "/procedures.csv", std::ios::binary) << country.ProcedureTable();
  std::ofstream out(folder + "/periods.csv", std::ios::binary);
  for (size_t i = 0; i < periods.size(); ++i) {
    const MonthNumber first = NumberOf(periods[i].first_month()) - country.first_month();
    out << absl::StrCat(i, ",", first, ",", first + periods[i].month_count(), "\n");
  }
  std::ofstream(folder + "/as_of", std::ios::binary) << country.as_of();
}

void ApplyAll(const Country& country, const Options& options, Ledger& ledger, Figures& figures) {
  std::ofstream versions;
  if (!options.tables.empty()) versions.open(options.tables + "/versions.csv", std::ios::binary);
  Arrivals arrivals(country, options.size.dossiers);
  DossierVersion version;
  std::vector<Fact> chunk;
  std::string lines;
  for (bool more = true; more;) {
    chunk.clear();
    lines.clear();
    while (chunk.size() < kChunk && (more = arrivals.Next(version))) {
      chunk.push_back(country.FactOf(version));
      if (versions.is_open()) country.AppendLine(arrivals.count(), version, lines);
    }
    versions << lines;
    const double cpu = CpuSeconds(), wall = WallSeconds();
    ledger.Apply(chunk);
    figures.apply_cpu += CpuSeconds() - cpu;
    figures.apply_wall += WallSeconds() - wall;
    ledger.TakeTouched();
    std::cerr << absl::StrFormat("\r   %d dossiers: %.0f %% applied ", options.size.dossiers,
                                 100 * arrivals.share())
              << std::flush;
  }
  std::cerr << std::endl;
  figures.events = arrivals.count();
  if (versions.is_open() && !versions.flush()) throw std::runtime_error("cannot write the tables");
}

void Tell(const Options& options, const std::string& goal, const std::string& what, double value,
          double target) {
  const bool met = value <= target;
  if (options.format == "json") {
    std::cout << absl::StrFormat(R"({"goal":"%s","what":"%s","value":%.4g,"target":%.4g,"met":%s})", goal,
                                 what, value, target, met ? "true" : "false")
              << std::endl;
  } else {
    std::cout << absl::StrFormat("%-4s %-66s %10.3f  (goal %g, %s)", goal, what, value, target,
                                 met ? "met" : "missed")
              << std::endl;
  }
}

// Tells what applying took, and then does what it is asked to, one line after another: `recompute THREADS`,
// or `cells FILE`. Each answer is a line of JSON.
void Serve(const Figures& figures, const Options& options, const Country& country,
           const Definitions& definitions, Ledger& ledger) {
  std::ofstream answers(options.answers);
  answers << absl::StrFormat(
                 R"({"dossiers":%d,"events":%d,"apply_cpu":%.9g,"apply_wall":%.9g,"row_bytes":%d,)"
                 R"("grown_bytes":%d,"resident_bytes":%d})",
                 figures.dossiers, figures.events, figures.apply_cpu, figures.apply_wall, figures.row_bytes,
                 figures.grown_bytes, figures.resident_bytes)
          << std::endl;
  std::ifstream requests(options.requests);
  for (std::string request, argument; requests >> request >> argument;) {
    if (request == "cells") {
      WriteCells(ledger, country, definitions, PeriodsOf(ledger, country, definitions), argument);
      answers << "{}" << std::endl;
      continue;
    }
    const Recompute made = MakeAnew(ledger, country, definitions, std::stoi(argument));
    answers << absl::StrFormat(R"({"seconds":%.9g,"cpu":%.9g,"place":%.9g,"score":%.9g,"scores":%d})",
                               made.place + made.score, made.cpu, made.place, made.score, made.scores)
            << std::endl;
  }
}

void TellGoals(const Figures& figures, const Options& options, const Country& country,
               const Definitions& definitions, Ledger& ledger) {
  if (options.format == "table") {
    std::cout << absl::StrFormat("%d dossiers, %d units, %d months, %d events\n", figures.dossiers,
                                 country.units(), options.size.months, figures.events);
    for (const int threads : {1, 2}) {
      const Recompute made = MakeAnew(ledger, country, definitions, threads);
      std::cout << absl::StrFormat(
          "     all anew, %d threads: from rows to flows in %.3f s, from flows to %d "
          "scores of all periods in %.3f s; %d points\n",
          threads, made.place, made.scores, made.score, made.points / 100);
    }
  }
  const auto dossiers = static_cast<double>(figures.dossiers);
  Tell(options, "P5", "microseconds an event", figures.apply_cpu * 1e6 / static_cast<double>(figures.events),
       0.5);
  Tell(options, "P8", "bytes a dossier, rows and index", static_cast<double>(figures.row_bytes) / dossiers,
       64);
  Tell(options, "P8", "bytes a dossier, all that the process grew by",
       static_cast<double>(figures.grown_bytes) / dossiers, 125);
}

int Run(const Options& options) {
  const absl::StatusOr<Definitions> definitions = Definitions::Load(options.definitions);
  if (!definitions.ok()) {
    std::cerr << definitions.status().message() << std::endl;
    return 1;
  }
  const Country country(options.size);
  Ledger ledger(definitions->all());
  ledger.Apply(country.Reference());
  ledger.AdvanceTo(country.as_of());
  Figures figures;
  const int64_t resident_before = ResidentBytes();
  ApplyAll(country, options, ledger, figures);
  figures.dossiers = ledger.cases().row_count();
  figures.row_bytes = static_cast<int64_t>(ledger.cases().row_bytes());
  figures.resident_bytes = ResidentBytes();
  figures.grown_bytes = figures.resident_bytes - resident_before;
  if (!options.tables.empty()) {
    WriteTables(country, PeriodsOf(ledger, country, *definitions), options.tables);
  }
  if (options.requests.empty()) {
    TellGoals(figures, options, country, *definitions, ledger);
  } else {
    Serve(figures, options, country, *definitions, ledger);
  }
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App program("Measures the ledger of scoring alone. Example: tools/bench ledger --dossiers 1000000",
                   "measure_ledger");
  Options options;
  program.add_option("--dossiers", options.size.dossiers, "How many")
      ->check(CLI::Range(int64_t{100}, int64_t{100'000'000}))
      ->capture_default_str();
  program.add_option("--communes", options.size.communes, "Of each of 34 provinces")
      ->check(CLI::Range(0, 4000))
      ->capture_default_str();
  program.add_option("--months", options.size.months, "From January 2026 on")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  program.add_option("--definitions", options.definitions, "The folder with the index definitions")
      ->required();
  program.add_option("--tables", options.tables, "A folder for the dossiers as tables, in CSV");
  program.add_option("--answers", options.answers, "A pipe that answers go to, instead of goals");
  program.add_option("--requests", options.requests, "A pipe that requests come from")->needs("--answers");
  program.add_option("--format", options.format, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  try {
    return Run(options);
  } catch (const std::exception& failure) {
    std::cerr << "measure_ledger: " << failure.what() << std::endl;
    return 1;
  }
}

}  // namespace
}  // namespace chiso::bench

int main(int argc, char** argv) { return chiso::bench::Main(argc, argv); }
