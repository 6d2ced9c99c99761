#include "services/scoring/publisher.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/errors.h"
#include "common/log.h"
#include "common/rpc/rpc_status.h"
#include "services/scoring/conversions.h"

namespace chiso {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);
// What reporting refuses it refuses again, until a clock or somebody has changed something.
constexpr absl::Duration kRefusedDelay = absl::Seconds(5);
// The interval of checking whether the publisher is stopped.
constexpr absl::Duration kIdleWait = absl::Milliseconds(200);
// Updates on their way to reporting: enough that scoring one and recording another go on at a time.
constexpr int kUnderWay = 4;
// A live writer moves the progress within seconds, unless it sends very many scores at once; one that has
// been silent for so long is gone.
constexpr absl::Duration kTakeOverAfter = absl::Seconds(60);
// How long a new writer waits to catch up with the positions at reporting: without a word of it, so for less
// time than makes it look gone.
constexpr absl::Duration kCatchUpWait = absl::Seconds(30);
constexpr absl::Duration kProgressTime = absl::Seconds(5);

using reporting::v1::Progress;
using reporting::v1::RecordScoresRequest;
using reporting::v1::RecordScoresResponse;

// What changes while anybody writes the scores of one of the logs; writers of other logs say nothing of it.
std::string LifeSigns(const Progress& progress, const std::vector<std::string>& logs) {
  std::string signs;
  for (const reporting::v1::LogWriter& writer : progress.writers()) {
    if (std::find(logs.begin(), logs.end(), writer.log()) != logs.end()) signs += writer.SerializeAsString();
  }
  return signs;
}

}  // namespace

Publisher::Publisher(const std::shared_ptr<grpc::Channel>& reporting, std::string writer, State& state)
    : stub_(reporting::v1::ReportingService::NewStub(reporting)),
      writer_(std::move(writer)),
      state_(state),
      outbox_(state) {
  outbox_.StartAnew(/*as_snapshot=*/true);
  thread_ = std::thread([this] { Run(); });
}

Publisher::~Publisher() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    if (call_ != nullptr) call_->TryCancel();
  }
  thread_.join();
}

bool Publisher::Stopped() {
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

void Publisher::Run() {
  while (!Stopped()) {
    if (!state_.AwaitComplete(absl::Now() + kIdleWait)) continue;
    const absl::Status status = Publish();
    state_.SetWriter({state_.writer().epoch, false});
    if (Stopped()) return;
    Tell(status);
    under_way_ = 0;
    outbox_.Lost();
    if (ReasonOf(status) == "SNAPSHOT_OF_A_PART") {
      // Another writer's scores are none of ours to forget.
      outbox_.StartAnew(/*as_snapshot=*/false);
      continue;
    }
    if (ReasonOf(status) == "WRITER_FENCED") {
      AwaitSilenceOfTheOther();
      continue;
    }
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopped_),
                            absl::IsFailedPrecondition(status) ? kRefusedDelay : kRetryDelay);
  }
}

void Publisher::Tell(const absl::Status& outage) {
  if (outage.code() == told_.code() && ReasonOf(outage) == ReasonOf(told_)) return;
  SPDLOG_WARN("publishing ended, trying again: {}", std::string(outage.message()));
  told_ = outage;
}

absl::Status Publisher::Publish() {
  grpc::ClientContext call;
  {
    absl::MutexLock lock(&mutex_);
    if (stopped_) return absl::CancelledError("stopped");
    call_ = &call;
  }
  const auto stream = stub_->RecordScores(&call);
  if (Open(*stream)) SendChanges(*stream);
  // Where the stream broke, Finish says why; where it did not, this process is being stopped.
  if (Stopped()) call.TryCancel();
  const absl::Status status = FromGrpcStatus(stream->Finish());
  absl::MutexLock lock(&mutex_);
  call_ = nullptr;
  return status;
}

bool Publisher::Open(Stream& stream) {
  RecordScoresRequest request;
  auto& opening = *request.mutable_opening();
  opening.set_writer(writer_);
  for (const std::string& log : state_.logs()) opening.add_logs(log);
  for (const index::v1::IndexDefinition& definition : state_.definitions().protos()) {
    *opening.add_definitions() = definition;
  }
  RecordScoresResponse response;
  if (!stream.Write(request) || !stream.Read(&response)) return false;
  SPDLOG_INFO("granted epoch {} as writer {}", response.grant().epoch(), writer_);
  state_.SetWriter({response.grant().epoch(), true});
  const Progress& progress = response.grant().progress();
  // The clock behind a former writer's time may have been ahead.
  state_.SetLeastAsOf(progress.has_as_of_time() ? FromTimestamp(progress.as_of_time())
                                                : absl::InfinitePast());
  if (!Covers(progress.positions(), answered_)) outbox_.StartAnew(/*as_snapshot=*/true);
  AwaitNoStepBack(progress);
  return true;
}

// A writer that has read less than a former one must not overwrite its scores.
void Publisher::AwaitNoStepBack(const Progress& progress) {
  const absl::Time give_up = absl::Now() + kCatchUpWait;
  while (!Stopped() && Leads(progress.positions(), state_.Reached())) {
    if (absl::Now() >= give_up) {
      SPDLOG_WARN("reporting knows more of the log than there is; was the log restored from an older state?");
      return;
    }
    absl::SleepFor(kIdleWait);
  }
}

void Publisher::SendChanges(Stream& stream) {
  while (!Stopped()) {
    // While updates are on their way nothing is waited for but their answers.
    const absl::Time wait = under_way_ > 0 ? absl::InfinitePast() : absl::Now() + kIdleWait;
    std::optional<reporting::v1::ScoreUpdate> update = outbox_.Next(wait);
    if (update) {
      RecordScoresRequest request;
      *request.mutable_update() = *std::move(update);
      ++under_way_;
      if (!stream.Write(request)) return;
    }
    while (under_way_ > 0 && (under_way_ == kUnderWay || !update)) {
      if (!ReadAnswer(stream)) return;
      if (!update) break;
    }
  }
}

bool Publisher::ReadAnswer(Stream& stream) {
  RecordScoresResponse response;
  if (!stream.Read(&response)) return false;
  --under_way_;
  outbox_.Recorded();
  answered_ = response.progress().positions();
  told_ = absl::OkStatus();
  return true;
}

void Publisher::AwaitSilenceOfTheOther() {
  SPDLOG_WARN("another writer took over; this one only serves reads now");
  absl::Time last_alive = absl::Now();
  std::string before;
  while (!Stopped() && absl::Now() - last_alive < kTakeOverAfter) {
    absl::SleepFor(kIdleWait);
    grpc::ClientContext call;
    call.set_deadline(absl::ToChronoTime(absl::Now() + kProgressTime));
    Progress progress;
    const grpc::Status status = stub_->GetProgress(&call, {}, &progress);
    // A live writer at least moves the time; while reporting is away none can, which is no sign of silence.
    std::string now = LifeSigns(progress, state_.logs());
    if (!status.ok() || now != before) last_alive = absl::Now();
    before = std::move(now);
  }
  // What the other writer wrote is not known here.
  outbox_.StartAnew(/*as_snapshot=*/true);
}

}  // namespace chiso
