#include "services/reporting/reporting_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/bounds/limits.h"
#include "common/errors.h"
#include "common/page.h"
#include "common/rpc/deadline.h"
#include "common/rpc/raw_message.h"
#include "common/rpc/rpc_status.h"
#include "common/text.h"
#include "services/reporting/bulletin/bulletin.h"
#include "services/reporting/bulletin/catalogue.h"
#include "services/reporting/bulletin/publication.h"
#include "services/reporting/official.h"
#include "services/reporting/ranking.h"
#include "services/reporting/request_rules.h"
#include "services/reporting/timeline.h"
#include "services/reporting/writer_session.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;

// How long one transaction of a stream may take; the stream itself has no deadline.
constexpr absl::Duration kUpdateTimeout = absl::Seconds(30);

absl::Status GoingDown() {
  return RetryLater(absl::StatusCode::kUnavailable, "the service is going down; call again",
                    absl::Milliseconds(500));
}

// Whether the bulletin and its documents fit into an answer: they come as a whole, and for ever.
bool CanBeAnswered(const rv1::Bulletin& bulletin, const std::vector<StoredRendition>& renditions) {
  const auto fits = [](size_t bytes) { return static_cast<int64_t>(bytes) <= kMaxAnswerBytes; };
  return fits(bulletin.ByteSizeLong()) &&
         std::all_of(renditions.begin(), renditions.end(),
                     [&](const StoredRendition& stored) { return fits(stored.rendition.ByteSizeLong()); });
}

absl::Status TooLarge() {
  return ErrorWithReason(
      absl::StatusCode::kFailedPrecondition, "BULLETIN_TOO_LARGE",
      "the bulletin or one of its documents would be larger than 4 MiB: too many units stand "
      "directly below this one");
}

index::v1::Freshness FreshnessOf(const rv1::Progress& progress) {
  index::v1::Freshness freshness;
  *freshness.mutable_positions() = progress.positions();
  if (progress.has_as_of_time()) {
    const int64_t as_of = TimeUtil::TimestampToMilliseconds(progress.as_of_time());
    *freshness.mutable_as_of_time() = progress.as_of_time();
    *freshness.mutable_lag() =
        TimeUtil::MillisecondsToDuration(std::max<int64_t>(absl::ToUnixMillis(absl::Now()) - as_of, 0));
  }
  return freshness;
}

}  // namespace

ReportingService::ReportingService(History& history, const Renderer& renderer,
                                   const rv1::FigureCatalogue& catalogue)
    : history_(history),
      renderer_(renderer),
      catalogue_(catalogue),
      watermark_(history),
      rankings_(history, catalogue) {
  using Handler = grpc::internal::TemplatedBidiStreamingHandler<ScoreStream, false>;
  const auto& contract = *rv1::RecordScoresRequest::descriptor()->file()->service(0);
  MarkMethodStreamed(contract.FindMethodByName("RecordScores")->index(),
                     new Handler([this](grpc::ServerContext* context, ScoreStream* stream) {
                       return TakeScores(*context, *stream);
                     }));
}

grpc::Status ReportingService::TakeScores(grpc::ServerContext& context, ScoreStream& stream) {
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return ToGrpcStatus(GoingDown());
    streams_.insert(&context);
  }
  WriterSession session(history_, named_keys_);
  grpc::ByteBuffer bytes;
  absl::Status status;
  while (status.ok() && stream.Read(&bytes)) {
    const bool large = static_cast<int64_t>(bytes.Length()) > kMaxRequestBytes;
    const absl::MutexLockMaybe lock(large ? &large_update_ : nullptr);
    const auto request = ParseWithinBounds<rv1::RecordScoresRequest>(bytes);
    status = request.status();
    if (!status.ok()) break;
    const absl::StatusOr<rv1::RecordScoresResponse> response = session.Take(*request, kUpdateTimeout);
    status = response.status();
    if (!status.ok()) break;
    watermark_.Notify();
    if (!stream.Write(*response)) break;
  }
  absl::MutexLock lock(&mutex_);
  streams_.erase(&context);
  if (status.ok() && stopping_) status = GoingDown();
  return ToGrpcStatus(status);
}

grpc::Status ReportingService::GetProgress(grpc::ServerContext* context,
                                           const rv1::GetProgressRequest* request, rv1::Progress* response) {
  if (absl::Status status = CheckPositions(request->min_positions()); !status.ok())
    return ToGrpcStatus(status);
  return Answer(watermark_.Await(request->min_positions(), DeadlineOf(*context),
                                 [&] { return context->IsCancelled(); }),
                response);
}

grpc::Status ReportingService::RecordOfficialFigures(grpc::ServerContext* context,
                                                     const rv1::RecordOfficialFiguresRequest* request,
                                                     rv1::RecordOfficialFiguresResponse* response) {
  return Answer(Record(*request, DeadlineOf(*context)), response);
}

absl::StatusOr<rv1::RecordOfficialFiguresResponse> ReportingService::Record(
    const rv1::RecordOfficialFiguresRequest& request, absl::Time deadline) {
  if (absl::Status status = CheckFiguresRequest(request); !status.ok()) return status;
  const auto definitions = history_.Definitions(deadline);
  if (!definitions.ok()) return definitions.status();
  std::set<std::string> units;
  for (const rv1::OfficialFigure& figure : request.figures()) {
    // Only well-formed codes are looked up, because others may hold bytes that a database refuses; the rules
    // judge them later.
    if (IsUnitCode(figure.unit_code())) units.insert(figure.unit_code());
  }
  const auto known_units = history_.KnownUnits(units, deadline);
  if (!known_units.ok()) return known_units.status();
  AdmittedFigures admitted =
      AdmitFigures(request.figures(), FigureUnits(*definitions, catalogue_), *known_units, absl::Now());
  const auto recorded = history_.RecordFigures(admitted.figures, request.validate_only(), deadline);
  if (!recorded.ok()) return recorded.status();
  rv1::RecordOfficialFiguresResponse response;
  response.set_changed_count(recorded->changed_count);
  response.set_unchanged_count(static_cast<int>(admitted.given.size()) - response.changed_count());
  *response.mutable_standings() = StandingsOf(admitted, recorded->in_force);
  response.set_changed_not_in_force_count(
      static_cast<int>(absl::c_count_if(recorded->in_force, [](const FigureInForce& figure) {
        return figure.read_again && figure.before != figure.now;
      })));
  response.set_rejected_count(admitted.rejected_count);
  for (rv1::FigureVerdict& verdict : admitted.verdicts) *response.add_verdicts() = std::move(verdict);
  return response;
}

absl::Status ReportingService::AwaitProgress(const grpc::ServerContext& context, const Positions& positions,
                                             absl::Time deadline) {
  if (positions.empty()) return absl::OkStatus();
  return watermark_.Await(positions, deadline, [&] { return context.IsCancelled(); }).status();
}

absl::StatusOr<rv1::ListRankingResponse> ReportingService::List(const grpc::ServerContext& context,
                                                                const rv1::ListRankingRequest& request,
                                                                absl::Time deadline) {
  const absl::StatusOr<RankingRequest> ranking = ParseRankingRequest(request);
  if (!ranking.ok()) return ranking.status();
  if (absl::Status status = AwaitProgress(context, request.min_positions(), deadline); !status.ok())
    return status;
  rv1::ListRankingResponse response;
  // Further pages are of the list that the first one was of, and before that list is made.
  if (ranking->digest.empty() && ranking->query.basis != rv1::BASIS_OFFICIAL) {
    const auto progress = watermark_.Recent(deadline, [&] { return context.IsCancelled(); });
    if (!progress.ok()) return progress.status();
    *response.mutable_freshness() = FreshnessOf(*progress);
  }
  const absl::StatusOr<Rankings::List> list =
      ranking->digest.empty() ? rankings_.Rank(ranking->query, deadline)
                              : rankings_.RankAgain(ranking->query, ranking->digest, deadline);
  if (!list.ok()) return list.status();
  const std::vector<rv1::RankingRow>& rows = (*list)->rows;
  if (response.has_freshness() && (*list)->definition != nullptr) {
    response.mutable_freshness()->set_definition_id((*list)->definition->id());
    response.mutable_freshness()->set_definition_sha256((*list)->definition->sha256());
  }
  response.set_tie_rule("competition");
  PageRoom room(ranking->page_size);
  for (size_t i = ranking->offset; i < rows.size(); ++i) {
    if (!room.Take(rows[i].ByteSizeLong())) {
      response.set_next_page_token(RankingToken((*list)->digest, static_cast<int>(i)));
      break;
    }
    *response.add_rows() = rows[i];
  }
  return response;
}

grpc::Status ReportingService::ListRanking(grpc::ServerContext* context,
                                           const rv1::ListRankingRequest* request,
                                           rv1::ListRankingResponse* response) {
  return Answer(List(*context, *request, DeadlineOf(*context)), response);
}

grpc::Status ReportingService::GetHistory(grpc::ServerContext* context, const rv1::GetHistoryRequest* request,
                                          rv1::GetHistoryResponse* response) {
  const absl::Time deadline = DeadlineOf(*context);
  absl::Status status = CheckHistoryRequest(*request);
  if (status.ok()) status = AwaitProgress(*context, request->min_positions(), deadline);
  if (!status.ok()) return ToGrpcStatus(status);
  UnitQuery query{.code = request->unit_code()};
  if (request->scope() != record::v1::SCOPE_UNSPECIFIED) query.scope = request->scope();
  query.known_on = ParseDate(request->known_on());
  const absl::StatusOr<UnitSnapshot> snapshot = history_.ReadUnit(
      query, [&](const UnitSnapshot& keys) { return PeriodsOfPage(*request, keys); }, deadline);
  if (!snapshot.ok()) return ToGrpcStatus(snapshot.status());
  absl::StatusOr<rv1::GetHistoryResponse> history = MakeTimeline(*request, *snapshot);
  if (history.ok() && !query.known_on) *history->mutable_freshness() = FreshnessOf(snapshot->basis);
  return Answer(std::move(history), response);
}

absl::StatusOr<std::vector<StoredRendition>> ReportingService::RenderAll(
    const rv1::Bulletin& bulletin) const {
  std::vector<StoredRendition> renditions;
  for (const rv1::RenditionFormat format :
       {rv1::RENDITION_FORMAT_TEXT, rv1::RENDITION_FORMAT_HTML, rv1::RENDITION_FORMAT_CSV}) {
    for (const rv1::Language language : {rv1::LANGUAGE_VI, rv1::LANGUAGE_EN}) {
      absl::StatusOr<rv1::Rendition> rendition = renderer_.Render(bulletin, format, language);
      if (!rendition.ok()) return rendition.status();
      renditions.push_back({format, language, *std::move(rendition)});
    }
  }
  return renditions;
}

absl::StatusOr<rv1::Bulletin> ReportingService::Publish(const grpc::ServerContext& context,
                                                        const rv1::PublishBulletinRequest& request,
                                                        absl::Time deadline) {
  if (absl::Status status = CheckPublishRequest(request); !status.ok()) return status;
  if (absl::Status status = AwaitProgress(context, request.min_positions(), deadline); !status.ok())
    return status;
  const absl::StatusOr<Snapshot> snapshot =
      history_.ReadForBulletin(request.unit_code(), *Period::Parse(request.period()), deadline);
  if (!snapshot.ok()) return snapshot.status();
  const absl::StatusOr<BulletinInput> input = MakeBulletinInput(request, *snapshot, absl::Now());
  if (!input.ok()) return input.status();
  absl::StatusOr<rv1::Bulletin> bulletin = BuildBulletin(*input, catalogue_);
  if (!bulletin.ok()) return bulletin;
  if (!CanBeAnswered(*bulletin, {})) return TooLarge();
  if (request.validate_only()) return bulletin;
  const absl::StatusOr<std::vector<StoredRendition>> renditions = RenderAll(*bulletin);
  if (!renditions.ok()) return renditions.status();
  if (!CanBeAnswered(*bulletin, *renditions)) return TooLarge();
  if (absl::Status status = history_.Publish(*bulletin, *renditions, deadline); !status.ok()) return status;
  return bulletin;
}

grpc::Status ReportingService::PublishBulletin(grpc::ServerContext* context,
                                               const rv1::PublishBulletinRequest* request,
                                               rv1::Bulletin* response) {
  return Answer(Publish(*context, *request, DeadlineOf(*context)), response);
}

grpc::Status ReportingService::GetBulletin(grpc::ServerContext* context,
                                           const rv1::GetBulletinRequest* request, rv1::Bulletin* response) {
  const absl::StatusOr<BulletinKey> key = ParseBulletinName(request->name());
  if (!key.ok()) return ToGrpcStatus(key.status());
  return Answer(history_.GetBulletin(*key, DeadlineOf(*context)), response);
}

grpc::Status ReportingService::RenderBulletin(grpc::ServerContext* context,
                                              const rv1::RenderBulletinRequest* request,
                                              rv1::Rendition* response) {
  const absl::StatusOr<BulletinKey> key = ParseBulletinName(request->name());
  if (!key.ok()) return ToGrpcStatus(key.status());
  if (!rv1::RenditionFormat_IsValid(request->format())) {
    return ToGrpcStatus(InvalidArgument("format", "must be text, HTML or CSV"));
  }
  if (!rv1::Language_IsValid(request->language())) {
    return ToGrpcStatus(InvalidArgument("language", "must be Vietnamese or English"));
  }
  const rv1::RenditionFormat format =
      request->format() == rv1::RENDITION_FORMAT_UNSPECIFIED ? rv1::RENDITION_FORMAT_TEXT : request->format();
  const rv1::Language language =
      request->language() == rv1::LANGUAGE_UNSPECIFIED ? rv1::LANGUAGE_VI : request->language();
  return Answer(history_.GetRendition(*key, format, language, DeadlineOf(*context)), response);
}

void ReportingService::Stop() {
  watermark_.Stop();
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
  // A stream that waits for its writer's next update would delay the shutdown until the server's grace period
  // ends.
  for (grpc::ServerContext* const context : streams_) context->TryCancel();
}

}  // namespace chiso
