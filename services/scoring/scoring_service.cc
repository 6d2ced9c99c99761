#include "services/scoring/scoring_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/page.h"
#include "common/rpc/deadline.h"
#include "common/rpc/rpc_status.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/score.h"
#include "services/scoring/dossier_answers.h"
#include "services/scoring/drift.h"
#include "services/scoring/recompute.h"
#include "services/scoring/status.h"

namespace chiso {
namespace {

constexpr int kDefaultPageSize = 100;
// About 1.2 MB of scores.
constexpr int kMaxPageSize = 1000;
// As many as the client sends in one batch.
constexpr int kMaxCompared = 1000;
constexpr absl::Duration kRetryDelay = absl::Seconds(1);
// Until another call that reads the logs has ended, as a rule.
constexpr absl::Duration kTurnDelay = absl::Seconds(5);
// How long reading the logs may take for whoever names no deadline.
constexpr absl::Duration kReplayTime = absl::Hours(1);
// The interval at which a waiting call checks for cancellation, so that it does not delay a shutdown.
constexpr absl::Duration kCancelCheck = absl::Milliseconds(100);

absl::Status NoDefinition(absl::string_view field) {
  return absl::NotFoundError(absl::StrCat(field, ": there is no such index definition"));
}

absl::Status NotReadToTheEnd() {
  return RetryLater(absl::StatusCode::kUnavailable,
                    "the service has not read the logs to their end yet; call again", kRetryDelay);
}

absl::Status AnotherReads() {
  return RetryLater(absl::StatusCode::kResourceExhausted,
                    "another call has scores recomputed; one at a time can", kTurnDelay);
}

absl::Status CheckPageSize(int32_t page_size) {
  if (page_size >= 0 && page_size <= kMaxPageSize) return absl::OkStatus();
  return InvalidArgument("page_size", absl::StrCat("must be 0 to ", kMaxPageSize));
}

absl::Status AwaitPositions(const State& state, const Positions& positions, grpc::ServerContext& context) {
  const absl::Time deadline = DeadlineOf(context);
  while (true) {
    absl::Status status = state.AwaitPositions(positions, std::min(deadline, absl::Now() + kCancelCheck));
    if (!absl::IsDeadlineExceeded(status) || absl::Now() >= deadline) return status;
    if (context.IsCancelled()) return absl::CancelledError("the caller has gone");
  }
}

// Answers a question about dossiers from the ledger as it stands, under the definition that is asked for or,
// without one, the one in force in the month of the time of the scores.
template <typename Request, typename F>
auto AnswerAboutDossiers(const State& state, const Request& request, F answer)
    -> decltype(answer(std::declval<const core::Ledger&>(), std::declval<const core::IndexDefinition&>())) {
  return state.Read([&](const Known& known) -> decltype(answer(
                                                known.ledger, std::declval<const core::IndexDefinition&>())) {
    // Without a time nothing is late, and no month is now.
    if (known.as_of == absl::InfinitePast()) return NotReadToTheEnd();
    const core::Ledger& ledger = known.ledger;
    const Definitions& definitions = state.definitions();
    const core::IndexDefinition* const definition =
        request.definition_id().empty()
            ? definitions.For(Period::Month(core::MonthOf(core::MonthAt(ledger.as_of()))))
            : definitions.Find(request.definition_id());
    if (definition == nullptr) return NoDefinition("definition_id");
    auto response = answer(ledger, *definition);
    if (!response.ok()) return response;
    *response->mutable_positions() = known.positions;
    *response->mutable_as_of_time() = ToTimestamp(known.as_of);
    return response;
  });
}

}  // namespace

grpc::Status ScoringService::GetScore(grpc::ServerContext* context,
                                      const scoring::v1::GetScoreRequest* request,
                                      index::v1::Score* response) {
  if (absl::Status s = AwaitPositions(state_, request->min_positions(), *context); !s.ok())
    return ToGrpcStatus(s);
  return Answer(state_.GetScore(*request), response);
}

grpc::Status ScoringService::ListScores(grpc::ServerContext* context,
                                        const scoring::v1::ListScoresRequest* request,
                                        scoring::v1::ListScoresResponse* response) {
  if (absl::Status s = CheckPageSize(request->page_size()); !s.ok()) return ToGrpcStatus(s);
  if (absl::Status s = AwaitPositions(state_, request->min_positions(), *context); !s.ok())
    return ToGrpcStatus(s);
  const int page_size = request->page_size() == 0 ? kDefaultPageSize : request->page_size();
  return Answer(state_.ListScores(*request, page_size), response);
}

grpc::Status ScoringService::CompareRecords(grpc::ServerContext* context,
                                            const scoring::v1::CompareRecordsRequest* request,
                                            scoring::v1::CompareRecordsResponse* response) {
  if (request->records().empty() || request->records_size() > kMaxCompared) {
    return ToGrpcStatus(InvalidArgument("records", absl::StrCat("must be 1 to ", kMaxCompared)));
  }
  if (absl::Status s = AwaitPositions(state_, request->min_positions(), *context); !s.ok())
    return ToGrpcStatus(s);
  *response->mutable_standings() = state_.Compare(request->records(), request->sender());
  return grpc::Status::OK;
}

grpc::Status ScoringService::ListDossiers(grpc::ServerContext* context,
                                          const scoring::v1::ListDossiersRequest* request,
                                          scoring::v1::ListDossiersResponse* response) {
  if (absl::Status s = Check(*request); !s.ok()) return ToGrpcStatus(s);
  if (absl::Status s = AwaitPositions(state_, request->min_positions(), *context); !s.ok())
    return ToGrpcStatus(s);
  const auto list = [request](const core::Ledger& ledger, const core::IndexDefinition& definition)
      -> absl::StatusOr<scoring::v1::ListDossiersResponse> {
    return chiso::ListDossiers(ledger, definition, *request);
  };
  return Answer(AnswerAboutDossiers(state_, *request, list), response);
}

grpc::Status ScoringService::ExplainDossier(grpc::ServerContext* context,
                                            const scoring::v1::ExplainDossierRequest* request,
                                            scoring::v1::DossierExplanation* response) {
  if (absl::Status s = Check(*request); !s.ok()) return ToGrpcStatus(s);
  if (absl::Status s = AwaitPositions(state_, request->min_positions(), *context); !s.ok())
    return ToGrpcStatus(s);
  const auto explain = [request](const core::Ledger& ledger, const core::IndexDefinition& definition) {
    return chiso::ExplainDossier(ledger, definition, *request);
  };
  return Answer(AnswerAboutDossiers(state_, *request, explain), response);
}

grpc::Status ScoringService::ScoreTallies(grpc::ServerContext*,
                                          const scoring::v1::ScoreTalliesRequest* request,
                                          index::v1::Score* response) {
  const core::IndexDefinition* const definition = state_.definitions().Find(request->definition_id());
  if (definition == nullptr) return ToGrpcStatus(NoDefinition("definition_id"));
  const std::optional<core::Level> level = LevelFromProto(request->level());
  if (!level) return ToGrpcStatus(InvalidArgument("level", "must be a level"));
  const auto score = core::ScoreTallies(*definition, *level, TalliesFromProto(request->tallies()));
  if (score.ok()) *response = ToProto(*score, *definition);
  return ToGrpcStatus(score.status());
}

grpc::Status ScoringService::GetIndexDefinition(grpc::ServerContext*,
                                                const scoring::v1::GetIndexDefinitionRequest* request,
                                                index::v1::IndexDefinition* response) {
  const index::v1::IndexDefinition* const definition = state_.definitions().FindProto(request->id());
  if (definition == nullptr) return ToGrpcStatus(NoDefinition("id"));
  *response = *definition;
  return grpc::Status::OK;
}

grpc::Status ScoringService::ListIndexDefinitions(grpc::ServerContext*,
                                                  const scoring::v1::ListIndexDefinitionsRequest* request,
                                                  scoring::v1::ListIndexDefinitionsResponse* response) {
  if (absl::Status s = CheckPageSize(request->page_size()); !s.ok()) return ToGrpcStatus(s);
  const auto& definitions = state_.definitions().protos();
  auto next = definitions.begin();
  if (!request->page_token().empty()) {
    next = std::find_if(definitions.begin(), definitions.end(),
                        [&](const auto& definition) { return definition.id() == request->page_token(); });
    if (next == definitions.end()) {
      return ToGrpcStatus(InvalidArgument("page_token", "must be the next_page_token of an answer"));
    }
  }
  PageRoom room(request->page_size() == 0 ? kMaxPageSize : request->page_size());
  for (; next != definitions.end(); ++next) {
    if (!room.Take(next->ByteSizeLong())) {
      response->set_next_page_token(next->id());
      break;
    }
    *response->add_definitions() = *next;
  }
  return grpc::Status::OK;
}

ReadLog ScoringService::ReadingFor(const grpc::ServerContext& context) {
  return [this, &context, deadline = DeadlineOf(context, kReplayTime)](
             const record::v1::Position& end, absl::Span<const record::v1::RecordKind> kinds,
             RecordStream::Take take) {
    return logs_.ReadUpTo(end, kinds, deadline, [&](const record::v1::LogEntry& entry) {
      if (context.IsCancelled()) return absl::CancelledError("the caller has gone");
      return take(entry);
    });
  };
}

grpc::Status ScoringService::RecomputeScores(grpc::ServerContext* context,
                                             const scoring::v1::RecomputeScoresRequest* request,
                                             scoring::v1::RecomputeScoresResponse* response) {
  if (reading_.exchange(true)) return ToGrpcStatus(AnotherReads());
  const auto leave = absl::MakeCleanup([this] { reading_ = false; });
  return Answer(chiso::RecomputeScores(state_.definitions(), state_.logs(), *request, ReadingFor(*context)),
                response);
}

grpc::Status ScoringService::CheckDrift(grpc::ServerContext* context,
                                        const scoring::v1::CheckDriftRequest* request,
                                        grpc::ServerWriter<scoring::v1::TreeDrift>* writer) {
  if (reading_.exchange(true)) return ToGrpcStatus(AnotherReads());
  const auto leave = absl::MakeCleanup([this] { reading_ = false; });
  std::vector<std::string> units = {request->unit_code()};
  if (request->unit_code().empty()) {
    units = state_.Read([](const Known& known) { return TopLevelUnits(known.ledger.units()); });
  }
  const ReadLog read = ReadingFor(*context);
  for (const std::string& unit : units) {
    const absl::StatusOr<scoring::v1::TreeDrift> drift = CheckTree(state_, unit, read);
    if (!drift.ok()) return ToGrpcStatus(drift.status());
    if (!writer->Write(*drift)) return ToGrpcStatus(absl::CancelledError("the caller has gone"));
  }
  return grpc::Status::OK;
}

void ScoringService::SetShadow(const Shadow* shadow) {
  absl::MutexLock lock(&mutex_);
  shadow_ = shadow;
}

grpc::Status ScoringService::GetStatus(grpc::ServerContext*, const scoring::v1::GetStatusRequest*,
                                       scoring::v1::GetStatusResponse* response) {
  *response = StatusOf(state_);
  absl::MutexLock lock(&mutex_);
  if (shadow_ != nullptr) *response->mutable_drift() = shadow_->status();
  return grpc::Status::OK;
}

}  // namespace chiso
