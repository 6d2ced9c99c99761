// How fresh an answer is, in sentences. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_FRESHNESS_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_FRESHNESS_VIEW_H_

#include <string>

#include "chiso/index/v1/freshness.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// A line each for what is not read yet, the newest receptions, silent senders, and what is declared and
// missing, as far as there is something to say; of each at most 5 are named.
std::string FreshnessText(const index::v1::Freshness& freshness, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_FRESHNESS_VIEW_H_
