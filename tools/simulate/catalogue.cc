#include "tools/simulate/catalogue.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "tools/client/json.h"
#include "tools/simulate/procedures.h"

namespace chiso {
namespace {

using record::v1::Level;

// Half of its dossiers would not come online if it could be begun there only.
constexpr int kFullPermille = 500;

record::v1::Record RecordOf(const SimulatedProcedure& procedure, const std::string& authority,
                            const std::vector<Level>& levels, int64_t revision) {
  record::v1::Record record;
  record.set_revision(revision);
  record::v1::Procedure& content = *record.mutable_procedure();
  content.set_code(procedure.code);
  content.set_unit_code(authority);
  content.set_name(procedure.name);
  for (const Level level : levels) content.add_levels(level);
  content.set_online_level(procedure.online_permille >= kFullPermille ? record::v1::ONLINE_LEVEL_FULL
                                                                      : record::v1::ONLINE_LEVEL_PARTIAL);
  content.set_has_fee(procedure.fee > 0);
  content.set_payable_online(procedure.fee > 0);
  content.set_result_required(procedure.has_result);
  content.set_for_persons(!procedure.business);
  content.set_for_organisations(procedure.business);
  content.set_max_working_days(std::max(procedure.term, 1));
  return record;
}

}  // namespace

std::vector<record::v1::Record> SimulatedCatalogue(const std::vector<SimulatedUnit>& units,
                                                   absl::CivilMonth first_month) {
  // By authority, whether communes or departments belong to it.
  std::map<std::string, std::set<bool>> authorities;
  for (const SimulatedUnit& unit : units) authorities[unit.authority].insert(unit.is_department);
  const int64_t revision = absl::ToUnixMicros(absl::FromCivil(first_month, HoChiMinh()));
  std::vector<record::v1::Record> records;
  for (const auto& [authority, kinds] : authorities) {
    for (const bool department : kinds) {
      const std::vector<Level> levels =
          department ? std::vector<Level>{record::v1::LEVEL_DEPARTMENT}
                     : std::vector<Level>{record::v1::LEVEL_DISTRICT, record::v1::LEVEL_COMMUNE};
      for (const SimulatedProcedure& procedure : department ? DepartmentProcedures() : CommuneProcedures()) {
        records.push_back(RecordOf(procedure, authority, levels, revision));
      }
    }
  }
  return records;
}

std::string ToLines(const std::vector<record::v1::Record>& records) {
  std::string lines;
  for (const record::v1::Record& record : records) absl::StrAppend(&lines, ToJsonLine(record), "\n");
  return lines;
}

}  // namespace chiso
