#include "tools/benchmark/rebuild.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/child_process.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/dossiers.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/gate.h"
#include "tools/benchmark/meter.h"
#include "tools/benchmark/process.h"
#include "tools/benchmark/submit_load.h"

namespace chiso::bench {
namespace {

constexpr int kBatch = 1000;
// Of a step of filling.
constexpr int64_t kStepBatches = 400;

// What measure_rebuild prints.
struct Outcome {
  int64_t facts = 0;
  int64_t sequence = 0;
  std::string digest;
  double seconds = 0;
  double cpu = 0;
};

class RebuildBench {
 public:
  explicit RebuildBench(const RebuildOptions& options)
      : options_(options),
        dossiers_(absl::Now()),
        database_(options.postgres),
        target_(FreeTarget()),
        ingestion_({options.ingestion, "--listen=" + target_,
                    "--admin_listen=", "--postgres=" + options.postgres, "--log_level=warn"},
                   options.log),
        meter_(database_) {}

  Report Run() {
    Fill();
    Progress("comparing the log with what was sent");
    const int64_t checked = gate_.Check(database_);
    // As after a while of rest, for both.
    database_.Run("VACUUM ANALYZE");
    for (int pair = 0; pair < options_.pairs; ++pair) {
      // Whoever comes second in a pair comes first in the next one.
      if (pair % 2 == 0) Read(read_way_, /*apply=*/false);
      Copy();
      if (pair % 2 == 1) Read(read_way_, /*apply=*/false);
      Read(apply_way_, /*apply=*/true);
      ratio_.Add(read_way_.rate.values.back() / copy_way_.rate.values.back());
      apply_ratio_.Add(apply_way_.rate.values.back() / copy_way_.rate.values.back());
      cpu_ratio_.Add(read_way_.LastCpu() / copy_way_.LastCpu());
      Progress(absl::StrFormat("pair %d of %d: %.0f records/s are %.2f of COPY's; applied, %.2f", pair + 1,
                               options_.pairs, read_way_.rate.values.back(), ratio_.values.back(),
                               apply_ratio_.values.back()));
    }
    ingestion_.End();
    Progress("");
    return Tell(checked);
  }

 private:
  void Fill() {
    SubmitReference(target_, dossiers_);
    while (sent_ < options_.records) {
      SubmitLoad load;
      load.target = target_;
      load.name = absl::StrCat("load-", ++loads_);
      load.batch_records = kBatch;
      load.batches = std::min(kStepBatches, (options_.records - sent_ + kBatch - 1) / kBatch);
      load.first = sent_;
      gate_.Add(load, dossiers_, Submit(load, dossiers_).receipts);
      sent_ += load.records();
      Progress(absl::StrCat(sent_, " of ", options_.records, " dossiers"));
    }
  }

  Outcome RunReader(bool apply) {
    std::vector<std::string> command = {options_.reader, "--ingestion", target_, "--definitions",
                                        options_.definitions};
    if (apply) command.push_back("--apply");
    const std::string out = options_.log + ".reader";
    std::ofstream(out, std::ios::trunc).close();
    const auto child = ChildProcess::Start(command, {.out = out, .err = options_.log});
    if (!child.ok()) Fail(absl::StrCat("the reader cannot be started: ", child.status().message()));
    if ((*child)->Wait() != 0) Fail("the reader has not read the log");
    Outcome outcome;
    std::ifstream(out) >> outcome.facts >> outcome.sequence >> outcome.digest >> outcome.seconds >>
        outcome.cpu;
    return outcome;
  }

  void Read(Way& way, bool apply) {
    way.records = sent_;
    Outcome outcome;
    meter_.Run(way, ingestion_.pid(), [&] {
      outcome = RunReader(apply);
      return outcome.seconds;
    });
    way.client.values.back() += 1e6 * outcome.cpu / static_cast<double>(sent_);
    const std::string digest =
        database_.Value("SELECT encode(head_digest, 'hex') FROM log WHERE name = 'main'");
    if (outcome.facts != sent_ || outcome.sequence != sent_ || outcome.digest != digest) {
      Fail(absl::StrFormat("what was read is not the log: %d facts up to %d of %d", outcome.facts,
                           outcome.sequence, sent_));
    }
  }

  void Copy() {
    copy_way_.records = sent_;
    int64_t rows = 0;
    meter_.Run(copy_way_, 0, [&] {
      const auto start = std::chrono::steady_clock::now();
      database_.CopyOut(
          "SELECT sequence, payload FROM record WHERE log_id = (SELECT id FROM log WHERE name = 'main')",
          [&](CopyReader&) { ++rows; });
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    });
    if (rows != sent_) Fail("COPY gave other rows");
  }

  Report Tell(int64_t checked) {
    auto facts = meter_.Facts();
    facts.push_back(
        {"log", absl::StrFormat("%d dossiers in batches of %d, %s", sent_, kBatch,
                                database_.Value("SELECT pg_size_pretty(sum(pg_relation_size(inhrelid)))"
                                                " FROM pg_inherits WHERE inhparent = 'record'::regclass"))});
    facts.push_back(
        {"gate", absl::StrFormat("%d records lie in the log as they were sent and acknowledged, and"
                                 " every reader read as many, to the same digest",
                                 checked)});
    for (Way* const way : {&read_way_, &copy_way_, &apply_way_}) way->wal = {};
    return {facts,
            {copy_way_, read_way_, apply_way_},
            {{"P7", "records/s, log to facts through gRPC, by COPY", ratio_, 0.5, true},
             {"P7", "the same, and applied to the ledger", apply_ratio_, std::nullopt, true},
             {"P7", "CPU per record, log to facts, by COPY", cpu_ratio_, std::nullopt, false}}};
  }

  const RebuildOptions options_;
  const Dossiers dossiers_;
  Database database_;
  const std::string target_;
  Process ingestion_;
  Meter meter_;
  Gate gate_;
  int loads_ = 0;
  int64_t sent_ = 0;
  Way copy_way_{.name = "COPY (SELECT …) TO STDOUT"};
  Way read_way_{.name = "ReadRecords, to facts"};
  Way apply_way_{.name = "ReadRecords, to the ledger"};
  Sample ratio_;
  Sample apply_ratio_;
  Sample cpu_ratio_;
};

}  // namespace

Report MeasureRebuild(const RebuildOptions& options) { return RebuildBench(options).Run(); }

}  // namespace chiso::bench
