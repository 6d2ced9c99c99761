// What the logs say about dossiers. Thread-safe.

#ifndef CHISO_SERVICES_INGESTION_DOSSIERS_DOSSIER_LOG_H_
#define CHISO_SERVICES_INGESTION_DOSSIERS_DOSSIER_LOG_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/dossier_query.pb.h"
#include "common/sql/postgres.h"

namespace chiso {

// All methods may end as Postgres::Transact does. Requests must be well-formed (request_rules).
class DossierLog {
 public:
  // `postgres` must outlive this object and hold IngestionSchema().
  explicit DossierLog(Postgres& postgres) : postgres_(postgres) {}

  // The dossier and its progress as they stand at the head of `log`, the one that the code belongs to; of the
  // progress the last 1,000 lines. Memory is bounded, but for two numbers for each line that there is.
  // NOT_FOUND: nothing of this code has arrived.
  absl::StatusOr<ingestion::v1::GetDossierResponse> Get(const std::string& code, const std::string& log,
                                                        absl::Time deadline);

  // What arrived about the dossier, the last one first, in pages of at most kMaxAnswerBytes (common/page.h).
  // Each page reads the whole history, in bounded memory. NOT_FOUND: nothing of this code has arrived.
  // INVALID_ARGUMENT: the page_token is none.
  absl::StatusOr<ingestion::v1::ListDossierRevisionsResponse> ListRevisions(
      const ingestion::v1::ListDossierRevisionsRequest& request, const std::string& log, absl::Time deadline);

 private:
  Postgres& postgres_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_DOSSIERS_DOSSIER_LOG_H_
