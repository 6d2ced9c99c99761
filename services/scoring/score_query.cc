#include "services/scoring/score_query.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/text.h"
#include "common/unseen.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/scorer.h"

namespace chiso {

absl::StatusOr<ScoreQuery> QueryOf(const std::string& period, record::v1::Scope scope) {
  const std::optional<Period> parsed = Period::Parse(period);
  if (!parsed) return InvalidArgument("period", "must be like 2026-08, 2026-Q3, 2026-H2 or 2026");
  if (scope == record::v1::SCOPE_UNSPECIFIED) return ScoreQuery{*parsed, core::Scope::kSubtree};
  const std::optional<core::Scope> given = ScopeFromProto(scope);
  if (!given) return InvalidArgument("scope", "must be own offices or subtree");
  return ScoreQuery{*parsed, *given};
}

absl::Status CheckUnitCode(const std::string& field, const std::string& code) {
  if (IsUnitCode(code)) return absl::OkStatus();
  return InvalidArgument(field,
                         NamingUnseen("must be 1 to 40 characters of A-Z, a-z, 0-9, '.', '-' and '_'", code));
}

absl::StatusOr<const core::Unit*> FindUnit(const core::Units& units, const std::string& code,
                                           const std::string& valid_from, const Period& period) {
  if (absl::Status status = CheckUnitCode("unit_code", code); !status.ok()) return status;
  const core::Unit* unit = nullptr;
  if (valid_from.empty()) {
    unit = units.Resolve(code, period);
  } else {
    const std::optional<absl::CivilDay> day = ParseDate(valid_from);
    if (!day)
      return InvalidArgument("unit_valid_from", "must be a date YYYY-MM-DD of the years 1900 to 2199");
    unit = units.Find({code, day});
    if (unit != nullptr && !core::IsValidIn(*unit, period)) unit = nullptr;
  }
  if (unit != nullptr) return unit;
  return absl::NotFoundError(absl::StrCat("unit_code: there is no unit ", code, " in ", period.ToString()));
}

absl::StatusOr<const core::IndexDefinition*> DefinitionFor(const Definitions& definitions,
                                                           const std::string& id, const Period& period) {
  const core::IndexDefinition* const definition = id.empty() ? definitions.For(period) : definitions.Find(id);
  if (definition != nullptr) return definition;
  return absl::NotFoundError(
      id.empty() ? absl::StrCat("no index definition is in force on ", FormatDate(period.last_day()))
                 : std::string("definition_id: there is no such index definition"));
}

int32_t PlaceOf(const core::Ledger& ledger, const core::Unit& unit, const Period& period) {
  return ledger.offices().TreeIn(period).Of(ledger.offices().Of(unit.key));
}

index::v1::Score ScoreOf(const core::Ledger& ledger, const core::IndexDefinition& definition,
                         const core::Unit& unit, const ScoreQuery& query) {
  const core::Score score = core::ScoreUnit(ledger, definition, unit, query.period, query.scope);
  const int32_t place = PlaceOf(ledger, unit, query.period);
  const core::UnitKey& key =
      place >= 0 ? ledger.offices().TreeIn(query.period).places[place].unit->key : unit.key;
  return ToProto(score, definition, {key, query.period, query.scope});
}

}  // namespace chiso
