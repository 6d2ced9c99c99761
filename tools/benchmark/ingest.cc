#include "tools/benchmark/ingest.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "tools/benchmark/copy_peer.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/dossiers.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/gate.h"
#include "tools/benchmark/lag.h"
#include "tools/benchmark/meter.h"
#include "tools/benchmark/process.h"
#include "tools/benchmark/record_rows.h"
#include "tools/benchmark/submit_load.h"
#include "tools/benchmark/unary.h"

namespace chiso::bench {
namespace {

// Logs of the peers, which no service knows: their partitions of `record` are made as the service makes its
// own.
constexpr int16_t kCopyLog = 900;
constexpr int16_t kUnaryLog = 901;
constexpr int kOutstanding = 16;
// Slow ways get fewer records, so that they take about as long.
constexpr int64_t kUnaryShare = 50;
constexpr int64_t kUnaryAloneShare = 200;
// What a sender that does not wait for a thousand dossiers sends.
constexpr int kPacedBatch = 100;
constexpr int kLooks = 60;

class IngestBench {
 public:
  explicit IngestBench(const IngestOptions& options)
      : options_(options), dossiers_(absl::Now()), database_(options.postgres), meter_(database_) {
    const int64_t step = static_cast<int64_t>(options.batch_records) * options.streams;
    run_records_ = std::max<int64_t>(1, options.records / step) * step;
    Weigh();
  }

  Report Run() {
    Start(/*upkeep=*/false);
    Introduce();
    MakePeers();
    for (int round = 0; round < options_.pairs; ++round) {
      round_ = absl::StrCat("round ", round + 1, " of ", options_.pairs, ": ");
      // Whoever comes second in a round comes first in the next one.
      if (round % 2 == 0) RunChiso();
      RunCopy();
      if (round % 2 == 1) RunChiso();
      RunUnary(unary_way_, kOutstanding, kUnaryShare);
      RunUnary(alone_way_, 1, kUnaryAloneShare);
      Compare();
    }
    unary_.reset();
    RunFull();
    Start(/*upkeep=*/true);
    RunPaced(paced_, 10'000);
    RunPaced(paced_more_, 50'000);
    round_.clear();
    Say("comparing the log with what was sent");
    const int64_t checked = gate_.Check(database_);
    ingestion_->End();
    Progress("");
    return Tell(checked);
  }

 private:
  void Weigh() {
    constexpr int kWeighed = 10'000;
    record::v1::Record record;
    RecordRows rows;
    size_t records = 0;
    for (int64_t i = 0; i < kWeighed; ++i) {
      dossiers_.Fill(i, record);
      AddRow(rows, 0, 0, 0, record);
      records += record.ByteSizeLong();
    }
    row_bytes_ = static_cast<double>(rows.bytes().size()) / kWeighed;
    record_bytes_ = static_cast<double>(records) / kWeighed;
  }

  void Say(const std::string& what) const { Progress(absl::StrCat(round_, what)); }

  // Starts chiso, with or without the work behind the log.
  void Start(bool upkeep) {
    target_ = FreeTarget();
    ingestion_ = std::make_unique<Process>(
        std::vector<std::string>{options_.ingestion, "--listen=" + target_,
                                 "--admin_listen=", "--postgres=" + options_.postgres, "--log_level=warn",
                                 absl::StrCat("--upkeep=", upkeep ? "true" : "false")},
        options_.log);
  }

  // Runs something and notes what it took.
  template <typename F>
  void Measure(Way& way, pid_t server, F f) {
    meter_.Run(way, server, f);
    Say(absl::StrFormat("%s: %.0f records/s; of CPU %.2f + %.2f + %.2f µs", way.name, way.rate.values.back(),
                        way.client.values.back(), way.server.values.back(), way.postgres.values.back()));
  }

  SubmitLoad Load(int64_t batches, int batch_records) {
    SubmitLoad load;
    load.target = target_;
    load.name = absl::StrCat("load-", ++loads_);
    load.streams = options_.streams;
    load.window = options_.window;
    load.batch_records = batch_records;
    load.batches = batches;
    load.first = sent_;
    sent_ += load.records();
    return load;
  }

  // Records what dossiers name, and a first load that has to pass the gate before anything is measured.
  void Introduce() {
    Say("units, procedures and a first load");
    SubmitReference(target_, dossiers_);
    const SubmitLoad load =
        Load(std::max<int64_t>(options_.streams, run_records_ / options_.batch_records / 8),
             options_.batch_records);
    gate_.Add(load, dossiers_, Submit(load, dossiers_).receipts);
    gate_.Check(database_);
    CountGroups(load);
  }

  // How many records went into one transaction, in whole batches.
  void CountGroups(const SubmitLoad& load) {
    const int64_t groups = database_.Number(absl::StrCat(
        "SELECT count(DISTINCT arrival_time) FROM batch_part WHERE batch_id LIKE '", load.name, "-%'"));
    const double mean = static_cast<double>(load.batches) / static_cast<double>(groups);
    group_records_ = std::max<int64_t>(1, std::llround(mean)) * load.batch_records;
  }

  std::string MakePartition(int16_t log) {
    const std::string partition = absl::StrCat("record_", log, "_", month_);
    database_.Run(absl::StrCat("CREATE TABLE ", partition, " (LIKE record)"));
    database_.Run(absl::StrCat("ALTER TABLE record ATTACH PARTITION ", partition, " FOR VALUES FROM (", log,
                               ", ", month_, ") TO (", log, ", ", month_ + 1, ")"));
    return partition;
  }

  void MakePeers() {
    month_ = static_cast<int>(database_.Number("SELECT max(arrival_month) FROM batch_part"));
    copy_partition_ = MakePartition(kCopyLog);
    copy_ = std::make_unique<CopyPeer>(options_.postgres);
    database_.Run("CREATE SEQUENCE bench_sequence");
    const std::string partition = MakePartition(kUnaryLog);
    unary_target_ = FreeTarget();
    unary_ = std::make_unique<Process>(
        std::vector<std::string>{options_.bench, "unary-service", "--listen", unary_target_, "--postgres",
                                 options_.postgres, "--table", partition, "--log-id", absl::StrCat(kUnaryLog),
                                 "--month", absl::StrCat(month_), "--connections",
                                 absl::StrCat(kOutstanding)},
        options_.log);
  }

  void RunLoad(const SubmitLoad& load, Way& way) {
    SubmitOutcome outcome;
    way.records = load.records();
    Measure(way, ingestion_->pid(), [&] {
      outcome = Submit(load, dossiers_);
      return outcome.seconds;
    });
    way.AddLatencies(outcome.latencies);
    gate_.Add(load, dossiers_, outcome.receipts);
  }

  void RunChiso() {
    const SubmitLoad load = Load(run_records_ / options_.batch_records, options_.batch_records);
    RunLoad(load, chiso_way_);
    CountGroups(load);
    groups_.Add(static_cast<double>(group_records_));
    Say(absl::StrFormat("%d records in a transaction", group_records_));
  }

  void RunCopy() {
    copy_way_.records = run_records_;
    copy_->Prepare(dossiers_, sent_ - run_records_, run_records_, group_records_, kCopyLog, month_);
    Measure(copy_way_, 0, [&] { return copy_->Run(copy_partition_); });
  }

  void RunUnary(Way& way, int outstanding, int64_t share) {
    way.records = std::max<int64_t>(outstanding, run_records_ / share);
    Measure(way, unary_->pid(), [&] {
      return CallUnary(unary_target_, dossiers_, sent_ - run_records_, way.records, outstanding);
    });
  }

  // The last runs of the ways with one another.
  void Compare() {
    cpu_ratio_.Add(chiso_way_.LastCpu() / copy_way_.LastCpu());
    rate_ratio_.Add(chiso_way_.rate.values.back() / copy_way_.rate.values.back());
    wal_ratio_.Add(chiso_way_.wal.values.back() / copy_way_.wal.values.back());
    unary_ratio_.Add(unary_way_.LastCpu() / chiso_way_.LastCpu());
    alone_ratio_.Add(alone_way_.LastCpu() / chiso_way_.LastCpu());
  }

  void RunPaced(Way& way, int64_t records_per_second) {
    round_ = absl::StrCat("everything on, ", options_.seconds, " s: ");
    const int64_t batches = records_per_second / kPacedBatch * options_.seconds;
    SubmitLoad load = Load(batches / options_.streams * options_.streams, kPacedBatch);
    load.batches_per_second = static_cast<double>(records_per_second) / kPacedBatch;
    Say(way.name);
    RunLoad(load, way);
  }

  // As many records as take about that long at the rate that was reached, between two runs of COPY.
  void RunFull() {
    round_ = absl::StrCat("everything on, ", options_.seconds, " s: ");
    RunCopy();
    ingestion_->End();
    Start(/*upkeep=*/true);
    const double batches = chiso_way_.rate.median() * options_.seconds / options_.batch_records;
    const SubmitLoad load =
        Load(std::llround(batches / options_.streams) * options_.streams, options_.batch_records);
    Say(full_.name);
    LagWatch watch(options_.postgres, absl::Seconds(options_.seconds) / kLooks);
    SubmitOutcome outcome;
    full_.records = load.records();
    Measure(full_, ingestion_->pid(), [&] {
      outcome = Submit(load, dossiers_);
      watch.End();
      return outcome.seconds;
    });
    full_.AddLatencies(outcome.latencies);
    gate_.Add(load, dossiers_, outcome.receipts);
    index_ = watch.index();
    index_growth_.Add(index_.Growth());
    ingestion_->End();
    RunCopy();
    const std::vector<double>& copies = copy_way_.rate.values;
    full_ratio_.Add(full_.rate.median() / ((copies.back() + copies[copies.size() - 2]) / 2));
  }

  std::string Describe(const Lag& lag) const {
    const double rate = full_.rate.median();
    return absl::StrFormat("%.0f records (%.2f s) at the end, %.0f (%.2f s) at most", lag.end(),
                           lag.end() / rate, lag.greatest(), lag.greatest() / rate);
  }

  std::vector<std::pair<std::string, std::string>> Facts(int64_t checked) {
    auto facts = meter_.Facts();
    facts.insert(
        facts.end(),
        {
            {"client", absl::StrFormat("streams=%d, window=%d, batches of %d dossiers, no TLS",
                                       options_.streams, options_.window, options_.batch_records)},
            {"at a fixed rate", absl::StrFormat("streams=%d, batches of %d dossiers, %d s", options_.streams,
                                                kPacedBatch, options_.seconds)},
            {"row of COPY",
             absl::StrFormat("%.0f bytes, of which %.0f are the record", row_bytes_, record_bytes_)},
            {"one transaction", absl::StrFormat("%.0f records, chiso and COPY alike", groups_.median())},
            {"pairs", absl::StrFormat("%d, without the work behind the log", options_.pairs)},
            {"gate",
             absl::StrFormat("%d records lie in the log as they were sent and acknowledged", checked)},
            {"lag of the index", Describe(index_)},
        });
    return facts;
  }

  Report Tell(int64_t checked) {
    return {Facts(checked),
            {chiso_way_, copy_way_, unary_way_, alone_way_, full_, paced_, paced_more_},
            {{"P1a", "CPU per record, chiso by raw COPY", cpu_ratio_, 2.0, false},
             {"P1b", "records/s, chiso by raw COPY", rate_ratio_, 0.85, true},
             {"P1c", "records/s, everything on, by raw COPY", full_ratio_, 0.7, true},
             {"P1c", "index: share of arrivals left behind", index_growth_, 0.05, false},
             {"P2", "CPU per record, unary with 16 outstanding by chiso", unary_ratio_, 75, true},
             {"P2", "the same with 1 outstanding", alone_ratio_, std::nullopt, true},
             {"P2", "WAL per record, chiso by raw COPY", wal_ratio_, 1.1, false},
             {"P3", "ms to acknowledge, p99, 10,000 records/s", paced_.p99, 10, false},
             {"P3", "ms to acknowledge, p99, 50,000 records/s", paced_more_.p99, 10, false}}};
  }

  const IngestOptions options_;
  const Dossiers dossiers_;
  Database database_;
  std::string target_;
  std::unique_ptr<Process> ingestion_;
  Meter meter_;
  int64_t run_records_ = 0;
  Gate gate_;
  std::string round_;
  int loads_ = 0;
  // The number of the next dossier.
  int64_t sent_ = 0;
  int64_t group_records_ = 0;
  int month_ = 0;

  std::string copy_partition_;
  std::unique_ptr<CopyPeer> copy_;
  std::string unary_target_;
  std::unique_ptr<Process> unary_;

  Way chiso_way_{.name = "chiso"};
  Way copy_way_{.name = "raw COPY"};
  Way unary_way_{.name = "unary, 16 outstanding"};
  Way alone_way_{.name = "unary, 1 outstanding"};
  Way paced_{.name = "chiso, all on, 10,000/s"};
  Way paced_more_{.name = "chiso, all on, 50,000/s"};
  Way full_{.name = "chiso, all on, full rate"};
  Sample cpu_ratio_, rate_ratio_, full_ratio_, unary_ratio_, alone_ratio_, wal_ratio_, groups_;
  Sample index_growth_;
  Lag index_;
  // Of one dossier: as a row of COPY, and its serialised record alone.
  double row_bytes_ = 0;
  double record_bytes_ = 0;
};

}  // namespace

Report MeasureIngest(const IngestOptions& options) { return IngestBench(options).Run(); }

}  // namespace chiso::bench
