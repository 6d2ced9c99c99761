// The words in which a dossier is explained, for people in both languages.

#ifndef CHISO_TOOLS_CLIENT_WORDS_EXPLANATION_WORDS_H_
#define CHISO_TOOLS_CLIENT_WORDS_EXPLANATION_WORDS_H_

#include "absl/strings/string_view.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/scoring/v1/dossier_query.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Parts of a sentence; findings are whole sentences. Empty for what a newer service says; but for findings
// and populations the value 0 says something too.
absl::string_view UnitBasisText(Language language, scoring::v1::UnitBasis basis);
absl::string_view EndBasisText(Language language, scoring::v1::EndBasis basis);
absl::string_view DueBasisText(Language language, scoring::v1::DueBasis basis);
absl::string_view LateBasisText(Language language, scoring::v1::LateBasis basis);
absl::string_view FindingText(Language language, scoring::v1::DossierFinding finding);
absl::string_view PopulationText(Language language, index::v1::Population population);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_WORDS_EXPLANATION_WORDS_H_
