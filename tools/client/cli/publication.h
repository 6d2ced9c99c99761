// Records in ingestion that a bulletin was published by reporting.

#ifndef CHISO_TOOLS_CLIENT_CLI_PUBLICATION_H_
#define CHISO_TOOLS_CLIENT_CLI_PUBLICATION_H_

#include "absl/status/status.h"
#include "chiso/ingestion/v1/batch.pb.h"
#include "chiso/reporting/v1/bulletin.pb.h"
#include "tools/client/settings.h"

namespace chiso {

// The batch with the record of the publication: the same for the same bulletin.
ingestion::v1::Batch PublicationBatch(const reporting::v1::Bulletin& bulletin);

// Records the publication, so that what arrives later for it is answered with a warning. May be repeated.
// Codes as of SubmitBatch; INTERNAL: ingestion refuses the record.
absl::Status RecordPublication(const Settings& settings, const reporting::v1::Bulletin& bulletin);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_CLI_PUBLICATION_H_
