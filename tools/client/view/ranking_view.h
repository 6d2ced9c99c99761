// A ranking as CSV and as a table. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_RANKING_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_RANKING_VIEW_H_

#include <string>

#include "chiso/reporting/v1/reporting_service.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Columns rank,unit,name,value,band,status,previous_total,change,no_change_reason; what there is not is
// empty. The last three are of rankings by TOTAL (RankingRow).
std::string RankingCsv(const reporting::v1::ListRankingResponse& ranking);

// With what was asked for, and for computed figures how far the records that count go.
std::string RankingTable(const reporting::v1::ListRankingRequest& asked,
                         const reporting::v1::ListRankingResponse& ranking,
                         const reporting::v1::Progress& progress, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_RANKING_VIEW_H_
