#include "services/reporting/snapshot.h"

#include <algorithm>

#include "common/validity.h"

namespace chiso {
namespace {

// Of a unit or a definition.
Validity ValidityOf(const auto& proto) {
  return {ParseDate(proto.valid_from()), ParseDate(proto.valid_to())};
}

}  // namespace

bool IsValidIn(const record::v1::Unit& unit, const Period& period) {
  return ValidityOf(unit).HoldsIn(period);
}

const record::v1::Unit* BearerIn(const std::vector<record::v1::Unit>& units, absl::string_view code,
                                 const Period& period) {
  const record::v1::Unit* bearer = nullptr;
  // Asked of every unit of a snapshot, of which there may be many.
  auto unit = std::lower_bound(units.begin(), units.end(), code,
                               [](const record::v1::Unit& other, absl::string_view wanted) {
                                 return absl::string_view(other.code()) < wanted;
                               });
  for (; unit != units.end() && unit->code() == code; ++unit) {
    if (!IsValidIn(*unit, period)) continue;
    if (bearer == nullptr || TakesOver(ValidityOf(*unit), ValidityOf(*bearer), period)) bearer = &*unit;
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
  for (const index::v1::IndexDefinition& definition : definitions) {
    if (!definition.draft() && ValidityOf(definition).HoldsOn(period.last_day())) return &definition;
  }
  return nullptr;
}

}  // namespace chiso
