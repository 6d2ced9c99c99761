// The dossiers of a unit as CSV and as a table. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_DOSSIER_LIST_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_DOSSIER_LIST_VIEW_H_

#include <string>

#include "chiso/ingestion/v1/dossier_query.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Of pages that were put together: one position for each log, the earliest, because at least so much is in
// all of them.
void MergePositions(ingestion::v1::ListDossiersResponse& dossiers);

// Columns code,procedure,status,received,due,ended,days_late,has_result,sender. days_late is 0 where it is
// not late, has_result true or false.
std::string DossiersCsv(const ingestion::v1::ListDossiersResponse& dossiers);

// With what was asked for, and how far the records that count go.
std::string DossiersTable(const ingestion::v1::ListDossiersRequest& asked,
                          const ingestion::v1::ListDossiersResponse& dossiers, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_DOSSIER_LIST_VIEW_H_
