#include "tools/benchmark/freshness.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "common/period.h"
#include "tools/benchmark/dossiers.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/machine.h"
#include "tools/benchmark/submit_load.h"
#include "tools/benchmark/target.h"

namespace chiso::bench {
namespace {

using ingestion::v1::IngestionService;
using reporting::v1::ReportingService;
using std::chrono::steady_clock;

// What a sender that does not wait for a thousand dossiers sends.
constexpr int kPacedBatch = 100;
constexpr int kFillBatch = 1000;
// Those who look, each at an office of its own.
constexpr int kProbes = 4;
// A probe rests for so long after each look, so that looking itself costs little.
constexpr std::chrono::milliseconds kRest{20};
// Longer than anybody waits; what is not seen until then is counted with it.
constexpr std::chrono::seconds kPatience{600};
// What comes in is of the last months, what is held of the first.
constexpr int64_t kFirstPaced = Dossiers::kPerDay * 200;

double MillisecondsSince(steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
}

SubmitLoad Load(const Services& services, const std::string& name, int64_t first, int64_t records,
                int batch_records) {
  SubmitLoad load;
  load.target = services.ingestion();
  load.name = name;
  load.batch_records = batch_records;
  load.batches = std::max<int64_t>(1, records / batch_records);
  load.first = first;
  return load;
}

// Hands in open dossiers at one office of its own, and waits for each until the ranking of its province has
// it.
class Probe {
 public:
  Probe(const Services& services, std::string unit, int number)
      : ingestion_(IngestionService::NewStub(Connect(services.ingestion()))),
        reporting_(ReportingService::NewStub(Connect(services.reporting()))),
        unit_(std::move(unit)),
        number_(number) {}

  // Milliseconds from the acknowledgement of one more dossier to the ranking with it.
  double Look() {
    const ingestion::v1::Receipt receipt = HandIn();
    const steady_clock::time_point acknowledged = steady_clock::now();
    reporting::v1::ListRankingRequest request;
    request.set_period(period_);
    request.set_parent_code(unit_.substr(0, unit_.find('.')));
    request.set_page_size(50);
    *request.mutable_min_positions() = receipt.positions();
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    reporting::v1::ListRankingResponse response;
    const grpc::Status status = reporting_->ListRanking(&context, request, &response);
    const double waited = MillisecondsSince(acknowledged);
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) return waited;
    if (!status.ok()) Fail(absl::StrCat("there is no ranking: ", status.error_message()));
    Check();
    return waited;
  }

 private:
  ingestion::v1::Receipt HandIn() {
    ++sent_;
    const absl::Time now = absl::Now();
    const absl::Time received = now - absl::Hours(1);
    period_ = Period::Month(absl::CivilMonth(DayOf(received))).ToString();
    ingestion::v1::Batch batch;
    batch.set_sender(absl::StrCat("probe-", number_));
    batch.set_batch_id(absl::StrCat("probe-", number_, "-", sent_));
    record::v1::Record& record = *batch.add_records();
    record.set_revision(absl::ToUnixMicros(now));
    record::v1::Dossier& dossier = *record.mutable_dossier();
    const std::string day = absl::FormatTime("%y%m%d", received, HoChiMinh());
    dossier.set_code(absl::StrFormat("%s-%s-%07d", unit_, day, 9'000'000 + sent_));
    dossier.set_unit_code(unit_);
    dossier.set_procedure_code("2.000800");
    dossier.set_status(record::v1::DOSSIER_STATUS_PROCESSING);
    dossier.set_channel(record::v1::CHANNEL_ONLINE);
    dossier.mutable_receive_time()->set_seconds(absl::ToUnixSeconds(received));
    dossier.mutable_due_time()->set_seconds(absl::ToUnixSeconds(now + absl::Hours(24 * 9)));
    grpc::ClientContext context;
    ingestion::v1::Receipt receipt;
    const grpc::Status status = ingestion_->SubmitBatch(&context, batch, &receipt);
    if (!status.ok()) Fail(absl::StrCat("a dossier is refused: ", status.error_message()));
    if (receipt.accepted_count() != 1) Fail("a dossier is not accepted");
    return receipt;
  }

  // The score that the ranking was made of counts as many dossiers as were handed in.
  void Check() {
    reporting::v1::GetHistoryRequest request;
    request.set_unit_code(unit_);
    request.set_from_period(period_);
    request.set_to_period(period_);
    request.set_kind(reporting::v1::PERIOD_KIND_MONTH);
    grpc::ClientContext context;
    reporting::v1::GetHistoryResponse response;
    const grpc::Status status = reporting_->GetHistory(&context, request, &response);
    if (!status.ok()) Fail(absl::StrCat("there is no history: ", status.error_message()));
    for (const reporting::v1::HistoryEntry& entry : response.entries()) {
      for (const index::v1::IndicatorScore& indicator : entry.score().indicators()) {
        if (indicator.code() == "ON_TIME" && indicator.denominator() == sent_) return;
      }
    }
    Fail(absl::StrCat("what was waited for is not there: ", sent_, " open dossiers of ", unit_));
  }

  const std::unique_ptr<IngestionService::Stub> ingestion_;
  const std::unique_ptr<ReportingService::Stub> reporting_;
  const std::string unit_;
  const int number_;
  int64_t sent_ = 0;
  std::string period_;
};

// Waits until reporting accounts for the positions.
void AwaitScores(const Services& services, const ingestion::v1::Receipt& receipt) {
  const auto stub = ReportingService::NewStub(Connect(services.reporting()));
  reporting::v1::GetProgressRequest request;
  *request.mutable_min_positions() = receipt.positions();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  reporting::v1::Progress progress;
  const grpc::Status status = stub->GetProgress(&context, request, &progress);
  if (!status.ok()) Fail(absl::StrCat("the scores do not come to reporting: ", status.error_message()));
}

struct Seen {
  std::vector<double> latencies;  // in milliseconds
  double drained = 0;             // until the last record was seen, in seconds
};

class FreshnessRun {
 public:
  FreshnessRun(const FreshnessOptions& options, std::string name, int provinces, int communes)
      : options_(options),
        name_(std::move(name)),
        dossiers_(absl::Now(), provinces, communes),
        services_(options.services) {
    // Far from one another.
    const size_t units = dossiers_.units().size();
    for (int i = 0; i < kProbes; ++i) {
      probes_.push_back(std::make_unique<Probe>(services_, dossiers_.units()[units * i / kProbes], i));
    }
  }

  Seen Run() {
    Progress(absl::StrCat(name_, ": ", options_.held, " dossiers beforehand"));
    SubmitReference(services_.ingestion(), dossiers_);
    Submit(Load(services_, "held", 0, options_.held, kFillBatch), dossiers_);
    services_.StartScoring();
    Progress(absl::StrCat(name_, ": waiting for their scores"));
    for (const auto& probe : probes_) probe->Look();
    const int64_t records = options_.records_per_second * options_.seconds;
    SubmitLoad load = Load(services_, "paced", std::max(options_.held, kFirstPaced), records, kPacedBatch);
    load.batches_per_second = static_cast<double>(options_.records_per_second) / kPacedBatch;
    Progress(absl::StrFormat("%s: %d dossiers a second for %d s", name_, options_.records_per_second,
                             options_.seconds));
    std::vector<std::thread> threads;
    for (const auto& probe : probes_) threads.emplace_back([&, &one = *probe] { Watch(one); });
    try {
      Submit(load, dossiers_);
    } catch (const Failure&) {
      Keep(std::current_exception());
    }
    const steady_clock::time_point sent = steady_clock::now();
    sending_ = false;
    for (std::thread& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    Progress(absl::StrCat(name_, ": waiting for the last"));
    probes_[0]->Look();
    seen_.drained = MillisecondsSince(sent) / 1000;
    return seen_;
  }

 private:
  void Watch(Probe& probe) {
    try {
      while (sending_) {
        const double waited = probe.Look();
        {
          const std::lock_guard<std::mutex> lock(mutex_);
          seen_.latencies.push_back(waited);
        }
        std::this_thread::sleep_for(kRest);
      }
    } catch (const Failure&) {
      Keep(std::current_exception());
    }
  }

  void Keep(std::exception_ptr failure) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
  }

  const FreshnessOptions options_;
  const std::string name_;
  const Dossiers dossiers_;
  Services services_;
  std::vector<std::unique_ptr<Probe>> probes_;
  std::atomic<bool> sending_ = true;
  std::mutex mutex_;
  Seen seen_;
  std::exception_ptr failure_;
};

// What scoring takes to start.
struct Start {
  int64_t dossiers = 0;
  double seconds_to_read = 0;
  double seconds_to_scores = 0;
  double memory = 0;  // in GiB, and so
  double log = 0;
};

// Adds dossiers up to `wanted`, and starts scoring.
Start StartWith(Services& services, const Dossiers& country, int64_t sent, int64_t wanted) {
  constexpr double kGiB = 1 << 30;
  const SubmitLoad load = Load(services, absl::StrCat("sizing-", wanted), sent, wanted - sent, kFillBatch);
  const ingestion::v1::Receipt last = Submit(load, country).receipts.back();
  Start start{.dossiers = wanted};
  const steady_clock::time_point begun = steady_clock::now();
  services.StartScoring();
  services.AwaitScoring(wanted);
  start.seconds_to_read = MillisecondsSince(begun) / 1000;
  AwaitScores(services, last);
  start.seconds_to_scores = MillisecondsSince(begun) / 1000;
  start.memory = services.ScoringMemory() / kGiB;
  start.log = services.LogSize() / kGiB;
  services.EndScoring();
  return start;
}

}  // namespace

Report MeasureFreshness(const FreshnessOptions& options) {
  Report report{.facts = MachineFacts()};
  report.facts.emplace_back(
      "freshness", absl::StrFormat("%d dossiers a second for %d s, %d beforehand, %d who look",
                                   options.records_per_second, options.seconds, options.held, kProbes));
  Grid grid{"ms from an acknowledgement to the ranking that has the dossier",
            {{"where", "looks", "p50", "p99", "greatest", "all seen, s after the last"}}};
  const auto run = [&](const std::string& name, int provinces, int communes) {
    const Seen seen = FreshnessRun(options, name, provinces, communes).Run();
    const auto of = [&seen](double q) { return Quantile(seen.latencies, q); };
    grid.rows.push_back({name, absl::StrCat(seen.latencies.size()), Number(of(0.5)), Number(of(0.99)),
                         Number(of(1)), Number(seen.drained)});
    report.goals.push_back({"P4", absl::StrCat("ms until ranked, p99, ", name), {{of(0.99)}}, 250, false});
    report.goals.push_back({"P4", absl::StrCat("the same, p50, ", name), {{of(0.5)}}, std::nullopt, false});
  };
  run("one province, 150 communes", 1, 150);
  run("34 provinces, 3,400 communes", 34, 100);
  Progress("");
  report.grids.push_back(grid);
  return report;
}

Report MeasureSizing(const ServiceOptions& options, int64_t dossiers) {
  Report report{.facts = MachineFacts()};
  Grid grid{
      "scoring started anew, 34 provinces with 3,400 communes; what a million more take, by the row before",
      {{"dossiers", "s to read", "s to scores", "GiB", "s a million", "GiB a million",
        "GiB of log a million"}}};
  const Dossiers country(absl::Now(), 34, 100);
  Services services(options);
  SubmitReference(services.ingestion(), country);
  Start before;
  for (const int64_t part : {10, 3, 1}) {
    const int64_t wanted = std::max<int64_t>(kFillBatch, dossiers / part / kFillBatch * kFillBatch);
    if (wanted <= before.dossiers) continue;
    Progress(absl::StrCat("sizing: ", wanted, " dossiers"));
    const Start start = StartWith(services, country, before.dossiers, wanted);
    const double millions = static_cast<double>(start.dossiers - before.dossiers) / 1e6;
    const auto more = [&](double Start::*of) {
      return before.dossiers == 0 ? "" : Number((start.*of - before.*of) / millions);
    };
    grid.rows.push_back({Number(static_cast<double>(start.dossiers)), Number(start.seconds_to_read),
                         Number(start.seconds_to_scores), Number(start.memory), more(&Start::seconds_to_read),
                         more(&Start::memory), more(&Start::log)});
    before = start;
  }
  Progress("");
  report.grids.push_back(grid);
  return report;
}

}  // namespace chiso::bench
