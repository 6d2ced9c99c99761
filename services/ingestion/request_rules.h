// What a well-formed request is. Pure; thread-safe. All checks give INVALID_ARGUMENT with the field's name.

#ifndef CHISO_SERVICES_INGESTION_REQUEST_RULES_H_
#define CHISO_SERVICES_INGESTION_REQUEST_RULES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"

namespace chiso {

// How many entries a page holds where the request asks for `requested`.
int PageSize(int32_t requested);

// Of a batch what holds for all of it; its records are judged one by one, by admission.
absl::Status Check(const ingestion::v1::Batch& batch);
// Tokens are looked at by whoever gave them out; here only those that are names or codes.
absl::Status Check(const ingestion::v1::ReadRecordsRequest& request);
absl::Status Check(const ingestion::v1::ListSendersRequest& request);
absl::Status Check(const ingestion::v1::ListSenderFindingsRequest& request);
absl::Status Check(const ingestion::v1::ListReceiptsRequest& request);
absl::Status Check(const ingestion::v1::ListRejectionsRequest& request);
absl::Status Check(const ingestion::v1::GetDossierRequest& request);
absl::Status Check(const ingestion::v1::ListDossierRevisionsRequest& request);

// The page_token is none that was given out.
absl::Status BadPageToken();

// The number that a token is, at least 0; `first` where it is empty. BadPageToken.
absl::StatusOr<int64_t> NumberOfToken(absl::string_view token, int64_t first);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_REQUEST_RULES_H_
