// measure_rebuild: reads a log of ingestion once, as scoring does at its start, and tells what that took.
// tools/bench rebuild starts it.

#include <time.h>

#include <iostream>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "services/scoring/log_stream.h"
#include "services/scoring/state.h"

namespace chiso::bench {
namespace {

struct Options {
  std::string ingestion;
  std::string definitions;
  bool apply = false;
};

struct Outcome {
  int64_t facts = 0;
  record::v1::Position reached;
  absl::Status status;
};

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

Outcome Read(const std::shared_ptr<grpc::Channel>& ingestion, const std::string& log, State* state) {
  record::v1::Position start;
  start.set_log(log);
  grpc::ClientContext call;
  LogStream stream(ingestion, call, start, /*follow=*/false);
  Outcome outcome;
  while (const std::optional<LogFacts> read = stream.Next()) {
    if (state != nullptr) state->Apply(*read);
    outcome.facts += static_cast<int64_t>(read->facts.size());
    outcome.reached = read->reached;
  }
  outcome.status = stream.Finish();
  return outcome;
}

int Run(const Options& options) {
  const auto definitions = Definitions::Load(options.definitions);
  if (!definitions.ok()) {
    std::cerr << definitions.status() << std::endl;
    return 1;
  }
  State state(*definitions, {"reference", "main"});
  State* const applied = options.apply ? &state : nullptr;
  const auto ingestion = Connect(options.ingestion);
  // The units and procedures that dossiers name come first, and do not count.
  Outcome outcome = Read(ingestion, "reference", applied);
  const absl::Time start = absl::Now();
  const double cpu = CpuSeconds();
  if (outcome.status.ok()) outcome = Read(ingestion, "main", applied);
  const double used = CpuSeconds() - cpu;
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  if (!outcome.status.ok()) {
    std::cerr << outcome.status << std::endl;
    return 1;
  }
  std::cout << outcome.facts << " " << outcome.reached.sequence() << " "
            << absl::BytesToHexString(outcome.reached.digest()) << " " << seconds << " " << used << std::endl;
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App program(
      "Reads the log `main` once; prints the facts, the last sequence, its digest, the seconds, and those of "
      "processor time.",
      "measure_rebuild");
  Options options;
  program.add_option("--ingestion", options.ingestion, "Where ingestion listens")->required();
  program.add_option("--definitions", options.definitions, "The folder with the index definitions")
      ->required();
  program.add_flag("--apply", options.apply, "Apply what is read to the ledger");
  CLI11_PARSE(program, argc, argv);
  return Run(options);
}

}  // namespace
}  // namespace chiso::bench

int main(int argc, char** argv) { return chiso::bench::Main(argc, argv); }
