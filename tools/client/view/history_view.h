// The history of a unit as CSV and as a table. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_HISTORY_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_HISTORY_VIEW_H_

#include <string>

#include "chiso/reporting/v1/reporting_service.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Columns unit,period,status,total,delta,definition,official_total,official_read_at,note,known_from. The note
// is empty or DEFINITION_CHANGED; known_from is the day on which the score became known.
std::string HistoryCsv(const reporting::v1::GetHistoryResponse& history);

// `progress` is what the scores rest on, as it was before the history was asked for; of a day that was asked
// for the scores themselves say it.
std::string HistoryTable(const reporting::v1::GetHistoryRequest& asked,
                         const reporting::v1::GetHistoryResponse& history,
                         const reporting::v1::Progress& progress, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_HISTORY_VIEW_H_
