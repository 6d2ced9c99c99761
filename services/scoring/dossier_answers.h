// What is answered about dossiers. Pure.

#ifndef CHISO_SERVICES_SCORING_DOSSIER_ANSWERS_H_
#define CHISO_SERVICES_SCORING_DOSSIER_ANSWERS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chiso/scoring/v1/dossier_query.pb.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/ledger.h"

namespace chiso {

// INVALID_ARGUMENT with the field's name.
absl::Status Check(const scoring::v1::ListDossiersRequest& request);
absl::Status Check(const scoring::v1::ExplainDossierRequest& request);

// The answers without positions and time, as the contract says. The requests must be well-formed.
scoring::v1::ListDossiersResponse ListDossiers(const core::Ledger& ledger,
                                               const core::IndexDefinition& definition,
                                               const scoring::v1::ListDossiersRequest& request);
// NOT_FOUND: nothing of this code has arrived.
absl::StatusOr<scoring::v1::DossierExplanation> ExplainDossier(
    const core::Ledger& ledger, const core::IndexDefinition& definition,
    const scoring::v1::ExplainDossierRequest& request);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_DOSSIER_ANSWERS_H_
