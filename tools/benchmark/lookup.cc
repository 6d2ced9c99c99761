#include "tools/benchmark/lookup.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/dossiers.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/gate.h"
#include "tools/benchmark/meter.h"
#include "tools/benchmark/process.h"
#include "tools/benchmark/submit_load.h"
#include "tools/benchmark/target.h"

namespace chiso::bench {
namespace {

using ingestion::v1::IngestionService;
using std::chrono::steady_clock;

constexpr int kBatch = 1000;
// Of a run that is measured, and of a step of filling.
constexpr int64_t kRunBatches = 400;
// What is sent while dossiers are asked for, in a second.
constexpr int64_t kBusyBatches = 10;
constexpr int kAskRuns = 3;

// A service with its database.
class Side {
 public:
  Side(const std::string& postgres, const LookUpOptions& options)
      : database(postgres),
        target(FreeTarget()),
        process({options.ingestion, "--listen=" + target, "--admin_listen=", "--postgres=" + postgres,
                 "--log_level=warn"},
                options.log) {}

  SubmitLoad Load(int64_t batches) {
    SubmitLoad load;
    load.target = target;
    load.name = absl::StrCat("load-", ++loads_);
    load.batch_records = kBatch;
    load.batches = batches;
    load.first = sent;
    sent += load.records();
    return load;
  }

  Database database;
  const std::string target;
  Process process;
  // How many dossiers were sent.
  int64_t sent = 0;

 private:
  int loads_ = 0;
};

double SecondsSince(steady_clock::time_point start) {
  return std::chrono::duration<double>(steady_clock::now() - start).count();
}

class LookUpBench {
 public:
  explicit LookUpBench(const LookUpOptions& options)
      : options_(options),
        dossiers_(absl::Now()),
        indexed_(options.postgres, options),
        plain_(options.plain, options),
        meter_(indexed_.database) {}

  Report Run() {
    SubmitReference(indexed_.target, dossiers_);
    SubmitReference(plain_.target, dossiers_);
    plain_.database.Run("DROP INDEX record_subject");
    for (int pair = 0; pair < options_.pairs; ++pair) {
      if (pair % 2 == 0) Append(indexed_, plain_, indexed_way_);
      Append(plain_, indexed_, plain_way_);
      if (pair % 2 == 1) Append(indexed_, plain_, indexed_way_);
      cost_.Add(AllCpu(indexed_way_) / AllCpu(plain_way_));
      Progress(absl::StrFormat("pair %d of %d: with the index %.2f times the CPU", pair + 1, options_.pairs,
                               cost_.values.back()));
    }
    plain_.process.End();
    while (indexed_.sent < options_.records) {
      Send(indexed_.Load(std::min(kRunBatches, (options_.records - indexed_.sent + kBatch - 1) / kBatch)));
      Progress(absl::StrCat(indexed_.sent, " of ", options_.records, " dossiers"));
    }
    Progress("comparing the log with what was sent");
    gate_.Check(indexed_.database);
    const int64_t found_among = indexed_.sent;
    for (int run = 0; run < kAskRuns; ++run) Ask(quiet_way_, [] { return false; });
    for (int run = 0; run < kAskRuns; ++run) AskWhileBusy();
    const int64_t checked = gate_.Check(indexed_.database);
    indexed_.process.End();
    Progress("");
    return Tell(found_among, checked);
  }

 private:
  static double AllCpu(const Way& way) {
    return way.client.values.back() + way.server.values.back() + way.postgres.values.back();
  }

  void Send(const SubmitLoad& load) { gate_.Add(load, dossiers_, Submit(load, dossiers_).receipts); }

  // While the other side stands still.
  void Append(Side& side, Side& other, Way& way) {
    const SubmitLoad load = side.Load(kRunBatches);
    way.records = load.records();
    // As the meter does for the first one.
    plain_.database.Run("VACUUM");
    SubmitOutcome outcome;
    other.process.Halt();
    meter_.Run(way, side.process.pid(), [&] {
      outcome = Submit(load, dossiers_);
      return outcome.seconds;
    });
    other.process.GoOn();
    way.AddLatencies(outcome.latencies);
    if (&side == &indexed_) gate_.Add(load, dossiers_, outcome.receipts);
  }

  // Asks for dossiers at random, at least so many, and for as long as `more` says so.
  template <typename More>
  void Ask(Way& way, More more) {
    const auto stub = IngestionService::NewStub(Connect(indexed_.target));
    std::vector<double> latencies;
    record::v1::Record expected;
    meter_.Run(way, indexed_.process.pid(), [&] {
      const auto start = steady_clock::now();
      while (static_cast<int>(latencies.size()) < options_.asks || more()) {
        dossiers_.Fill(static_cast<int64_t>(random_() % options_.records), expected);
        ingestion::v1::GetDossierRequest request;
        request.set_code(expected.dossier().code());
        grpc::ClientContext context;
        ingestion::v1::GetDossierResponse response;
        const auto asked = steady_clock::now();
        const grpc::Status status = stub->GetDossier(&context, request, &response);
        latencies.push_back(1000 * SecondsSince(asked));
        if (!status.ok()) Fail(absl::StrCat("a dossier is not found: ", status.error_message()));
        if (response.dossier().record().SerializeAsString() != expected.SerializeAsString()) {
          Fail("an answer is not the dossier that was sent");
        }
      }
      way.records = static_cast<int64_t>(latencies.size());
      return SecondsSince(start);
    });
    // It is written by what goes on beside.
    way.wal = {};
    way.AddLatencies(latencies);
    Progress(absl::StrFormat("%s: p50 %.1f ms, p99 %.1f ms", way.name, way.p50.values.back(),
                             way.p99.values.back()));
  }

  void AskWhileBusy() {
    constexpr int64_t kSeconds = 10;
    SubmitLoad load = indexed_.Load(kBusyBatches * kSeconds);
    load.batches_per_second = kBusyBatches;
    SubmitOutcome outcome;
    std::exception_ptr failure;
    std::atomic<bool> sending = true;
    std::thread sender([&] {
      try {
        outcome = Submit(load, dossiers_);
      } catch (...) {
        failure = std::current_exception();
      }
      sending = false;
    });
    try {
      Ask(busy_way_, [&] { return sending.load(); });
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
    sender.join();
    if (failure) std::rethrow_exception(failure);
    gate_.Add(load, dossiers_, outcome.receipts);
  }

  Report Tell(int64_t found_among, int64_t checked) {
    auto facts = meter_.Facts();
    facts.push_back({"dossiers", absl::StrCat(found_among, ", all in the partition of this month")});
    facts.push_back(
        {"index", indexed_.database.Value("SELECT pg_size_pretty(sum(pg_relation_size(indexrelid))) FROM"
                                          " pg_index WHERE pg_get_indexdef(indexrelid) LIKE '%bloom%'")});
    facts.push_back(
        {"gate", absl::StrFormat("%d records lie in the log as they were sent and acknowledged", checked)});
    return {facts,
            {indexed_way_, plain_way_, quiet_way_, busy_way_},
            {{"find", "ms to answer GetDossier, p99, 10,000 dossiers/s coming in", busy_way_.p99, 100, false},
             {"cost", "CPU of appending with the index by that without", cost_, 1.1, false}}};
  }

  const LookUpOptions options_;
  const Dossiers dossiers_;
  Side indexed_;
  Side plain_;
  Meter meter_;
  Gate gate_;
  std::minstd_rand random_{1};
  Way indexed_way_{.name = "appending with the index"};
  Way plain_way_{.name = "appending without"};
  Way quiet_way_{.name = "GetDossier"};
  Way busy_way_{.name = "GetDossier, 10,000/s coming in"};
  Sample cost_;
};

}  // namespace

Report MeasureLookUp(const LookUpOptions& options) { return LookUpBench(options).Run(); }

}  // namespace chiso::bench
