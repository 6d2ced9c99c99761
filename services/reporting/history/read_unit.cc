// The read for histories. It is asked for often: each of its statements is planned once.

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "services/reporting/history/history.h"
#include "services/reporting/history/rows.h"
#include "services/reporting/history/sql.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;

constexpr Statement kUnits = {"units_of_code",
                              "SELECT " CHISO_UNIT_COLUMNS " FROM unit WHERE code = $1 ORDER BY valid_from"};
constexpr Statement kScores = {
    "scores_of_unit", "SELECT " CHISO_SCORE_COLUMNS " FROM score WHERE unit_code = $1 AND scope = $2"};
// The value of each score that was known at the end of the day: of the current and the former values that
// were known by then the last one, the current one where a day was known twice.
constexpr Statement kKnownOn = {"scores_known_on",
                                "SELECT DISTINCT ON (period, unit_valid_from) " CHISO_SCORE_COLUMNS
                                " FROM ("
                                " SELECT " CHISO_SCORE_COLUMNS
                                ", 1 AS place FROM score"
                                "  WHERE unit_code = $1 AND scope = $2 AND known_from <= $3::date"
                                " UNION ALL SELECT " CHISO_SCORE_COLUMNS
                                ", 0 FROM former_score"
                                "  WHERE unit_code = $1 AND scope = $2 AND known_from <= $3::date) v"
                                " ORDER BY period, unit_valid_from, place DESC, known_from DESC"};
// Of figures that had been read by the day; empty: of all.
#define CHISO_FIGURES_KNOWN                                      \
  " FROM official_figure WHERE unit_code = $1 AND NOT retracted" \
  " AND ($2::text = '' OR " CHISO_DAY("read_time") " <= nullif($2::text, '')::date)"
constexpr Statement kFigurePeriods = {"figure_periods_of_unit", "SELECT DISTINCT period" CHISO_FIGURES_KNOWN};
constexpr Statement kFigures = {"figures_of_unit",
                                "SELECT DISTINCT ON (period, code) " CHISO_FIGURE_COLUMNS CHISO_FIGURES_KNOWN
                                " AND period = ANY($3::text[]) ORDER BY period, code, read_time DESC"};
constexpr Statement kProgressOfDay = {
    "progress_of_day",
    "SELECT DISTINCT ON (log) log, sequence, digest, " CHISO_MICROS(
        "as_of_time") " FROM progress_of_day WHERE day <= $1::date ORDER BY log, day DESC"};

pqxx::result ReadScores(Transaction& transaction, const UnitQuery& query) {
  const int scope = static_cast<int>(query.scope);
  return query.known_on ? transaction.Run(kKnownOn, query.code, scope, FormatDate(*query.known_on))
                        : transaction.Run(kScores, query.code, scope);
}

std::string DayText(const UnitQuery& query) { return query.known_on ? FormatDate(*query.known_on) : ""; }

// What the scores of a day rest on, or the current ones: positions and time, as Score has them.
void ReadBasis(Transaction& transaction, const UnitQuery& query, int64_t latest_micros,
               rv1::Progress& basis) {
  if (!query.known_on) {
    basis = ReadProgress(transaction.work(), latest_micros);
    return;
  }
  std::optional<int64_t> as_of;
  for (const pqxx::row& row : transaction.Run(kProgressOfDay, FormatDate(*query.known_on))) {
    record::v1::Position& position = *basis.add_positions();
    position.set_log(row[0].as<std::string>());
    position.set_sequence(row[1].as<int64_t>());
    position.set_digest(sql::BytesOf(row[2]));
    as_of = as_of ? std::min(*as_of, row[3].as<int64_t>()) : row[3].as<int64_t>();
  }
  if (as_of) *basis.mutable_as_of_time() = TimeUtil::MicrosecondsToTimestamp(*as_of);
}

// Fills in what stands under the keys of the chosen periods.
absl::Status FillPeriods(Transaction& transaction, KnownDefinitions& definitions, const UnitQuery& query,
                         const std::set<Period>& chosen, const pqxx::result& scores, UnitSnapshot& snapshot) {
  for (const pqxx::row& row : scores) {
    const Period period = *Period::Parse(row[0].as<std::string>());
    if (row[5].is_null() || !chosen.contains(period)) continue;
    absl::StatusOr<index::v1::Score> score = ToScore(transaction.work(), definitions, row);
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
       transaction.Run(kFigures, query.code, DayText(query), sql::TextArray(periods))) {
    rv1::OfficialFigure figure = ToFigure(row);
    snapshot.figures[*Period::Parse(figure.period())][figure.code()] = std::move(figure);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<UnitSnapshot> History::ReadUnit(const UnitQuery& query, const ChoosePeriods& choose,
                                               absl::Time deadline) {
  UnitSnapshot snapshot;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    snapshot = UnitSnapshot();
    ReadOneSnapshot(transaction.work());
    snapshot.units = ToUnits(transaction.Run(kUnits, query.code));
    const pqxx::result scores = ReadScores(transaction, query);
    for (const pqxx::row& row : scores) {
      if (!row[5].is_null())
        snapshot.scores[{*Period::Parse(row[0].as<std::string>()), row[3].as<std::string>()}];
    }
    for (const pqxx::row& row : transaction.Run(kFigurePeriods, query.code, DayText(query))) {
      snapshot.figures[*Period::Parse(row[0].as<std::string>())];
    }
    const absl::StatusOr<std::set<Period>> chosen = choose(snapshot);
    if (!chosen.ok()) return chosen.status();
    ReadBasis(transaction, query, LatestMicros(), snapshot.basis);
    return FillPeriods(transaction, definitions_, query, *chosen, scores, snapshot);
  });
  if (!status.ok()) return status;
  return snapshot;
}

}  // namespace chiso
