#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/atomic_file.h"
#include "common/period.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/import/progress_bar.h"
#include "tools/client/view/table.h"
#include "tools/client/words/local_numbers.h"
#include "tools/simulate/catalogue.h"
#include "tools/simulate/files.h"
#include "tools/simulate/simulation.h"

namespace chiso {
namespace {

constexpr char kFooter[] =
    "The communes, districts and departments of the file receive dossiers, submitted in the months and\n"
    "followed to their ends. Names, numbers and addresses are invented and look it. The same options\n"
    "give the same bytes. What offices offer comes first, as 00-procedures.jsonl or the first lines, to be\n"
    "imported before their dossiers. What is wrong on purpose is counted at the end, to compare it with\n"
    "what chiso import says: broken elements are refused, besides the right ones; former codes and unknown\n"
    "units are remarked on. Times more than a day ahead are refused as well: choose months that are over,\n"
    "or give --until.\n"
    "What the dossiers must give to the indicators that count dossiers alone is known when they are made;\n"
    "--expect writes it: unit,period,scope,code,numerator,denominator, to compare with chiso scores once "
    "the\n"
    "months are over.\n"
    "Examples:\n"
    "  chiso simulate --units phu-tho-units.csv --month 2026-10 --dossiers 20000 --seed 7 --out october\n"
    "  chiso simulate --units phu-tho-units.csv --month 2026-10 --dossiers 20000 --stream --rate 100 |\n"
    "    chiso import records - --sender one-stop-h44 --no-wait";

// At higher rates the pause between two elements is shorter than writing one.
constexpr int kMaxRate = 100'000;

struct Options {
  std::string units;
  std::string month;
  std::string until;
  std::string out;
  std::string expect;
  std::string totals;
  bool stream = false;
  // Elements per second; 0: unlimited.
  int rate = 0;
  SimulationOptions simulation;
};

// The library reads -1 as the greatest number.
std::string CheckSeed(const std::string& text) {
  return absl::StartsWith(text, "-") ? "must be 0 or more" : "";
}

void AddOptions(CLI::App& command, Options& options) {
  SimulationOptions& simulation = options.simulation;
  command.add_option("--units", options.units, "The units, as chiso import units reads them")
      ->required()
      ->type_name("FILE");
  AddText(command, "--month", options.month, "MONTH", "The first month, e.g. 2026-10")->required();
  command.add_option("--months", simulation.months, "How many months, 1 to 120")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--dossiers", simulation.dossiers, "How many dossiers in all, 1 to 100,000,000")
      ->required()
      ->type_name("N");
  command.add_option("--seed", simulation.seed, "Another seed gives other dossiers")
      ->type_name("N")
      ->check(CheckSeed)
      ->capture_default_str();
  CLI::Option* const until = AddText(command, "--until", options.until, "DATE",
                                     "The last day on which anything is sent, e.g. 2026-10-31");
  AddText(command, "--expect", options.expect, "FILE", "Writes the figures that scores must have, as CSV")
      ->excludes(until);
  AddText(command, "--totals", options.totals, "FILE",
          "Writes how many dossiers the national portal counts, for chiso import totals")
      ->excludes(until);
  simulation.disorder = {5, 20, 10};
  SimulatedDisorder& disorder = simulation.disorder;
  command
      .add_option("--broken", disorder.broken_permille,
                  "Of 1,000 elements, how many broken ones come besides; of 1,000 dossiers, how many have a "
                  "former code or an unknown unit")
      ->type_name("PERMILLE")
      ->capture_default_str();
  command.add_option("--replayed", disorder.replayed_permille, "Of 1,000 elements, how many are sent again")
      ->type_name("PERMILLE")
      ->capture_default_str();
  command
      .add_option("--reordered", disorder.reordered_permille,
                  "Of 1,000 elements, how many are sent after a later one")
      ->type_name("PERMILLE")
      ->capture_default_str();
  CLI::Option* const out =
      AddText(command, "--out", options.out, "FOLDER", "Writes files into this new or empty folder");
  CLI::Option* const stream =
      command.add_flag("--stream", options.stream, "Writes one element after another to standard output")
          ->excludes(out);
  command.add_option("--rate", options.rate, "Elements in a second, 1 to 100,000; without: all at once")
      ->type_name("N")
      ->check(CLI::Range(1, kMaxRate))
      ->needs(stream);
}

// Parses the options that are given as text.
absl::Status Complete(Options& options) {
  SimulationOptions& simulation = options.simulation;
  const std::optional<Period> month = Period::Parse(options.month);
  if (!month || month->kind() != Period::Kind::kMonth) {
    return absl::InvalidArgumentError("--month: must be a month like 2026-10");
  }
  simulation.first_month = month->first_month();
  if (!options.until.empty()) {
    simulation.last_day = ParseDate(options.until);
    if (!simulation.last_day) return absl::InvalidArgumentError("--until: must be a date like 2026-10-31");
  }
  if (simulation.months < 1 || simulation.months > kMaxSimulatedMonths) {
    return absl::InvalidArgumentError("--months: must be 1 to 120");
  }
  const absl::CivilDay last = absl::CivilDay(simulation.first_month + simulation.months) - 1;
  auto units = ReadSimulatedUnits(options.units, month->first_day(), last);
  if (!units.ok()) return units.status();
  simulation.units = *std::move(units);
  return absl::OkStatus();
}

std::string Summary(const SimulationCounts& counts, size_t procedures, std::optional<int64_t> files,
                    Language language) {
  Table table({{"Simulated"}, {"", Table::Align::kRight}});
  const auto add = [&table, language](const std::string& what, int64_t count) {
    table.Add({what, LocalCount(language, count)});
  };
  add("procedures", static_cast<int64_t>(procedures));
  add("dossiers", counts.dossiers);
  add("elements", counts.elements());
  add("  dossiers (DongBoHoSoMC)", counts.dossier_elements);
  add("  lines of progress (CapNhatTienDoHoSoMC)", counts.line_elements);
  if (files) add("files", *files);
  table.AddGap();
  add("sent again", counts.replayed);
  add("sent after a later one", counts.reordered);
  table.AddGap();
  add("broken, to be refused", counts.refused());
  add("  code missing", counts.Of(SimulatedFault::kCodeMissing));
  add("  code malformed", counts.Of(SimulatedFault::kCodeMalformed));
  add("  state unknown", counts.Of(SimulatedFault::kStatusUnknown));
  add("  date malformed", counts.Of(SimulatedFault::kDateMalformed));
  add("  end before its beginning", counts.Of(SimulatedFault::kDatesReversed));
  add("odd, to be remarked on", counts.remarked());
  add("  code of a former form", counts.Of(SimulatedFault::kCodeLegacy));
  add("  name of an unknown unit", counts.Of(SimulatedFault::kUnitUnknown));
  return table.ToString();
}

using Catalogue = std::vector<record::v1::Record>;

absl::Status WriteFile(const std::string& path, const std::string& text) {
  if (path.empty()) return absl::OkStatus();
  AtomicFile file(path);
  if (absl::Status status = file.Write(text); !status.ok()) return status;
  return file.Close();
}

absl::Status WriteExpectation(const Options& options, const Expectation& expectation) {
  if (absl::Status status = WriteFile(options.totals, expectation.TotalsCsv()); !status.ok()) return status;
  return WriteFile(options.expect, expectation.ToCsv());
}

absl::StatusOr<ExitCode> WriteFiles(const Options& options, const Catalogue& procedures,
                                    Simulation simulation, Language language) {
  absl::StatusOr<SimulationFiles> files = SimulationFiles::Open(options.out);
  if (!files.ok()) return files.status();
  if (absl::Status status = files->WriteProcedures(procedures); !status.ok()) return status;
  {
    ProgressBar bar(std::cerr, isatty(STDERR_FILENO) != 0, language, options.simulation.dossiers);
    while (const std::optional<SimulationEvent> event = simulation.Next()) {
      if (absl::Status status = files->Add(*event); !status.ok()) return status;
      bar.Update(simulation.closed_dossiers(), simulation.counts().elements());
    }
  }
  if (absl::Status status = files->Close(); !status.ok()) return status;
  if (absl::Status status = WriteExpectation(options, simulation.expectation()); !status.ok()) return status;
  std::cout << Summary(simulation.counts(), procedures.size(), files->count(), language);
  return ExitCode::kDone;
}

// The summary goes to standard error: the elements have standard output.
absl::StatusOr<ExitCode> WriteStream(const Options& options, const Catalogue& procedures,
                                     Simulation simulation, Language language) {
  std::cout << ToLines(procedures);
  const absl::Time start = absl::Now();
  while (const std::optional<SimulationEvent> event = simulation.Next()) {
    std::cout << event->json << '\n';
    if (options.rate > 0) {
      std::cout.flush();
      absl::SleepFor(start + absl::Seconds(1) * simulation.counts().elements() / options.rate - absl::Now());
    }
    // The reader of the pipe has closed it.
    if (!std::cout) return ExitCode::kDone;
  }
  if (absl::Status status = WriteExpectation(options, simulation.expectation()); !status.ok()) return status;
  std::cerr << Summary(simulation.counts(), procedures.size(), std::nullopt, language);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Run(const Settings& settings, Options options) {
  if (options.out.empty() && !options.stream) {
    return absl::InvalidArgumentError("where to is missing: give --out FOLDER or --stream");
  }
  if (absl::Status status = Complete(options); !status.ok()) return status;
  const Catalogue procedures = SimulatedCatalogue(options.simulation.units, options.simulation.first_month);
  absl::StatusOr<Simulation> simulation = Simulation::Create(options.simulation);
  if (!simulation.ok()) return simulation.status();
  return options.stream ? WriteStream(options, procedures, *std::move(simulation), settings.language())
                        : WriteFiles(options, procedures, *std::move(simulation), settings.language());
}

}  // namespace

void AddSimulate(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("simulate", "Makes up months of a one-stop system, to try all else with.");
  AddOptions(*command, *options);
  command->footer(kFooter);
  command->callback(
      [options, &settings, &action] { action = [options, &settings] { return Run(settings, *options); }; });
}

}  // namespace chiso
