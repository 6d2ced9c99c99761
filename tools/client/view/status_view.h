// How scoring is, as tables. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_STATUS_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_STATUS_VIEW_H_

#include <string>

#include "chiso/scoring/v1/status.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Time of the scores, logs, holdings, writer, senders, definitions, and units that nobody knows.
std::string StatusTables(const scoring::v1::GetStatusResponse& status, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_STATUS_VIEW_H_
