#include "tools/benchmark/ingest.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/dossiers.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/gate.h"
#include "tools/benchmark/meter.h"
#include "tools/benchmark/peers.h"
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
constexpr int64_t kUpsertShare = 4;
constexpr int kPacedRuns = 3;
constexpr double kPacedSeconds = 4;
// The small batches of a sender that does not wait for a thousand dossiers, and how many it sends without an
// answer: as many as the service reads.
constexpr int kSmallBatch = 100;
constexpr int kSmallWindow = 32;
constexpr int64_t kSmallShare = 2;

class IngestBench {
 public:
  explicit IngestBench(const IngestOptions& options)
      : options_(options),
        dossiers_(absl::Now()),
        database_(options.postgres),
        target_(absl::StrCat("127.0.0.1:", FreePort())),
        ingestion_({options.ingestion, "--listen=" + target_,
                    "--admin_listen=", "--postgres=" + options.postgres, "--log_level=warn"},
                   options.log),
        meter_(database_) {
    const int64_t step = static_cast<int64_t>(options.batch_records) * options.streams;
    run_records_ = std::max<int64_t>(1, options.records / step) * step;
    Weigh();
  }

  Report Run() {
    Introduce();
    MakePeers();
    for (int round = 0; round < options_.pairs; ++round) {
      round_ = absl::StrCat("round ", round + 1, " of ", options_.pairs, ": ");
      // Whoever comes second in a round comes first in the next one.
      if (round % 2 == 0) RunChiso();
      RunCopy(*copy_, copy_way_);
      if (round % 2 == 1) RunChiso();
      RunCopy(*copy_two_, copy_two_way_);
      RunSmall();
      RunUpsert();
      RunUnary();
      ratio_.Add(chiso_way_.rate.values.back() / copy_way_.rate.values.back());
      unary_ratio_.Add(chiso_way_.rate.values.back() / unary_way_.rate.values.back());
    }
    RunPaced(half_, chiso_way_, options_.batch_records);
    RunPaced(half_small_, small_way_, kSmallBatch);
    round_.clear();
    Say("comparing the log with what was sent");
    const int64_t checked = gate_.Check(database_);
    ingestion_.End();
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

  // The same for a peer; what chiso does in the background must not burden it.
  template <typename F>
  void MeasurePeer(Way& way, pid_t server, F f) {
    ingestion_.Halt();
    Measure(way, server, f);
    ingestion_.GoOn();
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
    copy_ = std::make_unique<CopyPeer>(options_.postgres, 1);
    copy_two_ = std::make_unique<CopyPeer>(options_.postgres, 2);
    upsert_ = std::make_unique<UpsertPeer>(options_.postgres);
    database_.Run("CREATE SEQUENCE bench_sequence");
    const std::string partition = MakePartition(kUnaryLog);
    unary_target_ = absl::StrCat("127.0.0.1:", FreePort());
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
    Measure(way, ingestion_.pid(), [&] {
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
    wal_ratio_.Add(chiso_way_.wal.values.back() / row_bytes_);
  }

  void RunSmall() {
    const int64_t batches = run_records_ / kSmallShare / kSmallBatch / options_.streams * options_.streams;
    SubmitLoad load = Load(std::max<int64_t>(options_.streams, batches), kSmallBatch);
    load.window = kSmallWindow;
    RunLoad(load, small_way_);
  }

  void RunCopy(CopyPeer& peer, Way& way) {
    way.records = run_records_;
    peer.Prepare(dossiers_, sent_ - run_records_, run_records_, group_records_, kCopyLog, month_);
    MeasurePeer(way, 0, [&] { return peer.Run(copy_partition_); });
  }

  void RunUpsert() {
    upsert_way_.records = std::max<int64_t>(1, run_records_ / kUpsertShare / 1000) * 1000;
    upsert_->Prepare(dossiers_, sent_ - run_records_, upsert_way_.records, group_records_);
    MeasurePeer(upsert_way_, 0, [&] { return upsert_->Run(); });
  }

  void RunUnary() {
    unary_way_.records = std::max<int64_t>(kOutstanding, run_records_ / kUnaryShare);
    MeasurePeer(unary_way_, unary_->pid(), [&] {
      return CallUnary(unary_target_, dossiers_, sent_ - run_records_, unary_way_.records, kOutstanding);
    });
  }

  void RunPaced(Way& way, const Way& saturated, int batch_records) {
    const double rate = saturated.rate.median() / 2 / batch_records;
    for (int run = 0; run < kPacedRuns; ++run) {
      round_ = absl::StrCat("half of saturation, run ", run + 1, " of ", kPacedRuns, ": ");
      SubmitLoad load =
          Load(std::llround(rate * kPacedSeconds / options_.streams) * options_.streams, batch_records);
      load.batches_per_second = rate;
      RunLoad(load, way);
    }
  }

  std::vector<std::pair<std::string, std::string>> Facts(int64_t checked) {
    auto facts = meter_.Facts();
    facts.insert(
        facts.end(),
        {
            {"client", absl::StrFormat("streams=%d, window=%d, batches of %d dossiers, no TLS",
                                       options_.streams, options_.window, options_.batch_records)},
            {"row of COPY",
             absl::StrFormat("%.0f bytes, of which %.0f are the record", row_bytes_, record_bytes_)},
            {"one transaction", absl::StrFormat("%.0f records, chiso and COPY alike", groups_.median())},
            {"gate",
             absl::StrFormat("%d records lie in the log as they were sent and acknowledged", checked)},
        });
    return facts;
  }

  Report Tell(int64_t checked) {
    return {
        Facts(checked),
        {chiso_way_, copy_way_, copy_two_way_, small_way_, upsert_way_, unary_way_, half_, half_small_},
        {{"P1", "records/s of chiso by raw COPY", ratio_, 0.75, true},
         {"P2", "records/s of chiso by unary calls with an INSERT each", unary_ratio_, 100, true},
         {"P2", "WAL bytes of chiso by bytes of COPY", wal_ratio_, 1.3, false},
         {"P3", "ms to acknowledge, small batches, p99 at half of saturation", half_small_.p99, 10, false}}};
  }

  const IngestOptions options_;
  const Dossiers dossiers_;
  Database database_;
  const std::string target_;
  Process ingestion_;
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
  std::unique_ptr<CopyPeer> copy_two_;
  std::unique_ptr<UpsertPeer> upsert_;
  std::string unary_target_;
  std::unique_ptr<Process> unary_;

  Way chiso_way_{.name = "chiso"};
  Way copy_way_{.name = "raw COPY"};
  Way copy_two_way_{.name = "raw COPY, 2 connections"};
  Way small_way_{.name = "chiso, small batches"};
  Way upsert_way_{.name = "INSERT ... ON CONFLICT"};
  Way unary_way_{.name = "unary, an INSERT each"};
  Way half_{.name = "chiso at half"};
  Way half_small_{.name = "chiso at half, small batches"};
  Sample ratio_, unary_ratio_, wal_ratio_, groups_;
  // Of one dossier: as a row of COPY, and its serialised record alone.
  double row_bytes_ = 0;
  double record_bytes_ = 0;
};

}  // namespace

Report MeasureIngest(const IngestOptions& options) { return IngestBench(options).Run(); }

}  // namespace chiso::bench
