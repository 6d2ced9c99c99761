// Units, their changes and their aliases.

#include "common/text.h"
#include "services/ingestion/admission/rules/kind_rules.h"

namespace chiso::rules {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

Finding CheckKey(const rv1::Unit& unit) {
  if (auto f = RequiredCode("unit.code", unit.code())) return f;
  return Date("unit.valid_from", unit.valid_from());
}

Finding CheckContent(const rv1::Unit& unit, absl::Time) {
  if (auto f = Date("unit.valid_to", unit.valid_to())) return f;
  if (auto f = DatesInOrder("unit.valid_to", unit.valid_from(), unit.valid_to(), "valid_from")) return f;
  if (auto f = Required("unit.name", unit.name())) return f;
  if (auto f = Name("unit.name", unit.name())) return f;
  if (auto f = Known("unit.level", unit.level(), rv1::Level_IsValid(unit.level()))) return f;
  if (unit.parent_code().empty()) return {};
  if (auto f = Code("unit.parent_code", unit.parent_code())) return f;
  if (unit.parent_code() != unit.code()) return {};
  return MakeVerdict(REASON_PARENT_IS_SELF, "unit.parent_code", "must name another unit");
}

void AddWarnings(const rv1::Unit& unit, absl::Time, Verdicts& verdicts) {
  AddNameWarning("unit.name", unit.name(), verdicts);
}

std::string KeyText(const rv1::Unit& unit) { return UnitText(unit.code(), unit.valid_from()); }

void KeepKey(rv1::Unit& unit) {
  unit.clear_valid_to();
  unit.clear_name();
  unit.clear_level();
  unit.clear_parent_code();
}

Finding CheckKey(const rv1::UnitChange& change) {
  if (auto f = Required("unit_change.change_date", change.change_date())) return f;
  if (auto f = Date("unit_change.change_date", change.change_date())) return f;
  if (auto f = RequiredCode("unit_change.from.code", change.from().code())) return f;
  if (auto f = Date("unit_change.from.valid_from", change.from().valid_from())) return f;
  if (auto f = RequiredCode("unit_change.to.code", change.to().code())) return f;
  if (auto f = Date("unit_change.to.valid_from", change.to().valid_from())) return f;
  if (change.from().code() != change.to().code() || change.from().valid_from() != change.to().valid_from()) {
    return {};
  }
  return MakeVerdict(REASON_PARENT_IS_SELF, "unit_change.to", "must name another unit, or another first day");
}

Finding CheckContent(const rv1::UnitChange& change, absl::Time) {
  if (auto f = Known("unit_change.kind", change.kind(), rv1::UnitChangeKind_IsValid(change.kind()))) return f;
  return Name("unit_change.legal_basis", change.legal_basis());
}

std::string KeyText(const rv1::UnitChange& change) {
  return absl::StrCat(change.change_date(), "/", UnitText(change.from().code(), change.from().valid_from()),
                      "/", UnitText(change.to().code(), change.to().valid_from()));
}

void KeepKey(rv1::UnitChange& change) {
  change.clear_kind();
  change.clear_partial();
  change.clear_legal_basis();
}

Finding CheckKey(const rv1::UnitAlias& alias) {
  if (!alias.sender().empty()) {
    if (auto f = SenderName("unit_alias.sender", alias.sender())) return f;
  }
  if (auto f = Required("unit_alias.alias", alias.alias())) return f;
  if (auto f = Name("unit_alias.alias", alias.alias())) return f;
  return Date("unit_alias.valid_from", alias.valid_from());
}

Finding CheckContent(const rv1::UnitAlias& alias, absl::Time) {
  if (auto f = Date("unit_alias.valid_to", alias.valid_to())) return f;
  if (auto f = DatesInOrder("unit_alias.valid_to", alias.valid_from(), alias.valid_to(), "valid_from"))
    return f;
  return RequiredCode("unit_alias.unit_code", alias.unit_code());
}

void AddWarnings(const rv1::UnitAlias& alias, absl::Time, Verdicts& verdicts) {
  AddNameWarning("unit_alias.alias", alias.alias(), verdicts);
}

std::string KeyText(const rv1::UnitAlias& alias) {
  return absl::StrCat(alias.sender(), "/", UnitText(alias.alias(), alias.valid_from()));
}

void KeepKey(rv1::UnitAlias& alias) {
  alias.clear_valid_to();
  alias.clear_unit_code();
}

}  // namespace chiso::rules
