// The bands in which a chart shows totals.

#ifndef CHISO_SERVICES_REPORTING_RENDER_BANDS_H_
#define CHISO_SERVICES_REPORTING_RENDER_BANDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "chiso/index/v1/definition.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace chiso {

using Bands = google::protobuf::RepeatedPtrField<index::v1::Band>;

// How many there are: the style of the chart has a colour for each.
inline constexpr int kBandCount = 5;

// Reads the bands of a chiso.index.v1.IndexDefinition in text form, highest first.
// NOT_FOUND: the file cannot be read. INVALID_ARGUMENT "file: reason": it is no such message, or the bands
// are not kBandCount, from high to low with the last at 0.
absl::StatusOr<Bands> LoadBands(const std::string& path);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_RENDER_BANDS_H_
