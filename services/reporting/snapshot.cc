#include "services/reporting/snapshot.h"

namespace chiso {
namespace {

// Dates in this form order as text.
bool IsValidOn(const record::v1::Unit& unit, const std::string& day) {
  return unit.valid_from() <= day && (unit.valid_to().empty() || day <= unit.valid_to());
}

}  // namespace

bool IsValidIn(const record::v1::Unit& unit, const Period& period) {
  return unit.valid_from() <= FormatDate(period.last_day()) &&
         (unit.valid_to().empty() || FormatDate(period.first_day()) <= unit.valid_to());
}

const record::v1::Unit* BearerIn(const std::vector<record::v1::Unit>& units, absl::string_view code,
                                 const Period& period) {
  const std::string last_day = FormatDate(period.last_day());
  const record::v1::Unit* bearer = nullptr;
  for (const record::v1::Unit& unit : units) {
    if (unit.code() != code || !IsValidIn(unit, period)) continue;
    // Where two overlap, the later one has taken over.
    if (bearer == nullptr || IsValidOn(unit, last_day) || !IsValidOn(*bearer, last_day)) bearer = &unit;
  }
  return bearer;
}

const index::v1::IndexDefinition* FindDefinition(const std::vector<index::v1::IndexDefinition>& definitions,
                                                 absl::string_view id) {
  for (const index::v1::IndexDefinition& definition : definitions) {
    if (definition.id() == id) return &definition;
  }
  return nullptr;
}

const index::v1::IndexDefinition* DefinitionFor(const std::vector<index::v1::IndexDefinition>& definitions,
                                                const Period& period) {
  const std::string day = FormatDate(period.last_day());
  for (const index::v1::IndexDefinition& definition : definitions) {
    const bool in_force =
        definition.valid_from() <= day && (definition.valid_to().empty() || day <= definition.valid_to());
    if (in_force && !definition.draft()) return &definition;
  }
  return nullptr;
}

}  // namespace chiso
