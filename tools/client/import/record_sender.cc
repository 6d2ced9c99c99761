#include "tools/client/import/record_sender.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "tools/client/import/chunk/record_code.h"
#include "tools/client/import/exchange/names.h"
#include "tools/client/words/ingestion_words.h"

namespace chiso {
namespace {

using ingestion::v1::BatchResult;
using ingestion::v1::ListSendersRequest;
using ingestion::v1::ListSendersResponse;
using ingestion::v1::Receipt;

constexpr int kSendersPage = 1000;

// The unit that the record is about; empty where it names none.
std::string UnitOf(const record::v1::Record& record) {
  switch (record.content_case()) {
    case record::v1::Record::kDossier:
      return record.dossier().unit_code().empty() ? record.dossier().unit_name()
                                                  : record.dossier().unit_code();
    case record::v1::Record::kPetition:
      return record.petition().unit_code();
    case record::v1::Record::kUnitReturn:
      return record.unit_return().unit_code();
    case record::v1::Record::kNationalTotal:
      return record.national_total().unit_code();
    case record::v1::Record::kCertifiedCopy:
      return record.certified_copy().unit_code();
    default:
      return "";
  }
}

// Reasons that thousands of dossiers of one file share until units and procedures are recorded.
bool IsCommon(ingestion::v1::Reason reason) {
  return reason == ingestion::v1::REASON_UNIT_UNKNOWN || reason == ingestion::v1::REASON_PROCEDURE_UNKNOWN ||
         reason == ingestion::v1::REASON_CODE_LEGACY;
}

Finding FindingIn(FileKind kind, const Chunk& chunk, const ingestion::v1::Verdict& verdict) {
  Finding finding{0, ColumnOf(kind, verdict.field()), verdict.message(),
                  verdict.severity() == ingestion::v1::SEVERITY_REJECTED, ReasonName(verdict.reason())};
  const bool known = verdict.index() >= 0 && verdict.index() < static_cast<int64_t>(chunk.lines.size());
  if (!known) return finding;
  const size_t index = verdict.index();
  finding.line = chunk.lines[index];
  const record::v1::Record& record = chunk.batch.records(verdict.index());
  finding.code = CodeOf(record);
  if (verdict.reason() == ingestion::v1::REASON_UNIT_UNKNOWN && record.has_unit()) {
    finding.parent = record.unit().parent_code();
  }
  if (kind != FileKind::kRecords) return finding;
  finding.place = chunk.places[index];
  if (chunk.exchanged[index]) {
    finding.column = ExchangeName(verdict.field());
    finding.message = ExchangeMessage(verdict.field(), verdict.message());
  }
  finding.counted_only = !finding.rejected && IsCommon(verdict.reason());
  if (verdict.reason() == ingestion::v1::REASON_UNIT_UNKNOWN) {
    finding.unit = UnitOf(record);
  }
  return finding;
}

Finding FindingOf(FileKind kind, const Chunk& chunk, const ingestion::v1::Verdict& verdict) {
  Finding finding = FindingIn(kind, chunk, verdict);
  if (verdict.field() == "revision" && finding.line > 0) {
    const int64_t revision = chunk.batch.records(verdict.index()).revision();
    SpeakOfFileTime(chunk, absl::FromUnixMicros(revision), "--revision", finding);
  }
  return finding;
}

}  // namespace

RecordSender::RecordSender(const Endpoint& ingestion, Options options, OnAnswer on_answer,
                           RetryPolicy::Notice on_retry)
    : connection_(ingestion),
      options_(std::move(options)),
      on_answer_(std::move(on_answer)),
      retry_policy_(ingestion.timeout, std::move(on_retry)) {}

absl::Status RecordSender::Start() {
  ListSendersRequest request;
  request.set_page_size(kSendersPage);
  while (true) {
    const auto response = connection_.Call(&Api::Stub::ListSenders, request);
    if (!response.ok()) {
      if (WaitToRetry(response.status())) continue;
      return response.status();
    }
    retry_policy_.Reset();
    for (const ingestion::v1::Sender& sender : response->senders()) {
      if (sender.name() != options_.sender) continue;
      known_ = sender.positions();
    }
    // The senders come ordered by name.
    const bool past = !response->senders().empty() && response->senders().rbegin()->name() >= options_.sender;
    if (past || response->next_page_token().empty()) return absl::OkStatus();
    request.set_page_token(response->next_page_token());
  }
}

absl::Status RecordSender::Send(Chunk chunk) {
  if (HasNothingToSend(chunk)) {
    on_answer_(chunk, ChunkAnswer{.findings = chunk.findings, .positions = {}});
    return absl::OkStatus();
  }
  chunk.batch.set_sender(options_.sender);
  chunk.batch.set_validate_only(options_.validate_only);
  waiting_.push_back(std::move(chunk));
  return Pump(kWindow - 1);
}

absl::Status RecordSender::Flush() {
  if (absl::Status status = Pump(0); !status.ok()) return status;
  // Everything is answered, so the status of the call does not matter.
  if (call_ != nullptr) call_->Finish(retry_policy_.deadline()).IgnoreError();
  call_.reset();
  return absl::OkStatus();
}

// Sends and reads until nothing waits to be sent and at most `limit` chunks are without an answer. Invariant:
// batches in `sent_`, then those in `waiting_`, are in file order, so answers arrive in that order too.
absl::Status RecordSender::Pump(size_t limit) {
  // The time while nothing was under way does not count against the service.
  if (sent_.empty()) retry_policy_.Reset();
  while (waiting_.size() + sent_.size() > limit || !waiting_.empty()) {
    const absl::Status status = Step(limit);
    if (status.ok()) continue;
    // Whether sent batches were stored is unknown, so they go out again, before the others.
    std::move(sent_.rbegin(), sent_.rend(), std::front_inserter(waiting_));
    sent_.clear();
    call_.reset();
    if (!WaitToRetry(status)) return Explain(connection_.endpoint(), status);
  }
  return absl::OkStatus();
}

bool RecordSender::WaitToRetry(const absl::Status& status) {
  return !(options_.stopped && options_.stopped()) && retry_policy_.WaitToRetry(status);
}

// Sends waiting batches as far as the window allows, then reads one answer if more than `limit` are missing.
// An error ends the call.
absl::Status RecordSender::Step(size_t limit) {
  if (call_ == nullptr) call_ = std::make_unique<SubmitCall>(connection_.stub(), retry_policy_.deadline());
  while (!waiting_.empty() && sent_.size() < kWindow) {
    if (!call_->Write(waiting_.front().batch, retry_policy_.deadline())) return Take(BatchResult());
    sent_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  if (sent_.size() <= limit) return absl::OkStatus();
  BatchResult result;
  if (!call_->Read(result, retry_policy_.deadline())) return Take(BatchResult());
  return Take(result);
}

// Takes the answer to the oldest batch; a result without one stands for the end of the call.
absl::Status RecordSender::Take(const BatchResult& result) {
  if (result.result_case() == BatchResult::RESULT_NOT_SET) {
    const absl::Status status = call_->Finish(retry_policy_.deadline());
    return status.ok() ? absl::UnavailableError("the call ended before all was answered") : status;
  }
  if (result.has_error()) return FromRpcStatus(result.error());
  const Receipt& receipt = result.receipt();
  if (receipt.batch_id() != sent_.front().batch.batch_id()) {
    return absl::InternalError("an answer is not to the batch that was sent");
  }
  if (options_.keep) {
    if (absl::Status status = options_.keep(receipt); !status.ok()) return status;
  }
  retry_policy_.Reset();
  const Chunk chunk = std::move(sent_.front());
  sent_.pop_front();
  on_answer_(chunk, AnswerOf(chunk, receipt));
  return absl::OkStatus();
}

ChunkAnswer RecordSender::AnswerOf(const Chunk& chunk, const Receipt& receipt) {
  ChunkAnswer answer;
  answer.findings = chunk.findings;
  answer.findings.insert(answer.findings.end(), chunk.warnings.begin(), chunk.warnings.end());
  for (const ingestion::v1::Verdict& verdict : receipt.verdicts()) {
    answer.findings.push_back(FindingOf(options_.kind, chunk, verdict));
    if (verdict.severity() == ingestion::v1::SEVERITY_REJECTED) answer.refused.insert(verdict.index());
  }
  std::stable_sort(answer.findings.begin(), answer.findings.end(), StandsBefore);
  // A batch is new if one of its positions is greater than all that this sender had in the log before.
  const bool is_new = receipt.positions().empty() || !Covers(known_, receipt.positions());
  for (const record::v1::Position& position : receipt.positions()) Advance(known_, position);
  answer.positions = receipt.positions();
  (is_new ? answer.stored : answer.unchanged) = receipt.accepted_count();
  return answer;
}

}  // namespace chiso
