#include "tools/simulate/units.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/period.h"
#include "tools/client/import/csv/columns.h"
#include "tools/client/import/csv/reader.h"
#include "tools/client/import/csv/rows.h"

namespace chiso {
namespace {

bool AreDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool AreZeros(absl::string_view text) {
  return AreDigits(text) && text.find_first_not_of('0') == absl::string_view::npos;
}

// A province or ministry: `H53`.
bool IsTopLevel(absl::string_view group) {
  return group.size() == 3 && absl::ascii_isupper(group[0]) && AreDigits(group.substr(1));
}

bool ReceivesDossiers(const record::v1::Unit& unit, absl::CivilDay first, absl::CivilDay last) {
  const bool level = unit.level() == record::v1::LEVEL_COMMUNE ||
                     unit.level() == record::v1::LEVEL_DISTRICT ||
                     unit.level() == record::v1::LEVEL_DEPARTMENT;
  return level && unit.valid_from() <= FormatDate(first) &&
         (unit.valid_to().empty() || unit.valid_to() >= FormatDate(last));
}

// The province or ministry above the unit; where the file has none, the first part of its dossiers' codes.
std::string AuthorityOf(const SimulatedUnit& unit, const std::map<std::string, record::v1::Unit>& all) {
  auto above = all.find(unit.code);
  // A file with a ring of units has an end too.
  for (size_t steps = 0; above != all.end() && steps < all.size(); ++steps) {
    const record::v1::Level level = above->second.level();
    if (level == record::v1::LEVEL_PROVINCE || level == record::v1::LEVEL_MINISTRY) return above->first;
    above = all.find(above->second.parent_code());
  }
  return unit.prefix.substr(0, unit.prefix.find('.'));
}

absl::Status Fault(const std::string& path, int64_t line, absl::string_view column,
                   absl::string_view message) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ":", line, ": ", column, column.empty() ? "" : ": ", message));
}

}  // namespace

std::optional<std::string> DossierPrefix(absl::string_view unit_code) {
  std::vector<absl::string_view> groups = absl::StrSplit(unit_code, '.');
  if (IsTopLevel(groups.back())) {
    // The older form begins with the lowest level, and fills up with zeros.
    std::reverse(groups.begin(), groups.end());
    while (AreZeros(groups.back())) groups.pop_back();
  }
  if (!IsTopLevel(groups.front()) || !std::all_of(groups.begin() + 1, groups.end(), AreDigits)) {
    return std::nullopt;
  }
  return absl::StrJoin(groups, ".");
}

absl::StatusOr<std::vector<SimulatedUnit>> ReadSimulatedUnits(const std::string& path, absl::CivilDay first,
                                                              absl::CivilDay last) {
  absl::StatusOr<std::unique_ptr<CsvReader>> reader = CsvReader::Open(path);
  if (!reader.ok()) return reader.status();
  if (const absl::Status status = CheckHeader(FileKind::kUnits, (*reader)->header()); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
  }
  // The revision of a row does not matter here.
  Defaults defaults;
  defaults.revision = 1;
  std::vector<SimulatedUnit> units;
  std::set<std::string> prefixes;
  std::map<std::string, record::v1::Unit> all;
  while (const std::optional<CsvRow> row = (*reader)->Next()) {
    if (!row->fault.empty()) return Fault(path, row->line, row->fault_column, row->fault);
    record::v1::Record record;
    const Fields fields((*reader)->header(), row->fields);
    if (const std::optional<Finding> finding = ToRecord(FileKind::kUnits, fields, defaults, record)) {
      return Fault(path, row->line, finding->column, finding->message);
    }
    const record::v1::Unit& unit = record.unit();
    all[unit.code()] = unit;
    const std::optional<std::string> prefix = DossierPrefix(unit.code());
    // Two units with one prefix would give different dossiers the same code.
    if (!prefix || !ReceivesDossiers(unit, first, last) || !prefixes.insert(*prefix).second) continue;
    units.push_back({unit.code(), *prefix, unit.level() == record::v1::LEVEL_DEPARTMENT, ""});
  }
  if (!(*reader)->status().ok()) return (*reader)->status();
  if (units.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": holds no unit of level commune, district or department that is valid from ",
                     FormatDate(first), " to ", FormatDate(last), " and has a code like H44.100"));
  }
  for (SimulatedUnit& unit : units) unit.authority = AuthorityOf(unit, all);
  return units;
}

}  // namespace chiso
