#include "tools/client/cli/publication.h"

#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/errors.h"
#include "tools/client/rpc/connection.h"

namespace chiso {

ingestion::v1::Batch PublicationBatch(const reporting::v1::Bulletin& bulletin) {
  ingestion::v1::Batch batch;
  batch.set_sender("chiso-bulletin");
  batch.set_batch_id(bulletin.name());
  record::v1::Record& record = *batch.add_records();
  record.set_revision(google::protobuf::util::TimeUtil::TimestampToMicroseconds(bulletin.publish_time()));
  record::v1::Publication& publication = *record.mutable_publication();
  publication.set_unit_code(bulletin.unit().code());
  publication.set_unit_valid_from(bulletin.unit().valid_from());
  publication.set_period(bulletin.period());
  *publication.mutable_publish_time() = bulletin.publish_time();
  return batch;
}

absl::Status RecordPublication(const Settings& settings, const reporting::v1::Bulletin& bulletin) {
  using ingestion::v1::IngestionService;
  const auto receipt = Connection<IngestionService>(settings.ingestion())
                           .Call(&IngestionService::Stub::SubmitBatch, PublicationBatch(bulletin));
  // A bulletin of this name was told of before reporting was restored and published it anew: that is known.
  if (ReasonOf(receipt.status()) == "BATCH_CONFLICT") return absl::OkStatus();
  if (!receipt.ok()) return receipt.status();
  if (receipt->rejected_count() == 0) return absl::OkStatus();
  const ingestion::v1::Verdict& verdict = receipt->verdicts(0);
  return absl::InternalError(
      absl::StrCat("ingestion refuses it: ", verdict.field(), ": ", verdict.message()));
}

}  // namespace chiso
