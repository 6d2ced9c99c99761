#include "services/ingestion/admission/known_codes.h"

namespace chiso {

// The name of a sender holds no `/`.
absl::string_view AliasOfAll(absl::string_view alias) { return alias.substr(alias.find('/')); }

bool KnownCodes::Contains(CodeKind kind, absl::string_view code) const {
  const auto codes = codes_.find(kind);
  return codes != codes_.end() && codes->second.contains(code);
}

bool KnownCodes::Resolves(CodeKind kind, absl::string_view code) const {
  return Contains(kind, code) || (kind == CodeKind::kAlias && Contains(kind, AliasOfAll(code)));
}

}  // namespace chiso
