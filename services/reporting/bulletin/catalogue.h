// The catalogue of figures that may be recorded as published: headings, origins, and what a letter says about
// them.

#ifndef CHISO_SERVICES_REPORTING_BULLETIN_CATALOGUE_H_
#define CHISO_SERVICES_REPORTING_BULLETIN_CATALOGUE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "chiso/reporting/v1/official.pb.h"

namespace chiso {

// Reads a chiso.reporting.v1.FigureCatalogue in text form.
// NOT_FOUND: the file cannot be read. INVALID_ARGUMENT "file: field: reason": it is no such message, a code
// is malformed or stands there twice, or a figure says too little to be printed.
absl::StatusOr<reporting::v1::FigureCatalogue> LoadCatalogue(const std::string& path);

// Null where the catalogue has no such code; else it lives as long as the catalogue does.
const reporting::v1::FigureDefinition* FindFigure(const reporting::v1::FigureCatalogue& catalogue,
                                                  absl::string_view code);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_BULLETIN_CATALOGUE_H_
