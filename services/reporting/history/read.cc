// The reads for rankings, histories and bulletins.

#include <google/protobuf/util/time_util.h>

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "services/reporting/history/history.h"
#include "services/reporting/history/sql.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;
using sql::TextArray;

// Whether a unit is valid in the period of these days: Validity::HoldsIn. Dates in this form order as text.
#define CHISO_VALID_IN(first_day, last_day) \
  "valid_from <= " last_day " AND (valid_to = '' OR valid_to >= " first_day ")"

constexpr char kUnitColumns[] = "code, valid_from, valid_to, level, name, parent_code";
constexpr char kFigureColumns[] =
    "unit_code, period, code, value, revision, revision_order, " CHISO_MICROS("read_time") " AS read_micros";

std::vector<record::v1::Unit> ToUnits(const pqxx::result& rows) {
  std::vector<record::v1::Unit> units;
  for (const pqxx::row& row : rows) {
    record::v1::Unit& unit = units.emplace_back();
    unit.set_code(row[0].as<std::string>());
    unit.set_valid_from(row[1].as<std::string>());
    unit.set_valid_to(row[2].as<std::string>());
    unit.set_level(static_cast<record::v1::Level>(row[3].as<int>()));
    unit.set_name(row[4].as<std::string>());
    unit.set_parent_code(row[5].as<std::string>());
  }
  return units;
}

// A row of kFigureColumns.
rv1::OfficialFigure ToFigure(const pqxx::row& row) {
  rv1::OfficialFigure figure;
  figure.set_unit_code(row[0].as<std::string>());
  figure.set_period(row[1].as<std::string>());
  figure.set_code(row[2].as<std::string>());
  figure.set_value(row[3].as<std::string>());
  figure.set_revision(row[4].as<int64_t>());
  figure.set_revision_order(row[5].as<int64_t>());
  *figure.mutable_read_time() = TimeUtil::MicrosecondsToTimestamp(row[6].as<int64_t>());
  return figure;
}

// Adds the scores of rows that hold a payload only.
absl::Status AddScores(const pqxx::result& rows, PeriodSnapshot& snapshot) {
  for (const pqxx::row& row : rows) {
    index::v1::Score score;
    if (absl::Status status = ParseStored(row[0], score); !status.ok()) return status;
    ScoreKey key{score.unit().code(), score.unit().valid_from(), score.scope()};
    snapshot.scores.emplace(std::move(key), std::move(score));
  }
  return absl::OkStatus();
}

absl::Status ReadPeriod(pqxx::transaction_base& work, const std::string& units, const Period& period,
                        PeriodSnapshot& snapshot) {
  const pqxx::result figures =
      work.exec_params(absl::StrCat("SELECT DISTINCT ON (unit_code, code) ", kFigureColumns,
                                    " FROM official_figure WHERE unit_code = ANY($1::text[]) AND period = $2"
                                    " AND NOT retracted ORDER BY unit_code, code, read_time DESC"),
                       units, period.ToString());
  for (const pqxx::row& row : figures) {
    rv1::OfficialFigure figure = ToFigure(row);
    snapshot.figures[figure.unit_code()][figure.code()] = std::move(figure);
  }
  return AddScores(
      work.exec_params("SELECT payload FROM score WHERE period = $2 AND unit_code = ANY($1::text[])", units,
                       period.ToString()),
      snapshot);
}

// The units that bore the code, and the keys of their scores and figures.
UnitSnapshot ReadUnitKeys(pqxx::transaction_base& work, const std::string& code, record::v1::Scope scope) {
  UnitSnapshot keys;
  keys.units = ToUnits(work.exec_params(
      absl::StrCat("SELECT ", kUnitColumns, " FROM unit WHERE code = $1 ORDER BY valid_from"), code));
  for (const pqxx::row& row :
       work.exec_params("SELECT period, unit_valid_from FROM score WHERE unit_code = $1 AND scope = $2", code,
                        static_cast<int>(scope))) {
    keys.scores[{*Period::Parse(row[0].as<std::string>()), row[1].as<std::string>()}];
  }
  for (const pqxx::row& row : work.exec_params(
           "SELECT DISTINCT period FROM official_figure WHERE unit_code = $1 AND NOT retracted", code)) {
    keys.figures[*Period::Parse(row[0].as<std::string>())];
  }
  return keys;
}

// Fills in what stands under the keys of these periods.
absl::Status ReadUnitPeriods(pqxx::transaction_base& work, const std::string& code, record::v1::Scope scope,
                             const std::string& periods, UnitSnapshot& snapshot) {
  for (const pqxx::row& row : work.exec_params(
           "SELECT payload FROM score WHERE unit_code = $1 AND scope = $2 AND period = ANY($3::text[])", code,
           static_cast<int>(scope), periods)) {
    index::v1::Score score;
    if (absl::Status parsed = ParseStored(row[0], score); !parsed.ok()) return parsed;
    const std::pair key(*Period::Parse(score.period()), score.unit().valid_from());
    snapshot.scores[key] = std::move(score);
  }
  for (const pqxx::row& row :
       work.exec_params(absl::StrCat("SELECT DISTINCT ON (period, code) ", kFigureColumns,
                                     " FROM official_figure WHERE unit_code = $1 AND period = ANY($2::text[])"
                                     " AND NOT retracted ORDER BY period, code, read_time DESC"),
                        code, periods)) {
    rv1::OfficialFigure figure = ToFigure(row);
    snapshot.figures[*Period::Parse(figure.period())][figure.code()] = std::move(figure);
  }
  return absl::OkStatus();
}

// By official figures a code is one row, so all units that bear it in the period are read; Rank picks the one
// that is meant.
std::vector<record::v1::Unit> RankedUnits(pqxx::transaction_base& work, const RankingQuery& query) {
  return ToUnits(work.exec_params(
      absl::StrCat(
          "WITH valid AS (SELECT ", kUnitColumns,
          "   FROM unit WHERE " CHISO_VALID_IN(
              "$3", "$4") "),"
                          " meant AS (SELECT * FROM valid"
                          "   WHERE ($1::text = '' OR parent_code = $1) AND ($2::int = 0 OR level = $2))"
                          " SELECT * FROM valid WHERE $5 AND code IN (SELECT code FROM meant)"
                          " UNION ALL SELECT * FROM meant WHERE NOT $5 ORDER BY code, valid_from"),
      query.parent_code, static_cast<int>(query.level), FormatDate(query.period.first_day()),
      FormatDate(query.period.last_day()), query.basis == rv1::BASIS_OFFICIAL));
}

}  // namespace

absl::Status ReadDefinitions(pqxx::transaction_base& work,
                             std::vector<index::v1::IndexDefinition>& definitions) {
  definitions.clear();
  for (const pqxx::row& row : work.exec("SELECT payload FROM definition ORDER BY id")) {
    if (absl::Status status = ParseStored(row[0], definitions.emplace_back()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Snapshot> History::ReadForRanking(const RankingQuery& query, absl::Time deadline) {
  Snapshot snapshot;
  const std::string period = query.period.ToString();
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    snapshot = Snapshot();
    pqxx::transaction_base& work = transaction.work();
    ReadOneSnapshot(work);
    if (!query.parent_code.empty() &&
        work.exec_params("SELECT 1 FROM unit WHERE code = $1 LIMIT 1", query.parent_code).empty()) {
      return absl::NotFoundError("parent_code: there is no such unit");
    }
    snapshot.units = RankedUnits(work, query);
    if (absl::Status read = ReadDefinitions(work, snapshot.definitions); !read.ok()) return read;
    std::set<std::string> chosen;
    for (const record::v1::Unit& unit : snapshot.units) chosen.insert(unit.code());
    const bool all = query.parent_code.empty() && query.level == record::v1::LEVEL_UNSPECIFIED;
    const std::string units = all ? "{}" : TextArray(chosen);
    if (query.basis != rv1::BASIS_OFFICIAL) {
      return AddScores(work.exec_params("SELECT payload FROM score WHERE period = $1 AND scope = $2"
                                        " AND ($3 OR unit_code = ANY($4::text[]))",
                                        period, static_cast<int>(query.scope), all, units),
                       snapshot.now);
    }
    const std::vector<std::string> codes = {query.by_code, "RANK"};
    for (const pqxx::row& row : work.exec_params(
             absl::StrCat(
                 "SELECT DISTINCT ON (unit_code, code) ", kFigureColumns,
                 " FROM official_figure WHERE period = $1 AND code = ANY($2::text[]) AND NOT retracted"
                 " AND ($3 OR unit_code = ANY($4::text[])) ORDER BY unit_code, code, read_time DESC"),
             period, TextArray(codes), all, units)) {
      rv1::OfficialFigure figure = ToFigure(row);
      snapshot.now.figures[figure.unit_code()][figure.code()] = std::move(figure);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return snapshot;
}

absl::StatusOr<UnitSnapshot> History::ReadUnit(const std::string& code, record::v1::Scope scope,
                                               const ChoosePeriods& choose, absl::Time deadline) {
  UnitSnapshot snapshot;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    pqxx::transaction_base& work = transaction.work();
    ReadOneSnapshot(work);
    snapshot = ReadUnitKeys(work, code, scope);
    const absl::StatusOr<std::set<Period>> chosen = choose(snapshot);
    if (!chosen.ok()) return chosen.status();
    std::set<std::string> names;
    for (const Period& period : *chosen) names.insert(period.ToString());
    return ReadUnitPeriods(work, code, scope, TextArray(names), snapshot);
  });
  if (!status.ok()) return status;
  return snapshot;
}

absl::StatusOr<Snapshot> History::ReadForBulletin(const std::string& code, const Period& period,
                                                  absl::Time deadline) {
  Snapshot snapshot;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    snapshot = Snapshot();
    pqxx::transaction_base& work = transaction.work();
    ReadOneSnapshot(work);
    if (!work.exec_params("SELECT 1 FROM bulletin WHERE unit_code = $1 AND period = $2 LIMIT 1", code,
                          period.ToString())
             .empty()) {
      return AlreadyPublished();
    }
    snapshot.units = ToUnits(
        work.exec_params(absl::StrCat("SELECT ", kUnitColumns,
                                      " FROM unit WHERE (code = $1 OR parent_code = $1) AND " CHISO_VALID_IN(
                                          "$2", "$3") " ORDER BY code, valid_from"),
                         code, FormatDate(period.first_day()), FormatDate(period.last_day())));
    std::set<std::string> codes;
    for (const record::v1::Unit& unit : snapshot.units) codes.insert(unit.code());
    const std::string units = TextArray(codes);
    if (absl::Status read = ReadPeriod(work, units, period, snapshot.now); !read.ok()) return read;
    if (absl::Status read = ReadPeriod(work, units, period.Previous(), snapshot.before); !read.ok())
      return read;
    snapshot.progress = ReadProgress(work, LatestMicros());
    return ReadDefinitions(work, snapshot.definitions);
  });
  if (!status.ok()) return status;
  return snapshot;
}

}  // namespace chiso
