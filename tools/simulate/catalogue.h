// The procedures of simulated offices as records, so that their dossiers name nothing unknown.

#ifndef CHISO_TOOLS_SIMULATE_CATALOGUE_H_
#define CHISO_TOOLS_SIMULATE_CATALOGUE_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chiso/record/v1/record.pb.h"
#include "tools/simulate/units.h"

namespace chiso {

// What the authorities of the units offer, each procedure once per authority, in a fixed order. The revision
// is the beginning of the month. Days of announcement and publication are left out: nothing is known of them.
std::vector<record::v1::Record> SimulatedCatalogue(const std::vector<SimulatedUnit>& units,
                                                   absl::CivilMonth first_month);

// The records in protobuf's own JSON, one a line, as `chiso import records` reads them.
std::string ToLines(const std::vector<record::v1::Record>& records);

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_CATALOGUE_H_
