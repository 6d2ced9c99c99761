// The edge of ingestion: gRPC in, gRPC out. No rules, no SQL.

#ifndef CHISO_SERVICES_INGESTION_INGESTION_SERVICE_H_
#define CHISO_SERVICES_INGESTION_INGESTION_SERVICE_H_

#include <atomic>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "services/ingestion/admission/routing.h"
#include "services/ingestion/dossiers/dossier_log.h"
#include "services/ingestion/intake.h"
#include "services/ingestion/log/appender.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/submit_stream.h"

namespace chiso {

// The methods that write take raw bytes, because a receipt's digest is that of the message as it came.
// Those that read are synchronous: a slow reader blocks a thread of its own and nobody else.
using IngestionMethods = ingestion::v1::IngestionService::WithRawCallbackMethod_SubmitRecords<
    ingestion::v1::IngestionService::WithRawCallbackMethod_SubmitBatch<
        ingestion::v1::IngestionService::Service>>;

class IngestionService final : public IngestionMethods, private SubmitStream::Owner {
 public:
  // All must outlive this object, and `appender` the server that it is registered with: calls under way end
  // only when their batches are answered.
  IngestionService(RecordLog& log, DossierLog& dossiers, Appender& appender, Routing routing,
                   const Intake::Options& options = Intake::Options());

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SubmitRecords(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* SubmitBatch(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::Status ListSenders(grpc::ServerContext* context, const ingestion::v1::ListSendersRequest* request,
                           ingestion::v1::ListSendersResponse* response) override;
  grpc::Status ListSenderFindings(grpc::ServerContext* context,
                                  const ingestion::v1::ListSenderFindingsRequest* request,
                                  ingestion::v1::ListSenderFindingsResponse* response) override;
  grpc::Status ListReceipts(grpc::ServerContext* context, const ingestion::v1::ListReceiptsRequest* request,
                            ingestion::v1::ListReceiptsResponse* response) override;
  grpc::Status ListRejections(grpc::ServerContext* context,
                              const ingestion::v1::ListRejectionsRequest* request,
                              ingestion::v1::ListRejectionsResponse* response) override;
  grpc::Status GetDossier(grpc::ServerContext* context, const ingestion::v1::GetDossierRequest* request,
                          ingestion::v1::GetDossierResponse* response) override;
  grpc::Status ListDossierRevisions(grpc::ServerContext* context,
                                    const ingestion::v1::ListDossierRevisionsRequest* request,
                                    ingestion::v1::ListDossierRevisionsResponse* response) override;

  // Ends the readers and the streams of batches, these once what they hold is answered, and refuses new ones.
  // Call it before the server is shut down. Does not wait.
  void Stop();

 private:
  // Of the streams.
  void OnEnded(SubmitStream& stream) override;
  // Ends the stream whose answer has waited for the longest time.
  void OnCrowded() override;
  // ReadRecords, whose answers are bytes: records go from the database to the caller without being parsed.
  absl::Status Follow(grpc::ServerContext& context, const ingestion::v1::ReadRecordsRequest& request,
                      grpc::ServerWriter<grpc::ByteBuffer>& writer);

  RecordLog& log_;
  DossierLog& dossiers_;
  Appender& appender_;
  const Routing routing_;
  Intake intake_;
  std::atomic<bool> stopping_ = false;
  absl::Mutex mutex_;
  // Those that are open. A stream deletes itself only after it has been taken out.
  std::set<SubmitStream*> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_INGESTION_SERVICE_H_
