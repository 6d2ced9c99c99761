// The edge of scoring: gRPC in, gRPC out. No rules.

#ifndef CHISO_SERVICES_SCORING_SCORING_SERVICE_H_
#define CHISO_SERVICES_SCORING_SCORING_SERVICE_H_

#include <atomic>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "services/scoring/record_stream.h"
#include "services/scoring/replay.h"
#include "services/scoring/shadow.h"
#include "services/scoring/state.h"

namespace chiso {

// Synchronous: calls compute, and those that wait for positions are few. One at a time reads the logs.
class ScoringService final : public scoring::v1::ScoringService::Service {
 public:
  // What is given must outlive this object. `logs` is where scores are recomputed from.
  ScoringService(const State& state, RecordStream& logs) : state_(state), logs_(logs) {}

  // Whose findings GetStatus tells from now on; null: nobody's. It must outlive its being set.
  void SetShadow(const Shadow* shadow);

  grpc::Status GetScore(grpc::ServerContext* context, const scoring::v1::GetScoreRequest* request,
                        index::v1::Score* response) override;
  grpc::Status ListScores(grpc::ServerContext* context, const scoring::v1::ListScoresRequest* request,
                          scoring::v1::ListScoresResponse* response) override;
  grpc::Status CompareRecords(grpc::ServerContext* context, const scoring::v1::CompareRecordsRequest* request,
                              scoring::v1::CompareRecordsResponse* response) override;
  grpc::Status ListDossiers(grpc::ServerContext* context, const scoring::v1::ListDossiersRequest* request,
                            scoring::v1::ListDossiersResponse* response) override;
  grpc::Status ExplainDossier(grpc::ServerContext* context, const scoring::v1::ExplainDossierRequest* request,
                              scoring::v1::DossierExplanation* response) override;
  grpc::Status ScoreTallies(grpc::ServerContext* context, const scoring::v1::ScoreTalliesRequest* request,
                            index::v1::Score* response) override;
  grpc::Status GetIndexDefinition(grpc::ServerContext* context,
                                  const scoring::v1::GetIndexDefinitionRequest* request,
                                  index::v1::IndexDefinition* response) override;
  grpc::Status ListIndexDefinitions(grpc::ServerContext* context,
                                    const scoring::v1::ListIndexDefinitionsRequest* request,
                                    scoring::v1::ListIndexDefinitionsResponse* response) override;
  grpc::Status RecomputeScores(grpc::ServerContext* context,
                               const scoring::v1::RecomputeScoresRequest* request,
                               scoring::v1::RecomputeScoresResponse* response) override;
  grpc::Status CheckDrift(grpc::ServerContext* context, const scoring::v1::CheckDriftRequest* request,
                          grpc::ServerWriter<scoring::v1::TreeDrift>* writer) override;
  grpc::Status GetStatus(grpc::ServerContext* context, const scoring::v1::GetStatusRequest* request,
                         scoring::v1::GetStatusResponse* response) override;

 private:
  // Reads on behalf of a call, for as long as that wants.
  ReadLog ReadingFor(const grpc::ServerContext& context);

  const State& state_;
  RecordStream& logs_;
  // A call reads the logs.
  std::atomic<bool> reading_ = false;
  absl::Mutex mutex_;
  const Shadow* shadow_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_SCORING_SERVICE_H_
