// Scores in the form of older versions, on their way into the present one.

#include <google/protobuf/util/time_util.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "services/reporting/history/history.h"
#include "services/reporting/history/sql.h"
#include "services/reporting/score_values.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;
using sql::ArrayColumn;

// Scores that are adopted in one transaction, with what they were on all days: about a second.
constexpr int kScoresAtOnce = 500;

// A value of a score, and the day from which it was known.
struct Known {
  std::string day;
  std::string definition_id;
  reporting::v1::ScoreValues values;
  std::string packed;
};

// The value of a row: day, payload. Nothing where it cannot be read, which goes to the log.
absl::StatusOr<std::optional<Known>> ReadKnown(pqxx::transaction_base& work, KnownDefinitions& definitions,
                                               const pqxx::field& day, const pqxx::field& payload,
                                               index::v1::Score& score) {
  if (!ParseStored(payload, score).ok()) return std::nullopt;
  const auto definition = definitions.Get(work, score.definition_id());
  if (absl::IsInternal(definition.status())) return std::nullopt;
  if (!definition.ok()) return definition.status();
  auto values = PackScore("", score, **definition);
  if (!values.ok()) {
    SPDLOG_ERROR("a score of {} in {} is no score of its definition: {}", score.unit().code(), score.period(),
                 std::string(values.status().message()));
    return std::nullopt;
  }
  Known known{day.as<std::string>(), score.definition_id(), *std::move(values), {}};
  known.values.SerializeToString(&known.packed);
  return known;
}

bool SaysTheSame(const Known& a, const Known& b) {
  return a.definition_id == b.definition_id && a.packed == b.packed;
}

void InsertFormer(pqxx::transaction_base& work, const ScoreName& name, const Known& known) {
  work.exec_params(
      "INSERT INTO former_score (unit_code, scope, period, unit_valid_from, known_from, definition_id, "
      "packed)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
      name.unit_code, static_cast<int>(name.scope), name.period, name.unit_valid_from, known.day,
      known.definition_id, pqxx::binarystring(known.packed));
}

void InsertCurrent(pqxx::transaction_base& work, const ScoreName& name, const Known& known) {
  ArrayColumn points;
  known.values.total_points() > 0 ? points.AddNumber(int64_t{known.values.total_points()} - 1)
                                  : points.AddNull();
  work.exec_params(
      "INSERT INTO score (period, scope, unit_code, unit_valid_from, definition_id, total_status, "
      "total_points,"
      " packed, known_from, generation) VALUES ($1, $2, $3, $4, $5, $6, ($7::integer[])[1], $8, $9, 0)"
      " ON CONFLICT DO NOTHING",
      name.period, static_cast<int>(name.scope), name.unit_code, name.unit_valid_from, known.definition_id,
      static_cast<int>(known.values.total_status()), points.Literal(), pqxx::binarystring(known.packed),
      known.day);
}

// What the scores of a day rested on is told by its latest one.
void InsertProgress(pqxx::transaction_base& work, const std::string& day, const index::v1::Score& score) {
  for (const record::v1::Position& position : score.positions()) {
    work.exec_params(
        "INSERT INTO progress_of_day AS p (day, log, sequence, digest, as_of_time)"
        " VALUES ($1, $2, $3, $4, " CHISO_TIME("$5") ") ON CONFLICT (log, day) DO UPDATE"
        " SET sequence = excluded.sequence, digest = excluded.digest, as_of_time = excluded.as_of_time"
        " WHERE excluded.as_of_time > p.as_of_time",
        day, position.log(), position.sequence(), pqxx::binarystring(position.digest()),
        TimeUtil::TimestampToMicroseconds(score.as_of_time()));
  }
}

// Adopts one score with its past. False: something of it cannot be read, and nothing was adopted.
absl::StatusOr<bool> Adopt(pqxx::transaction_base& work, KnownDefinitions& definitions, const ScoreName& name,
                           const pqxx::field& payload) {
  const pqxx::result days = work.exec_params(
      "SELECT day, payload FROM score_of_day_payload WHERE period = $1 AND scope = $2 AND unit_code = $3"
      " AND unit_valid_from = $4 ORDER BY day",
      name.period, static_cast<int>(name.scope), name.unit_code, name.unit_valid_from);
  std::vector<Known> values;
  std::map<std::string, index::v1::Score> last_of_day;
  for (const pqxx::row& row : days) {
    index::v1::Score& score = last_of_day[row[0].as<std::string>()];
    const auto known = ReadKnown(work, definitions, row[0], row[1], score);
    if (!known.ok()) return known.status();
    if (!*known) return false;
    if (values.empty() || !SaysTheSame(values.back(), **known)) values.push_back(**known);
  }
  if (days.empty()) return false;
  index::v1::Score score;
  const auto current = ReadKnown(work, definitions, days.back()[0], payload, score);
  if (!current.ok()) return current.status();
  if (!*current) return false;
  if (!SaysTheSame(values.back(), **current)) values.push_back(**current);
  for (size_t i = 0; i + 1 < values.size(); ++i) InsertFormer(work, name, values[i]);
  InsertCurrent(work, name, values.back());
  for (const auto& [day, last] : last_of_day) InsertProgress(work, day, last);
  for (const char* const table : {"score_payload", "score_of_day_payload"}) {
    work.exec_params0(
        absl::StrCat("DELETE FROM ", table,
                     " WHERE period = $1 AND scope = $2 AND unit_code = $3 AND unit_valid_from = $4"),
        name.period, static_cast<int>(name.scope), name.unit_code, name.unit_valid_from);
  }
  return true;
}

}  // namespace

absl::Status History::AdoptPayloads(absl::Duration time_of_each) {
  ScoreName last;
  int64_t adopted = 0;
  for (bool more = true; more;) {
    ScoreName after = last;
    int64_t count = 0;
    const absl::Status status = own_.Transact(absl::Now() + time_of_each, [&](Transaction& transaction) {
      pqxx::transaction_base& work = transaction.work();
      after = last;
      count = 0;
      // One process goes first; the others then find less.
      work.exec("SELECT pg_advisory_xact_lock(hashtext('chiso reporting payloads'))");
      const pqxx::result rows = work.exec_params(
          "SELECT period, scope, unit_code, unit_valid_from, payload FROM score_payload"
          " WHERE (period, scope, unit_code, unit_valid_from) > ($1, $2, $3, $4)"
          " ORDER BY period, scope, unit_code, unit_valid_from LIMIT $5",
          last.period, static_cast<int>(last.scope), last.unit_code, last.unit_valid_from, kScoresAtOnce);
      more = rows.size() == kScoresAtOnce;
      for (const pqxx::row& row : rows) {
        after = {row[0].as<std::string>(), static_cast<record::v1::Scope>(row[1].as<int>()),
                 row[2].as<std::string>(), row[3].as<std::string>()};
        const absl::StatusOr<bool> done = Adopt(work, definitions_, after, row[4]);
        if (!done.ok()) return done.status();
        count += *done ? 1 : 0;
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    last = after;
    adopted += count;
  }
  if (adopted > 0) SPDLOG_INFO("{} scores are in their present form", adopted);
  return absl::OkStatus();
}

}  // namespace chiso
