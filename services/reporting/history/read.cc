// The reads for rankings, histories and bulletins.

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "services/reporting/history/history.h"
#include "services/reporting/history/sql.h"
#include "services/reporting/score_values.h"

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

constexpr char kScoreColumns[] =
    "period, scope, unit_code, unit_valid_from, definition_id, packed, known_from";

// The score of a row of kScoreColumns, without positions and time.
absl::StatusOr<index::v1::Score> ToScore(pqxx::transaction_base& work, KnownDefinitions& definitions,
                                         const pqxx::row& row) {
  const auto definition = definitions.Get(work, row[4].as<std::string>());
  if (!definition.ok()) return definition.status();
  rv1::ScoreValues values;
  if (absl::Status parsed = ParseStored(row[5], values); !parsed.ok()) return parsed;
  index::v1::Score score = UnpackScore(values, **definition);
  score.set_period(row[0].as<std::string>());
  score.set_scope(static_cast<record::v1::Scope>(row[1].as<int>()));
  score.mutable_unit()->set_code(row[2].as<std::string>());
  score.mutable_unit()->set_valid_from(row[3].as<std::string>());
  return score;
}

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
      work.exec_params(absl::StrCat("SELECT DISTINCT ON (unit_code, code) ", kFigureColumns,
                                    " FROM official_figure WHERE unit_code = ANY($1::text[]) AND period = $2"
                                    " AND NOT retracted ORDER BY unit_code, code, read_time DESC"),
                       units, period.ToString());
  for (const pqxx::row& row : figures) {
    rv1::OfficialFigure figure = ToFigure(row);
    snapshot.figures[figure.unit_code()][figure.code()] = std::move(figure);
  }
  return AddScores(
      work, definitions,
      work.exec_params(absl::StrCat("SELECT ", kScoreColumns,
                                    " FROM score WHERE period = $2 AND unit_code = ANY($1::text[])"),
                       units, period.ToString()),
      snapshot);
}

// The value of each score of the unit that was known at the end of the day, a row of kScoreColumns: of the
// current and the former values that were known by then the last one, the current one where a day was known
// twice.
constexpr char kKnownOn[] =
    "SELECT DISTINCT ON (period, unit_valid_from) period, scope, unit_code, unit_valid_from, definition_id, "
    "packed,"
    " known_from FROM (SELECT period, scope, unit_code, unit_valid_from, definition_id, packed, known_from, "
    "1 AS place"
    "  FROM score WHERE unit_code = $1 AND scope = $2 AND known_from <= $3::date"
    " UNION ALL SELECT period, scope, unit_code, unit_valid_from, definition_id, packed, known_from, 0"
    "  FROM former_score WHERE unit_code = $1 AND scope = $2 AND known_from <= $3::date) v"
    " ORDER BY period, unit_valid_from, place DESC, known_from DESC";

pqxx::result ReadUnitScores(pqxx::transaction_base& work, const UnitQuery& query) {
  if (query.known_on) {
    return work.exec_params(kKnownOn, query.code, static_cast<int>(query.scope), FormatDate(*query.known_on));
  }
  return work.exec_params(
      absl::StrCat("SELECT ", kScoreColumns, " FROM score WHERE unit_code = $1 AND scope = $2"), query.code,
      static_cast<int>(query.scope));
}

// Figures of the unit that had been read by then.
#define CHISO_FIGURES_KNOWN                                      \
  " FROM official_figure WHERE unit_code = $1 AND NOT retracted" \
  " AND ($2 = '' OR " CHISO_DAY("read_time") " <= nullif($2, '')::date)"

std::string DayText(const UnitQuery& query) { return query.known_on ? FormatDate(*query.known_on) : ""; }

// What the scores of a day rest on, or the current ones: positions and time, as Score has them.
void ReadBasis(pqxx::transaction_base& work, const UnitQuery& query, int64_t latest_micros,
               rv1::Progress& basis) {
  if (!query.known_on) {
    basis = ReadProgress(work, latest_micros);
    return;
  }
  std::optional<int64_t> as_of;
  for (const pqxx::row& row :
       work.exec_params("SELECT DISTINCT ON (log) log, sequence, digest, " CHISO_MICROS(
                            "as_of_time") " FROM progress_of_day"
                                          " WHERE day <= $1::date ORDER BY log, day DESC",
                        FormatDate(*query.known_on))) {
    record::v1::Position& position = *basis.add_positions();
    position.set_log(row[0].as<std::string>());
    position.set_sequence(row[1].as<int64_t>());
    position.set_digest(sql::BytesOf(row[2]));
    as_of = as_of ? std::min(*as_of, row[3].as<int64_t>()) : row[3].as<int64_t>();
  }
  if (as_of) *basis.mutable_as_of_time() = TimeUtil::MicrosecondsToTimestamp(*as_of);
}

// Fills in what stands under the keys of the chosen periods.
absl::Status FillPeriods(pqxx::transaction_base& work, KnownDefinitions& definitions, const UnitQuery& query,
                         const std::set<Period>& chosen, const pqxx::result& scores, UnitSnapshot& snapshot) {
  for (const pqxx::row& row : scores) {
    const Period period = *Period::Parse(row[0].as<std::string>());
    if (row[5].is_null() || !chosen.contains(period)) continue;
    absl::StatusOr<index::v1::Score> score = ToScore(work, definitions, row);
    if (!score.ok()) return score.status();
    KnownScore& known = snapshot.scores[{period, score->unit().valid_from()}];
    *score->mutable_positions() = snapshot.basis.positions();
    if (snapshot.basis.has_as_of_time()) *score->mutable_as_of_time() = snapshot.basis.as_of_time();
    known = {*std::move(score), row[6].as<std::string>()};
  }
  std::set<std::string> periods;
  for (const Period& period : chosen) {
    if (snapshot.figures.contains(period)) periods.insert(period.ToString());
  }
  if (periods.empty()) return absl::OkStatus();
  for (const pqxx::row& row :
       work.exec_params(absl::StrCat("SELECT DISTINCT ON (period, code) ", kFigureColumns,
                                     CHISO_FIGURES_KNOWN
                                     " AND period = ANY($3::text[]) ORDER BY period, code, read_time DESC"),
                        query.code, DayText(query), TextArray(periods))) {
    rv1::OfficialFigure figure = ToFigure(row);
    snapshot.figures[*Period::Parse(figure.period())][figure.code()] = std::move(figure);
  }
  return absl::OkStatus();
}

// By official figures a code is one row, so all units that bear it in the period are read; RankFigures picks
// the one that is meant.
std::vector<record::v1::Unit> RankedUnits(pqxx::transaction_base& work, const RankingQuery& query) {
  return ToUnits(work.exec_params(
      absl::StrCat(
          "WITH valid AS (SELECT ", kUnitColumns,
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
           absl::StrCat("SELECT DISTINCT ON (unit_code, code) ", kFigureColumns,
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
  return ToUnits(work.exec(absl::StrCat("SELECT ", kUnitColumns, " FROM unit ORDER BY code, valid_from")));
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

absl::StatusOr<UnitSnapshot> History::ReadUnit(const UnitQuery& query, const ChoosePeriods& choose,
                                               absl::Time deadline) {
  UnitSnapshot snapshot;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    snapshot = UnitSnapshot();
    pqxx::transaction_base& work = transaction.work();
    ReadOneSnapshot(work);
    snapshot.units = ToUnits(work.exec_params(
        absl::StrCat("SELECT ", kUnitColumns, " FROM unit WHERE code = $1 ORDER BY valid_from"), query.code));
    const pqxx::result scores = ReadUnitScores(work, query);
    for (const pqxx::row& row : scores) {
      if (!row[5].is_null())
        snapshot.scores[{*Period::Parse(row[0].as<std::string>()), row[3].as<std::string>()}];
    }
    for (const pqxx::row& row :
         work.exec_params("SELECT DISTINCT period" CHISO_FIGURES_KNOWN, query.code, DayText(query))) {
      snapshot.figures[*Period::Parse(row[0].as<std::string>())];
    }
    const absl::StatusOr<std::set<Period>> chosen = choose(snapshot);
    if (!chosen.ok()) return chosen.status();
    ReadBasis(work, query, LatestMicros(), snapshot.basis);
    return FillPeriods(work, definitions_, query, *chosen, scores, snapshot);
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
