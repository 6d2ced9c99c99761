// The words of ingestion's contract, for people in both languages and for files and flags.

#ifndef CHISO_TOOLS_CLIENT_WORDS_INGESTION_WORDS_H_
#define CHISO_TOOLS_CLIENT_WORDS_INGESTION_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chiso/ingestion/v1/sender.pb.h"
#include "chiso/ingestion/v1/verdict.pb.h"
#include "chiso/record/v1/dossier.pb.h"
#include "chiso/record/v1/kind.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// As people read them: names of states as the exchange has them, kinds and channels as parts of a sentence,
// reasons and oddities as whole sentences. Empty for what is not said and for what a newer service says.
absl::string_view DossierStatusText(Language language, record::v1::DossierStatus status);
absl::string_view ChannelText(Language language, record::v1::Channel channel);
absl::string_view KindText(Language language, record::v1::RecordKind kind);
absl::string_view ReasonText(Language language, ingestion::v1::Reason reason);
absl::string_view OddityText(Language language, ingestion::v1::Oddity oddity);

// As files and flags have them: `PROCESSING`, `DOSSIER`, `FIELD_MISSING`, `RESULT_IS_INPUT`.
std::string DossierStatusName(record::v1::DossierStatus status);
// The names of all states, and the state of a name; DOSSIER_STATUS_UNSPECIFIED for any other word.
std::vector<std::string> DossierStatusNames();
record::v1::DossierStatus ParseDossierStatus(absl::string_view name);
std::string KindName(record::v1::RecordKind kind);
std::string ReasonName(ingestion::v1::Reason reason);
std::string OddityName(ingestion::v1::Oddity oddity);

// The names of all reasons.
std::vector<std::string> ReasonNames();
// REASON_UNSPECIFIED for any other word.
ingestion::v1::Reason ParseReason(absl::string_view name);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_WORDS_INGESTION_WORDS_H_
