#include "services/reporting/history/scores.h"

#include <map>
#include <string>
#include <utility>

#include "services/reporting/history/sql.h"

namespace chiso {

using sql::ArrayColumn;

int64_t RemoveUnits(pqxx::transaction_base& work,
                    const google::protobuf::RepeatedPtrField<record::v1::UnitId>& units) {
  if (units.empty()) return 0;
  ArrayColumn codes, starts;
  for (const record::v1::UnitId& unit : units) {
    codes.AddText(unit.code());
    starts.AddText(unit.valid_from());
  }
  return static_cast<int64_t>(
      work.exec_params("DELETE FROM unit USING unnest($1::text[], $2::text[]) AS gone (code, valid_from)"
                       " WHERE unit.code = gone.code AND unit.valid_from = gone.valid_from",
                       codes.Literal(), starts.Literal())
          .affected_rows());
}

int64_t WriteUnits(pqxx::transaction_base& work,
                   const google::protobuf::RepeatedPtrField<record::v1::Unit>& units) {
  // In the order of the key, so that two writers of different logs cannot deadlock.
  std::map<std::pair<std::string, std::string>, const record::v1::Unit*> sorted;
  for (const record::v1::Unit& unit : units) sorted[{unit.code(), unit.valid_from()}] = &unit;
  if (sorted.empty()) return 0;
  ArrayColumn codes, starts, ends, levels, names, parents;
  for (const auto& [key, unit] : sorted) {
    codes.AddText(unit->code());
    starts.AddText(unit->valid_from());
    ends.AddText(unit->valid_to());
    levels.AddNumber(unit->level());
    names.AddText(unit->name());
    parents.AddText(unit->parent_code());
  }
  return static_cast<int64_t>(
      work.exec_params("INSERT INTO unit AS u (code, valid_from, valid_to, level, name, parent_code)"
                       " SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], "
                       "$5::text[], $6::text[])"
                       " ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = excluded.valid_to, level = "
                       "excluded.level,"
                       " name = excluded.name, parent_code = excluded.parent_code"
                       " WHERE (u.valid_to, u.level, u.name, u.parent_code)"
                       " <> (excluded.valid_to, excluded.level, excluded.name, excluded.parent_code)",
                       codes.Literal(), starts.Literal(), ends.Literal(), levels.Literal(), names.Literal(),
                       parents.Literal())
          .affected_rows());
}

namespace {

// The columns of a score's name in arrays, for statements.
struct NameColumns {
  ArrayColumn periods, scopes, codes, starts;

  void Add(const ScoreName& name) {
    periods.AddText(name.period);
    scopes.AddNumber(name.scope);
    codes.AddText(name.unit_code);
    starts.AddText(name.unit_valid_from);
  }
};

// Of two rows: whether they have the same name.
#define CHISO_SAME_NAME(a, b)                                                                           \
  a ".unit_code = " b ".unit_code AND " a ".scope = " b ".scope AND " a ".period = " b ".period AND " a \
    ".unit_valid_from = " b ".unit_valid_from"

// The score with the name of row `r`, by the index: a planner that knows nothing of the arrays would read the
// whole table, if it were let join.
#define CHISO_LOOK_UP(columns, r) "SELECT " columns " FROM score s WHERE " CHISO_SAME_NAME("s", r) " LIMIT 1"

// The last value that became known before the one of row `r` did, where it is one of its former values.
#define CHISO_LAST_FORMER(columns, r, condition)                    \
  "(SELECT " columns " FROM former_score f WHERE " CHISO_SAME_NAME( \
      "f", r) " AND f." condition " ORDER BY f.known_from DESC LIMIT 1)"

// Puts the old values of rows aside that were the last of some day before $day, unless the row before says
// the same.
#define CHISO_PUT_ASIDE(rows, day) \
  "INSERT INTO former_score (unit_code, scope, period, unit_valid_from, known_from, definition_id, packed)"      \
  " SELECT r.unit_code, r.scope, r.period, r.unit_valid_from, r.old_known_from, r.old_definition_id, r.old_packed" \
  "  FROM " rows " r WHERE r.old_known_from < " day " AND " CHISO_LAST_FORMER(                                   \
      "(f.definition_id, f.packed) IS NOT DISTINCT FROM (r.old_definition_id, r.old_packed)", "r",               \
      "known_from < r.old_known_from") " IS NOT TRUE"                                                            \
  " ON CONFLICT (unit_code, scope, period, unit_valid_from, known_from) DO UPDATE"                               \
  "  SET definition_id = excluded.definition_id, packed = excluded.packed"

#define CHISO_NEXT_GENERATION(rows) \
  "UPDATE generation SET last = last + 1 WHERE EXISTS (SELECT FROM " rows ") RETURNING last"

}  // namespace

int64_t WriteScores(Transaction& transaction, const std::vector<StagedScore>& scores, int64_t as_of_micros) {
  if (scores.empty()) return 0;
  NameColumns names;
  ArrayColumn definitions, statuses, points, packed;
  for (const StagedScore& score : scores) {
    names.Add(score.name);
    definitions.AddText(score.definition_id);
    statuses.AddNumber(score.total_status);
    score.total_points ? points.AddNumber(*score.total_points) : points.AddNull();
    packed.AddBytes(score.values);
  }
  static constexpr Statement kWrite = {
      "write_scores",
      "WITH today AS MATERIALIZED (SELECT " CHISO_DAY(CHISO_TIME("$9")) " AS day),"
      " staged AS MATERIALIZED ("
      "  SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::smallint[],"
      "   $7::integer[], $8::bytea[]) AS u (period, scope, unit_code, unit_valid_from, definition_id,"
      "   total_status, total_points, packed)),"
      " differs AS MATERIALIZED ("
      "  SELECT u.*, s.known_from AS old_known_from, s.definition_id AS old_definition_id, s.packed AS old_packed"
      "   FROM staged u LEFT JOIN LATERAL (" CHISO_LOOK_UP("s.known_from, s.definition_id, s.packed", "u") ") s ON true"
      "   WHERE (s.definition_id, s.packed) IS DISTINCT FROM (u.definition_id, u.packed)),"
      " next AS (" CHISO_NEXT_GENERATION("differs") "),"
      " former AS (" CHISO_PUT_ASIDE("differs", "(SELECT day FROM today)") "),"
      " changed AS ("
      "  INSERT INTO score (period, scope, unit_code, unit_valid_from, definition_id, total_status, total_points,"
      "    packed, known_from, generation)"
      "   SELECT period, scope, unit_code, unit_valid_from, definition_id, total_status, total_points, packed,"
      "    (SELECT day FROM today), (SELECT last FROM next) FROM differs"
      "   ON CONFLICT (period, scope, unit_code, unit_valid_from) DO UPDATE SET"
      "    definition_id = excluded.definition_id, total_status = excluded.total_status,"
      "    total_points = excluded.total_points, packed = excluded.packed, known_from = excluded.known_from,"
      "    generation = excluded.generation RETURNING period, scope),"
      " marked AS ("
      "  INSERT INTO score_change (period, scope, changed, removed)"
      "   SELECT DISTINCT period, scope, (SELECT last FROM next), 0 FROM changed"
      "   ON CONFLICT (period, scope) DO UPDATE SET changed = excluded.changed)"
      " SELECT count(*) FROM changed"};
  return transaction
      .Run(kWrite, names.periods.Literal(), names.scopes.Literal(), names.codes.Literal(),
           names.starts.Literal(), definitions.Literal(), statuses.Literal(), points.Literal(),
           packed.Literal(), as_of_micros)[0][0]
      .as<int64_t>();
}

int64_t RemoveScores(Transaction& transaction, const std::vector<ScoreName>& names, int64_t as_of_micros) {
  if (names.empty()) return 0;
  NameColumns columns;
  for (const ScoreName& name : names) columns.Add(name);
  static constexpr Statement kRemove = {
      "remove_scores",
      "WITH today AS MATERIALIZED (SELECT " CHISO_DAY(CHISO_TIME("$5")) " AS day),"
      " gone AS ("
      "  DELETE FROM score s WHERE s.ctid = ANY(ARRAY(SELECT f.ctid"
      "    FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[])"
      "    AS n (period, scope, unit_code, unit_valid_from), LATERAL (" CHISO_LOOK_UP("s.ctid", "n") ") f))"
      "   RETURNING s.period, s.scope, s.unit_code, s.unit_valid_from, s.known_from AS old_known_from,"
      "    s.definition_id AS old_definition_id, s.packed AS old_packed),"
      " next AS (" CHISO_NEXT_GENERATION("gone") "),"
      " former AS (" CHISO_PUT_ASIDE("gone", "(SELECT day FROM today)") "),"
      // Who asks for a later day must not be given what was there before.
      " none AS ("
      "  INSERT INTO former_score (unit_code, scope, period, unit_valid_from, known_from)"
      "   SELECT r.unit_code, r.scope, r.period, r.unit_valid_from, t.day FROM gone r, today t"
      "    WHERE r.old_known_from < t.day OR " CHISO_LAST_FORMER("f.packed IS NOT NULL", "r", "known_from <= t.day")
      "   ON CONFLICT (unit_code, scope, period, unit_valid_from, known_from) DO UPDATE"
      "    SET definition_id = NULL, packed = NULL),"
      " marked AS ("
      "  INSERT INTO score_change (period, scope, changed, removed)"
      "   SELECT DISTINCT period, scope, n.last, n.last FROM gone, next n"
      "   ON CONFLICT (period, scope) DO UPDATE SET changed = excluded.changed, removed = excluded.removed)"
      " SELECT count(*) FROM gone"};
  return transaction
      .Run(kRemove, columns.periods.Literal(), columns.scopes.Literal(), columns.codes.Literal(),
           columns.starts.Literal(), as_of_micros)[0][0]
      .as<int64_t>();
}

std::vector<ScoreName> ScoresAfter(pqxx::transaction_base& work, const ScoreName& name, int most) {
  std::vector<ScoreName> names;
  for (const pqxx::row& row : work.exec_params(
           "SELECT period, scope, unit_code, unit_valid_from FROM score"
           " WHERE (period, scope, unit_code, unit_valid_from) > ($1, $2, $3, $4)"
           " ORDER BY period, scope, unit_code, unit_valid_from LIMIT $5",
           name.period, static_cast<int>(name.scope), name.unit_code, name.unit_valid_from, most)) {
    names.push_back({row[0].as<std::string>(), static_cast<record::v1::Scope>(row[1].as<int>()),
                     row[2].as<std::string>(), row[3].as<std::string>()});
  }
  return names;
}

std::vector<record::v1::UnitId> UnitIds(pqxx::transaction_base& work) {
  std::vector<record::v1::UnitId> units;
  for (const pqxx::row& row : work.exec("SELECT code, valid_from FROM unit ORDER BY code, valid_from")) {
    record::v1::UnitId& unit = units.emplace_back();
    unit.set_code(row[0].as<std::string>());
    unit.set_valid_from(row[1].as<std::string>());
  }
  return units;
}

void MarkReferenceChanged(pqxx::transaction_base& work) {
  work.exec0("UPDATE generation SET last = last + 1, reference = last + 1");
}

}  // namespace chiso
