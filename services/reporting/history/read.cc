// The reads for rankings of official figures and for bulletins.

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "services/reporting/history/history.h"
#include "services/reporting/history/rows.h"
#include "services/reporting/history/sql.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using sql::TextArray;

// Whether a unit is valid in the period of these days: Validity::HoldsIn. Dates in this form order as text.
#define CHISO_VALID_IN(first_day, last_day) \
  "valid_from <= " last_day " AND (valid_to = '' OR valid_to >= " first_day ")"

absl::Status AddScores(pqxx::transaction_base& work, KnownDefinitions& definitions, const pqxx::result& rows,
                       PeriodSnapshot& snapshot) {
  for (const pqxx::row& row : rows) {
    absl::StatusOr<index::v1::Score> score = ToScore(work, definitions, row);
    if (!score.ok()) return score.status();
    ScoreKey key{score->unit().code(), score->unit().valid_from(), score->scope()};
    snapshot.scores.emplace(std::move(key), *std::move(score));
  }
  return absl::OkStatus();
}

absl::Status ReadPeriod(pqxx::transaction_base& work, KnownDefinitions& definitions, const std::string& units,
                        const Period& period, PeriodSnapshot& snapshot) {
  const pqxx::result figures =
      work.exec_params(absl::StrCat("SELECT DISTINCT ON (unit_code, code) ", CHISO_FIGURE_COLUMNS,
                                    " FROM official_figure WHERE unit_code = ANY($1::text[]) AND period = $2"
                                    " AND NOT retracted ORDER BY unit_code, code, read_time DESC"),
                       units, period.ToString());
  for (const pqxx::row& row : figures) {
    rv1::OfficialFigure figure = ToFigure(row);
    snapshot.figures[figure.unit_code()][figure.code()] = std::move(figure);
  }
  return AddScores(
      work, definitions,
      work.exec_params(absl::StrCat("SELECT ", CHISO_SCORE_COLUMNS,
                                    " FROM score WHERE period = $2 AND unit_code = ANY($1::text[])"),
                       units, period.ToString()),
      snapshot);
}

// By official figures a code is one row, so all units that bear it in the period are read; RankFigures picks
// the one that is meant.
std::vector<record::v1::Unit> RankedUnits(pqxx::transaction_base& work, const RankingQuery& query) {
  return ToUnits(work.exec_params(
      absl::StrCat(
          "WITH valid AS (SELECT ", CHISO_UNIT_COLUMNS,
          " FROM unit WHERE " CHISO_VALID_IN(
              "$3", "$4") ")"
                          " SELECT * FROM valid WHERE code IN (SELECT code FROM valid"
                          "   WHERE ($1::text = '' OR parent_code = $1) AND ($2::int = 0 OR level = $2))"
                          " ORDER BY code, valid_from"),
      query.parent_code, static_cast<int>(query.level), FormatDate(query.period.first_day()),
      FormatDate(query.period.last_day())));
}

// The figures of these codes in the period; of these units, or of all.
void ReadRankedFigures(pqxx::transaction_base& work, const Period& period,
                       const std::vector<std::string>& codes, bool all, const std::string& units,
                       PeriodSnapshot& snapshot) {
  for (const pqxx::row& row : work.exec_params(
           absl::StrCat("SELECT DISTINCT ON (unit_code, code) ", CHISO_FIGURE_COLUMNS,
                        " FROM official_figure WHERE period = $1 AND code = ANY($2::text[]) AND NOT retracted"
                        " AND ($3 OR unit_code = ANY($4::text[])) ORDER BY unit_code, code, read_time DESC"),
           period.ToString(), TextArray(codes), all, units)) {
    rv1::OfficialFigure figure = ToFigure(row);
    snapshot.figures[figure.unit_code()][figure.code()] = std::move(figure);
  }
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

std::vector<record::v1::Unit> ReadUnits(pqxx::transaction_base& work) {
  return ToUnits(
      work.exec(absl::StrCat("SELECT ", CHISO_UNIT_COLUMNS, " FROM unit ORDER BY code, valid_from")));
}

absl::StatusOr<Snapshot> History::ReadForRanking(const RankingQuery& query, absl::Time deadline) {
  Snapshot snapshot;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    snapshot = Snapshot();
    pqxx::transaction_base& work = transaction.work();
    ReadOneSnapshot(work);
    if (!query.parent_code.empty() &&
        work.exec_params("SELECT 1 FROM unit WHERE code = $1 LIMIT 1", query.parent_code).empty()) {
      return absl::NotFoundError("parent_code: there is no such unit");
    }
    snapshot.units = RankedUnits(work, query);
    std::set<std::string> chosen;
    for (const record::v1::Unit& unit : snapshot.units) chosen.insert(unit.code());
    const bool all = query.parent_code.empty() && query.level == record::v1::LEVEL_UNSPECIFIED;
    const std::string units = all ? "{}" : TextArray(chosen);
    ReadRankedFigures(work, query.period, {query.by_code, "RANK"}, all, units, snapshot.now);
    if (query.by_code == "TOTAL") {
      ReadRankedFigures(work, query.period.Previous(), {"TOTAL"}, all, units, snapshot.before);
    }
    return ReadDefinitions(work, snapshot.definitions);
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
        work.exec_params(absl::StrCat("SELECT ", CHISO_UNIT_COLUMNS,
                                      " FROM unit WHERE (code = $1 OR parent_code = $1) AND " CHISO_VALID_IN(
                                          "$2", "$3") " ORDER BY code, valid_from"),
                         code, FormatDate(period.first_day()), FormatDate(period.last_day())));
    std::set<std::string> codes;
    for (const record::v1::Unit& unit : snapshot.units) codes.insert(unit.code());
    const std::string units = TextArray(codes);
    if (absl::Status read = ReadPeriod(work, definitions_, units, period, snapshot.now); !read.ok())
      return read;
    if (absl::Status read = ReadPeriod(work, definitions_, units, period.Previous(), snapshot.before);
        !read.ok())
      return read;
    snapshot.progress = ReadProgress(work, LatestMicros());
    return ReadDefinitions(work, snapshot.definitions);
  });
  if (!status.ok()) return status;
  return snapshot;
}

}  // namespace chiso
