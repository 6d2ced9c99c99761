// One dossier, and what arrived about it, as people read it. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_DOSSIER_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_DOSSIER_VIEW_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/dossier_query.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// `1 day`, `3 ngày`.
std::string DaysText(Language language, int64_t days);

// The dossier as it stands `now`: state, unit, days, whether it is late and by how many days
// (Asia/Ho_Chi_Minh), who sent it, whether senders disagree; then its progress.
std::string DossierText(absl::string_view code, const ingestion::v1::GetDossierResponse& dossier,
                        absl::Time now, Language language);

// Columns arrival,sender,batch,log,sequence,kind,status,revision,retracted,in_force; the revision in
// microseconds since 1970.
std::string DossierRevisionsCsv(const ingestion::v1::ListDossierRevisionsResponse& revisions);
std::string DossierRevisionsTable(const ingestion::v1::ListDossierRevisionsResponse& revisions,
                                  Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_DOSSIER_VIEW_H_
