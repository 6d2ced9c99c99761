// What a sender says beyond the contract.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_UNKNOWN_FIELDS_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_UNKNOWN_FIELDS_H_

#include "chiso/record/v1/record.pb.h"

namespace chiso {

// Removes from the record, at any depth, the fields that this version of the contract does not have.
void DiscardUnknown(record::v1::Record& record);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_UNKNOWN_FIELDS_H_
