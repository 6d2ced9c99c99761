#include "services/reporting/thin_months.h"

#include <algorithm>
#include <optional>

namespace chiso {

bool HasThinMonth(const index::v1::IndexDefinition& definition, const Period& period) {
  return std::any_of(definition.thin().begin(), definition.thin().end(), [&](const auto& thin) {
    const std::optional<Period> from = Period::Parse(thin.from());
    const std::optional<Period> to = Period::Parse(thin.to());
    return from && to && from->first_day() <= period.last_day() && period.first_day() <= to->last_day();
  });
}

bool ComparesThinData(const index::v1::IndexDefinition& definition, const Period& period) {
  return HasThinMonth(definition, period) || HasThinMonth(definition, period.Previous());
}

}  // namespace chiso
