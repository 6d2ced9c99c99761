// Months whose data are known to be thin. Pure.

#ifndef CHISO_SERVICES_REPORTING_THIN_MONTHS_H_
#define CHISO_SERVICES_REPORTING_THIN_MONTHS_H_

#include "chiso/index/v1/definition.pb.h"
#include "common/period.h"

namespace chiso {

// Whether the period holds a month that the definition says is thin.
bool HasThinMonth(const index::v1::IndexDefinition& definition, const Period& period);

// Whether a change against the like period before would compare thin data: one of the two holds such a month.
bool ComparesThinData(const index::v1::IndexDefinition& definition, const Period& period);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_THIN_MONTHS_H_
