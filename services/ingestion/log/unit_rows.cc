#include "services/ingestion/log/unit_rows.h"

#include <algorithm>
#include <utility>

#include "common/period.h"
#include "services/ingestion/admission/routing.h"
#include "services/ingestion/log/sql.h"

namespace chiso {
namespace {

// The columns of UnitTime, of the table named `u`.
#define CHISO_UNIT_COLUMNS "u.valid_from, u.valid_to, u.retracted, u.revision, u.revision_order, u.digest"

// How many rows of the table one statement takes.
constexpr size_t kRowsAtOnce = 10'000;

std::string DateOf(int64_t day, int64_t none) {
  return day == none ? "" : FormatDate(absl::CivilDay(1970, 1, 1) + day);
}

// A row whose columns from `at` on are CHISO_UNIT_COLUMNS.
UnitTime UnitTimeIn(const pqxx::row& row, int at) {
  UnitTime time;
  time.code = row[0].as<std::string>();
  time.days = DayRun::Between(row[at].as<std::string>(), row[at + 1].as<std::string>());
  time.retracted = row[at + 2].as<bool>();
  time.version = {row[at + 3].as<int64_t>(), row[at + 4].as<int64_t>(), sql::BytesOf(row[at + 5])};
  return time;
}

void WriteSome(pqxx::transaction_base& work, const PlacedUnit* begin, const PlacedUnit* end) {
  sql::ArrayColumn codes, firsts, lasts, retracted, revisions, orders, digests, sequences;
  for (const PlacedUnit* unit = begin; unit != end; ++unit) {
    codes.AddText(unit->time.code);
    firsts.AddText(DateOf(unit->time.days.first, DayRun().first));
    lasts.AddText(DateOf(unit->time.days.last, DayRun().last));
    retracted.AddBool(unit->time.retracted);
    revisions.AddNumber(unit->time.version.revision);
    orders.AddNumber(unit->time.version.order);
    digests.AddBytes(unit->time.version.digest);
    sequences.AddNumber(unit->sequence);
  }
  work.exec_params(
      "INSERT INTO unit_time AS u"
      " (code, valid_from, valid_to, retracted, revision, revision_order, digest, sequence)"
      " SELECT DISTINCT ON (code, valid_from) * FROM unnest($1::text[], $2::text[], $3::text[], "
      "$4::boolean[],"
      " $5::bigint[], $6::bigint[], $7::bytea[], $8::bigint[])"
      " AS a (code, valid_from, valid_to, retracted, revision, revision_order, digest, sequence)"
      " ORDER BY code, valid_from, revision DESC, revision_order DESC, digest DESC"
      " ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = excluded.valid_to,"
      " retracted = excluded.retracted, revision = excluded.revision,"
      " revision_order = excluded.revision_order, digest = excluded.digest, sequence = excluded.sequence"
      " WHERE " CHISO_IS_NEWER("excluded", "u", "digest"),
      codes.Literal(), firsts.Literal(), lasts.Literal(), retracted.Literal(), revisions.Literal(),
      orders.Literal(), digests.Literal(), sequences.Literal());
}

}  // namespace

void WriteUnits(pqxx::transaction_base& work, const std::vector<PlacedUnit>& units) {
  for (size_t at = 0; at < units.size(); at += kRowsAtOnce) {
    WriteSome(work, units.data() + at, units.data() + std::min(units.size(), at + kRowsAtOnce));
  }
}

void ReadUnits(pqxx::transaction_base& work, const std::set<std::string>& codes, KnownCodes& known) {
  const pqxx::result rows = work.exec_params("SELECT k.code, " CHISO_UNIT_COLUMNS
                                             " FROM known_code k LEFT JOIN unit_time u ON u.code = k.code"
                                             " WHERE k.kind = $1 AND k.code = ANY($2::text[])",
                                             static_cast<int>(CodeKind::kUnit), sql::TextArray(codes));
  for (const pqxx::row& row : rows) {
    known.Add(CodeKind::kUnit, row[0].as<std::string>());
    if (!row[1].is_null()) known.units().Take(UnitTimeIn(row, 1));
  }
}

std::vector<PlacedUnit> ReadUnitsAfter(pqxx::transaction_base& work, int64_t sequence) {
  std::vector<PlacedUnit> units;
  const pqxx::result rows = work.exec_params("SELECT u.code, " CHISO_UNIT_COLUMNS
                                             ", u.sequence FROM unit_time u"
                                             " WHERE u.sequence > $1 ORDER BY u.sequence",
                                             sequence);
  for (const pqxx::row& row : rows) units.push_back({UnitTimeIn(row, 1), row[7].as<int64_t>()});
  return units;
}

void FillUnits(pqxx::transaction_base& work) {
  const bool lacks = work.exec_params1(
                             "SELECT EXISTS (SELECT FROM known_code k WHERE k.kind = $1"
                             " AND NOT EXISTS (SELECT FROM unit_time u WHERE u.code = k.code))",
                             static_cast<int>(CodeKind::kUnit))[0]
                         .as<bool>();
  if (!lacks) return;
  // Locks the log, as whoever appends does.
  const int log =
      work.exec_params1("SELECT id FROM log WHERE name = $1 FOR UPDATE", kReferenceLog)[0].as<int>();
  std::vector<PlacedUnit> units;
  for (const pqxx::row& row :
       work.exec_params("SELECT sequence, payload FROM record WHERE log_id = $1 AND kind = $2", log,
                        static_cast<int>(record::v1::RECORD_KIND_UNIT))) {
    record::v1::Record record;
    if (!sql::ParseStored(row[1], record).ok()) continue;
    units.push_back({UnitTimeOf(record), row[0].as<int64_t>()});
  }
  WriteUnits(work, units);
}

}  // namespace chiso
