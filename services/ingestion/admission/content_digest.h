// What orders two records of one key and one revision.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_CONTENT_DIGEST_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_CONTENT_DIGEST_H_

#include <string>

#include "chiso/record/v1/record.pb.h"

namespace chiso {

// SHA-256 of the record without its revision, serialised deterministically. Scoring computes the same, on its
// side of the contract: services do not share code that knows records.
std::string ContentDigest(const record::v1::Record& record);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_CONTENT_DIGEST_H_
