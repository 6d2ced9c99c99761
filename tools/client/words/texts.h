// The client's texts in tables and summaries, in both languages, with official terms as officials write them.
// Error messages and help are in English only.

#ifndef CHISO_TOOLS_CLIENT_WORDS_TEXTS_H_
#define CHISO_TOOLS_CLIENT_WORDS_TEXTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "tools/client/words/text.h"

namespace chiso {

enum class Language { kEnglish, kVietnamese };

absl::string_view Say(Language language, Text text);

// The text with its places filled.
template <typename... Parts>
std::string Say(Language language, Text text, const Parts&... parts) {
  return absl::Substitute(Say(language, text), parts...);
}

// The contracts' words as people read them.
absl::string_view StatusText(Language language, index::v1::Status status);
absl::string_view ScopeText(Language language, record::v1::Scope scope);
absl::string_view LevelText(Language language, record::v1::Level level);
absl::string_view OriginText(Language language, reporting::v1::Origin origin);
absl::string_view BasisText(Language language, reporting::v1::Basis basis);
// A band by its Vietnamese name; one that is not known is left as it is.
std::string BandText(Language language, const std::string& band);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_WORDS_TEXTS_H_
