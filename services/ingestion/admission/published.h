// What has been published, and the records that come too late for it. Pure; thread-safe.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_PUBLISHED_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_PUBLISHED_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "chiso/record/v1/record.pb.h"
#include "services/ingestion/admission/rules/reasons.h"

namespace chiso {

// Units and periods, as `unit/period`.
using Published = absl::flat_hash_set<std::string>;

// Says so where the result of the record's unit, or of its top-level unit, has been published for the period
// that the record belongs to. Index and key are left empty. Of a dossier the period is the month of its
// reception.
Finding TooLate(const record::v1::Record& record, const Published& published);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_PUBLISHED_H_
