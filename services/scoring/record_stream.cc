#include "services/scoring/record_stream.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/rpc/rpc_status.h"

namespace chiso {
namespace {

using ingestion::v1::ReadRecordsRequest;
using ingestion::v1::ReadRecordsResponse;

// Drops the records after the sequence. True: some are left.
bool CutAfter(int64_t sequence, record::v1::LogEntry& entry) {
  const int64_t kept = std::clamp<int64_t>(sequence - entry.first_sequence() + 1, 0, entry.records_size());
  entry.mutable_records()->DeleteSubrange(static_cast<int>(kept),
                                          entry.records_size() - static_cast<int>(kept));
  return kept > 0;
}

}  // namespace

class RecordStream::Call {
 public:
  Call(RecordStream& owner, absl::Time deadline) : owner_(owner) {
    context_.set_deadline(absl::ToChronoTime(deadline));
    absl::MutexLock lock(&owner_.mutex_);
    owner_.calls_.insert(&context_);
    if (owner_.stopped_) context_.TryCancel();
  }
  ~Call() {
    absl::MutexLock lock(&owner_.mutex_);
    owner_.calls_.erase(&context_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  grpc::ClientContext& context() { return context_; }

 private:
  RecordStream& owner_;
  grpc::ClientContext context_;
};

RecordStream::RecordStream(const std::shared_ptr<grpc::Channel>& ingestion)
    : stub_(ingestion::v1::IngestionService::NewStub(ingestion)) {}

void RecordStream::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  for (grpc::ClientContext* const call : calls_) call->TryCancel();
}

// Whoever asks to go on from a position is told whether the log holds it.
absl::Status RecordStream::CheckHistory(const record::v1::Position& end, absl::Time deadline) {
  Call call(*this, deadline);
  ReadRecordsRequest request;
  *request.mutable_after() = end;
  const auto reader = stub_->ReadRecords(&call.context(), request);
  ReadRecordsResponse response;
  const bool holds = reader->Read(&response);
  if (holds) call.context().TryCancel();
  const grpc::Status ended = reader->Finish();
  if (holds) return absl::OkStatus();
  absl::Status status = FromGrpcStatus(ended);
  if (ReasonOf(status) == "LOG_DIVERGED") {
    return ErrorWithReason(status.code(), "LOG_DIVERGED",
                           absl::StrCat("log ", end.log(), " does not hold the history that its position ",
                                        end.sequence(), " names"));
  }
  if (absl::IsNotFound(status)) return absl::NotFoundError(absl::StrCat("there is no log ", end.log()));
  return status;
}

absl::Status RecordStream::ReadUpTo(const record::v1::Position& end,
                                    absl::Span<const record::v1::RecordKind> kinds, absl::Time deadline,
                                    Take take) {
  if (end.sequence() == 0) return absl::OkStatus();
  if (absl::Status status = CheckHistory(end, deadline); !status.ok()) return status;
  Call call(*this, deadline);
  ReadRecordsRequest request;
  request.mutable_after()->set_log(end.log());
  for (const record::v1::RecordKind kind : kinds) request.add_kinds(kind);
  const auto reader = stub_->ReadRecords(&call.context(), request);
  ReadRecordsResponse response;
  absl::Status taken;
  // Read where the position lies: the log may have grown far beyond it.
  int64_t read = 0;
  while (taken.ok() && read < end.sequence() && reader->Read(&response)) {
    read = response.position().sequence();
    for (record::v1::LogEntry& entry : *response.mutable_entries()) {
      if (taken.ok() && CutAfter(end.sequence(), entry)) taken = take(entry);
    }
  }
  const bool whole = read >= end.sequence();
  if (!taken.ok() || whole) call.context().TryCancel();
  const grpc::Status status = reader->Finish();
  if (!taken.ok() || whole) return taken;
  // The log was as long as that a moment ago.
  return status.ok() ? absl::UnavailableError("the reading of the log ended early") : FromGrpcStatus(status);
}

}  // namespace chiso
