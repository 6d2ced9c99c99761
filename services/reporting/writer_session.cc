#include "services/reporting/writer_session.h"

#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/log.h"

namespace chiso {

namespace rv1 = reporting::v1;

absl::StatusOr<rv1::RecordScoresResponse> WriterSession::Take(const rv1::RecordScoresRequest& request,
                                                              absl::Duration time) {
  if (writer_.epoch == 0) {
    if (!request.has_opening()) return InvalidArgument("opening", "must be the first request of the stream");
    return Open(request.opening(), time);
  }
  if (!request.has_update()) return InvalidArgument("update", "must be every request after the first");
  absl::StatusOr<rv1::Progress> progress = Record(request.update(), time);
  if (!progress.ok()) return progress.status();
  rv1::RecordScoresResponse response;
  *response.mutable_progress() = *std::move(progress);
  return response;
}

absl::StatusOr<rv1::Progress> WriterSession::Record(const rv1::ScoreUpdate& update, absl::Duration time) {
  if (absl::Status status = CheckUpdate(update, writer_.logs, definitions_); !status.ok()) return status;
  const absl::StatusOr<std::vector<StagedScore>> scores = StageScores(update, definitions_);
  if (!scores.ok()) return scores.status();
  if (update.snapshot_begin()) named_.emplace(named_keys_);
  if (named_) {
    if (absl::Status status = Name(update, *scores); !status.ok()) return status;
  }
  if (update.snapshot_end()) {
    if (!named_)
      return InvalidArgument("update.snapshot_end", "must come after snapshot_begin in the same stream");
    named_->Sort();
    const absl::Time as_of =
        absl::FromUnixSeconds(update.as_of_time().seconds()) + absl::Nanoseconds(update.as_of_time().nanos());
    if (absl::Status status = history_.RemoveUnnamed(writer_, *named_, as_of, time); !status.ok())
      return status;
    named_.reset();
  }
  return history_.Record(writer_, update, *scores, absl::Now() + time);
}

absl::Status WriterSession::Name(const rv1::ScoreUpdate& update, const std::vector<StagedScore>& scores) {
  for (const StagedScore& score : scores) {
    if (absl::Status status = named_->AddScore(score.name); !status.ok()) return status;
  }
  for (const record::v1::Unit& unit : update.units()) {
    if (absl::Status status = named_->AddUnit(unit.code(), unit.valid_from()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<rv1::RecordScoresResponse> WriterSession::Open(const rv1::WriterOpening& opening,
                                                              absl::Duration time) {
  if (absl::Status status = CheckOpening(opening); !status.ok()) return status;
  absl::StatusOr<rv1::WriterGrant> grant = history_.Grant(opening, absl::Now() + time);
  if (!grant.ok()) return grant.status();
  writer_.epoch = grant->epoch();
  writer_.logs.insert(opening.logs().begin(), opening.logs().end());
  definitions_ = opening.definitions();
  SPDLOG_INFO("writer {} has epoch {} for {}", opening.writer(), writer_.epoch,
              absl::StrJoin(writer_.logs, ", "));
  rv1::RecordScoresResponse response;
  *response.mutable_grant() = *std::move(grant);
  return response;
}

}  // namespace chiso
