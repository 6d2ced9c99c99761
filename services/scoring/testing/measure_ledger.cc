// measure_ledger: measures the ledger of scoring alone, without any service: what applying an event
// costs, what a dossier takes, and how long all scores of the country take. tools/bench ledger starts it.

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/scoring/core/activity.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/definitions.h"

namespace chiso::bench {
namespace {

using namespace core;  // NOLINT: the ledger is what this file is about.

constexpr int kProvinces = 34;
constexpr int kProcedures = 200;  // of a province
constexpr int kEvents = 3;        // of a dossier: received, moved on, ended
constexpr size_t kChunk = 16'384;
constexpr const char* kYear = "2026";

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

int64_t ResidentBytes() {
  int64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

std::string Province(int i) { return absl::StrFormat("H%02d", i + 10); }
std::string Commune(int unit, int communes) {
  return absl::StrFormat("%s.%d", Province(unit / communes), 100 + unit % communes);
}

std::vector<Fact> Reference(int communes) {
  std::vector<Fact> facts;
  for (int p = 0; p < kProvinces; ++p) {
    UnitFact province;
    province.origin.version.revision = 1;
    province.unit = {.key = {Province(p), std::nullopt}, .name = Province(p), .level = Level::kProvince};
    facts.push_back(province);
    for (int c = 0; c < communes; ++c) {
      UnitFact commune;
      commune.origin.version.revision = 1;
      commune.unit = {.key = {Commune(p * communes + c, communes), std::nullopt},
                      .name = "commune",
                      .level = Level::kCommune,
                      .parent_code = Province(p)};
      facts.push_back(commune);
    }
    for (int i = 0; i < kProcedures; ++i) {
      ProcedureFact fact;
      fact.origin.version.revision = 1;
      fact.key = {absl::StrCat("1.", 100'000 + i), Province(p)};
      fact.procedure.online = i % 2 == 0;
      fact.procedure.for_persons = i % 3 == 0;
      fact.procedure.facts.has_fee = i % 4 == 0;
      facts.push_back(fact);
    }
    FeedFact feed;
    feed.origin.version.revision = 1;
    feed.key = {"one", Kind::kDossier, Province(p)};
    facts.push_back(feed);
  }
  return facts;
}

// The event of the dossier: the same number gives the same one.
DossierFact Event(int64_t dossier, int event, int units, int communes) {
  std::mt19937_64 random(static_cast<uint64_t>(dossier) * 2654435761u);
  const auto below = [&random](uint64_t bound) { return static_cast<int64_t>(random() % bound); };
  DossierFact fact;
  const int unit = static_cast<int>(below(static_cast<uint64_t>(units)));
  const int64_t day = below(330);
  const Moment receive =
      StartOf(NumberOf(absl::CivilDay(2026, 1, 1)) + static_cast<DayNumber>(day)) + 28'800 + below(32'000);
  const absl::CivilDay received(absl::CivilDay(2026, 1, 1) + day);
  fact.code = absl::StrFormat("%s-26%02d%02d-%07d", Commune(unit, communes), received.month(), received.day(),
                              dossier % 10'000'000);
  fact.origin = {.version = {receive * 1'000'000 + event, 0, absl::StrCat("digest", event, "........")},
                 .retracted = false,
                 .sender = "one"};
  Dossier& d = fact.dossier;
  d.unit_code = Commune(unit, communes);
  d.procedure_code = absl::StrCat("1.", 100'000 + below(kProcedures));
  d.receive = receive;
  d.due = receive + (1 + below(20)) * kDaySeconds;
  d.flags.Set(DossierFlag::kOnline, below(2) == 0);
  d.flags.Set(DossierFlag::kHasAmount, below(3) == 0);
  d.flags.Set(DossierFlag::kPaidOnline, below(4) == 0);
  d.flags.Set(DossierFlag::kDigitisedComponent, below(2) == 0);
  d.status = event == 0 ? DossierStatus::kReceived : DossierStatus::kProcessing;
  if (event == 2 && below(20) != 0) {
    d.status = DossierStatus::kFinished;
    d.process_end = receive + (1 + below(22)) * kDaySeconds;
    d.flags.Set(DossierFlag::kResultFile, below(2) == 0);
  }
  if (below(33) == 0) d.supplements.push_back({receive + 3'600, receive + 90'000, std::nullopt});
  return fact;
}

struct Options {
  int64_t dossiers = 10'000'000;
  int communes = 100;  // of a province
  std::string definitions;
  std::string format = "table";
};

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

int Run(const Options& options) {
  const absl::StatusOr<Definitions> definitions = Definitions::Load(options.definitions);
  if (!definitions.ok()) {
    std::cerr << definitions.status().message() << std::endl;
    return 1;
  }
  const int units = kProvinces * options.communes;
  Ledger ledger(definitions->all());
  ledger.Apply(Reference(options.communes));
  ledger.AdvanceTo(StartOf(NumberOf(absl::CivilDay(2026, 12, 1))));
  const int64_t resident_before = ResidentBytes();
  // Each event comes after all dossiers have had the one before, so that nothing is found in the cache.
  double cpu = 0;
  std::vector<Fact> chunk;
  std::vector<double> of_event;
  for (int event = 0; event < kEvents; ++event) {
    const double before = cpu;
    for (int64_t next = 0; next < options.dossiers;) {
      chunk.clear();
      for (; chunk.size() < kChunk && next < options.dossiers; ++next) {
        // Not in the order of codes: a step that has no factor in common with any count of dossiers.
        const int64_t dossier = next * 7'368'787 % options.dossiers;
        chunk.push_back(Event(dossier, event, units, options.communes));
      }
      const double begun = CpuSeconds();
      ledger.Apply(chunk);
      cpu += CpuSeconds() - begun;
      ledger.TakeTouched();
      std::cerr << absl::StrFormat("\revent %d of %d: %d of %d dossiers ", event + 1, kEvents, next,
                                   options.dossiers)
                << std::flush;
    }
    of_event.push_back((cpu - before) * 1e6 / static_cast<double>(options.dossiers));
  }
  std::cerr << std::endl;
  chunk = {};
  const auto rows = static_cast<double>(ledger.cases().row_count());
  const double resident = static_cast<double>(ResidentBytes() - resident_before);

  const double begun = CpuSeconds();
  int64_t scores = 0;
  int64_t points = 0;
  for (const Period& period : ActivePeriods(ledger)) {
    const IndexDefinition* const definition = definitions->For(period);
    if (definition == nullptr || period.ToString().substr(0, 4) != kYear) continue;
    Tallies tallies(ledger, *definition);
    const auto places = static_cast<int32_t>(tallies.TreeOf(period).places.size());
    for (int32_t place = 0; place < places; ++place) {
      for (const Scope scope : {Scope::kOwnOffices, Scope::kSubtree}) {
        points += ScorePlace(tallies, place, period, scope).total_points.value_or(0);
        ++scores;
      }
    }
  }
  const double scoring = CpuSeconds() - begun;

  if (options.format == "table") {
    std::cout << absl::StrFormat("%d dossiers, %d units, %d events; processor time of one thread\n",
                                 static_cast<int64_t>(rows), units + kProvinces, kEvents * options.dossiers);
    for (size_t i = 0; i < of_event.size(); ++i) {
      std::cout << absl::StrFormat("     event %d: %.3f µs\n", i + 1, of_event[i]);
    }
    std::cout << absl::StrFormat("     %d scores of all periods of the year in %.3f s, %d points\n", scores,
                                 scoring, points / 100);
  }
  Tell(options, "P5", "microseconds an event", cpu * 1e6 / static_cast<double>(kEvents * options.dossiers),
       0.5);
  Tell(options, "P8", "bytes a dossier, rows and index",
       static_cast<double>(ledger.cases().row_bytes()) / rows, 64);
  Tell(options, "P8", "bytes a dossier, all that the process grew by", resident / rows, 125);
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App program("Measures the ledger of scoring alone. Example: tools/bench ledger --dossiers 1000000",
                   "measure_ledger");
  Options options;
  program.add_option("--dossiers", options.dossiers, "How many")
      ->check(CLI::Range(int64_t{1000}, int64_t{100'000'000}))
      ->capture_default_str();
  program.add_option("--communes", options.communes, "Of each of 34 provinces")
      ->check(CLI::Range(1, 400))
      ->capture_default_str();
  program.add_option("--definitions", options.definitions, "The folder with the index definitions")
      ->required();
  program.add_option("--format", options.format, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  return Run(options);
}

}  // namespace
}  // namespace chiso::bench

int main(int argc, char** argv) { return chiso::bench::Main(argc, argv); }
