// Senders, and what is odd about their dossiers, as CSV and as tables. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_SENDER_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_SENDER_VIEW_H_

#include <string>

#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Columns sender,last_arrival,batches,stored,refused,positions,newest_received,silent_seconds,feeds,head. A
// feed is KIND, KIND:UNIT or KIND:UNIT:PRECEDENCE, several apart by spaces; the head is the chain of the last
// receipt in hex.
std::string SendersCsv(const ingestion::v1::ListSendersResponse& senders);
std::string SendersTable(const ingestion::v1::ListSendersResponse& senders, Language language);

// Columns sender,oddity,count,of,examples; the examples apart by spaces.
std::string SenderFindingsCsv(const ingestion::v1::ListSenderFindingsResponse& findings);
// One sentence for each finding.
std::string SenderFindingsTable(const ingestion::v1::ListSenderFindingsResponse& findings, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_SENDER_VIEW_H_
