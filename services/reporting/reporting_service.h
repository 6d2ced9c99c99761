// The edge of reporting: gRPC in, gRPC out. No rules, no SQL.
//
// Synchronous: a call that waits for the database or for progress blocks only its own thread.

#ifndef CHISO_SERVICES_REPORTING_REPORTING_SERVICE_H_
#define CHISO_SERVICES_REPORTING_REPORTING_SERVICE_H_

#include <atomic>
#include <set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "services/reporting/history/history.h"
#include "services/reporting/rankings.h"
#include "services/reporting/render/render.h"
#include "services/reporting/watermark.h"

namespace chiso {

class ReportingService final : public reporting::v1::ReportingService::Service {
 public:
  // All must outlive this object.
  ReportingService(History& history, const Renderer& renderer,
                   const reporting::v1::FigureCatalogue& catalogue);

  grpc::Status GetProgress(grpc::ServerContext* context, const reporting::v1::GetProgressRequest* request,
                           reporting::v1::Progress* response) override;
  grpc::Status RecordOfficialFigures(grpc::ServerContext* context,
                                     const reporting::v1::RecordOfficialFiguresRequest* request,
                                     reporting::v1::RecordOfficialFiguresResponse* response) override;
  grpc::Status ListRanking(grpc::ServerContext* context, const reporting::v1::ListRankingRequest* request,
                           reporting::v1::ListRankingResponse* response) override;
  grpc::Status GetHistory(grpc::ServerContext* context, const reporting::v1::GetHistoryRequest* request,
                          reporting::v1::GetHistoryResponse* response) override;
  grpc::Status PublishBulletin(grpc::ServerContext* context,
                               const reporting::v1::PublishBulletinRequest* request,
                               reporting::v1::Bulletin* response) override;
  grpc::Status GetBulletin(grpc::ServerContext* context, const reporting::v1::GetBulletinRequest* request,
                           reporting::v1::Bulletin* response) override;
  grpc::Status RenderBulletin(grpc::ServerContext* context,
                              const reporting::v1::RenderBulletinRequest* request,
                              reporting::v1::Rendition* response) override;

  // Ends the streams of scores and all waits, and refuses new ones. Call it before the server is shut down.
  // Does not wait.
  void Stop();

 private:
  // RecordScores takes raw bytes: requests are looked at before they are parsed.
  using ScoreStream = grpc::ServerReaderWriter<reporting::v1::RecordScoresResponse, grpc::ByteBuffer>;
  grpc::Status TakeScores(grpc::ServerContext& context, ScoreStream& stream);

  // Waits until the positions are reached; see Watermark.
  absl::Status AwaitProgress(const grpc::ServerContext& context, const Positions& positions,
                             absl::Time deadline);
  absl::StatusOr<std::vector<StoredRendition>> RenderAll(const reporting::v1::Bulletin& bulletin) const;

  // Return INVALID_ARGUMENT and the other codes of their methods.
  absl::StatusOr<reporting::v1::RecordOfficialFiguresResponse> Record(
      const reporting::v1::RecordOfficialFiguresRequest& request, absl::Time deadline);
  absl::StatusOr<reporting::v1::ListRankingResponse> List(const grpc::ServerContext& context,
                                                          const reporting::v1::ListRankingRequest& request,
                                                          absl::Time deadline);
  absl::StatusOr<reporting::v1::Bulletin> Publish(const grpc::ServerContext& context,
                                                  const reporting::v1::PublishBulletinRequest& request,
                                                  absl::Time deadline);

  History& history_;
  const Renderer& renderer_;
  const reporting::v1::FigureCatalogue& catalogue_;
  Watermark watermark_;
  Rankings rankings_;
  // The keys that streams hold of snapshots.
  std::atomic<int64_t> named_keys_ = 0;
  // Held by the one large update that is parsed and recorded at a time.
  absl::Mutex large_update_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // The streams of scores under way.
  std::set<grpc::ServerContext*> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_REPORTING_SERVICE_H_
