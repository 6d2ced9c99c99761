// Records that were refused, as CSV, as a table, and as lines to repair by hand. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_REJECTION_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_REJECTION_VIEW_H_

#include <string>

#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Columns arrival,sender,batch,index,reason,field,key,message.
std::string RejectionsCsv(const ingestion::v1::ListRejectionsResponse& rejections);

// In English with the service's own sentence, in Vietnamese with that of its reason.
std::string RejectionsTable(const ingestion::v1::ListRejectionsResponse& rejections, Language language);

// One JSON object with its line end: sender, batch_id, arrival_time, reason, field, message, and as `record`
// what is kept of the record in protobuf's own JSON.
std::string RejectionLine(const ingestion::v1::Rejection& rejection);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_REJECTION_VIEW_H_
