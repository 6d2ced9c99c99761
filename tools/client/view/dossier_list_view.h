// The dossiers of a unit as CSV and as a table. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_DOSSIER_LIST_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_DOSSIER_LIST_VIEW_H_

#include <cstdint>
#include <string>

#include "chiso/scoring/v1/dossier_query.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Millionths of a point as a decimal: `0.066667`.
std::string MicropointsText(int64_t micropoints);

// Of pages that were put together: one position for each log, the earliest, because at least so much is in
// all of them.
void MergePositions(scoring::v1::ListDossiersResponse& dossiers);

// Columns code,procedure,status,received,due,ended,days_late,has_result,sender,unit,points_at_risk. days_late
// is 0 where it is not late, has_result true or false, points_at_risk points with six decimals or empty.
std::string DossiersCsv(const scoring::v1::ListDossiersResponse& dossiers);

// With what was asked for, and how far the records that count go. The unit is shown where those below are
// asked for too, and points at risk where there are any.
std::string DossiersTable(const scoring::v1::ListDossiersRequest& asked,
                          const scoring::v1::ListDossiersResponse& dossiers, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_DOSSIER_LIST_VIEW_H_
