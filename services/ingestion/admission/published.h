// Records that come too late for what has been published. Pure; thread-safe.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_PUBLISHED_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_PUBLISHED_H_

#include "chiso/record/v1/record.pb.h"
#include "services/ingestion/admission/known_codes.h"
#include "services/ingestion/admission/rules/reasons.h"

namespace chiso {

// Says so where the result of the record's unit, or of its top-level unit, has been published for the period
// that the record belongs to, as far as `known` tells. Index and key are left empty. Of a dossier the period
// is the month of its reception.
Finding TooLate(const record::v1::Record& record, const KnownCodes& known);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_PUBLISHED_H_
