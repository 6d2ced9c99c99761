// Why a dossier counts as it does, in people's words. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_EXPLANATION_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_EXPLANATION_VIEW_H_

#include <string>

#include "chiso/scoring/v1/dossier_query.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// With the periods in which it counts, and what it gives to each indicator in one of them; without `period`
// in the last month.
std::string ExplanationText(const scoring::v1::DossierExplanation& explanation, const std::string& period,
                            Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_EXPLANATION_VIEW_H_
