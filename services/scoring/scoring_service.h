// The edge of scoring: gRPC in, gRPC out. No rules.

#ifndef CHISO_SERVICES_SCORING_SCORING_SERVICE_H_
#define CHISO_SERVICES_SCORING_SCORING_SERVICE_H_

#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "services/scoring/state.h"

namespace chiso {

// Synchronous: calls compute, and those that wait for positions are few.
class ScoringService final : public scoring::v1::ScoringService::Service {
 public:
  // `state` must outlive this object.
  explicit ScoringService(const State& state) : state_(state) {}

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
  grpc::Status GetStatus(grpc::ServerContext* context, const scoring::v1::GetStatusRequest* request,
                         scoring::v1::GetStatusResponse* response) override;

 private:
  const State& state_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_SCORING_SERVICE_H_
