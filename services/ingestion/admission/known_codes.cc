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

Resolution KnownCodes::Resolve(CodeKind kind, absl::string_view code, const UnitWhen& when) const {
  if (kind == CodeKind::kUnit) {
    // The first of these holds for nearly all records.
    if (units_.Bears(code, when)) return Resolution::kKnown;
    if (units_.Has(code) && Contains(kind, code)) return Resolution::kNotThen;
  }
  return Resolves(kind, code) ? Resolution::kKnown : Resolution::kUnknown;
}

}  // namespace chiso
