// Writers, their scores, and progress.

#include "services/reporting/history/history.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock_skew.h"
#include "common/errors.h"
#include "common/log.h"
#include "services/reporting/history/sql.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;
using sql::ArrayColumn;
using sql::BytesOf;
using sql::TextArray;

absl::Status Fenced() {
  return ErrorWithReason(absl::StatusCode::kFailedPrecondition, "WRITER_FENCED",
                         "a newer writer was granted for these logs");
}

absl::Status InFuture() {
  return ErrorWithReason(
      absl::StatusCode::kFailedPrecondition, "TIME_IN_FUTURE",
      absl::StrCat("update.as_of_time: must not lie more than ", absl::ToInt64Seconds(kMaxClockSkew),
                   " seconds ahead of this service's clock; one of the two clocks is wrong"));
}

absl::Status PinDefinitions(pqxx::transaction_base& work, const rv1::WriterOpening& opening) {
  for (const index::v1::IndexDefinition& definition : opening.definitions()) {
    work.exec_params(
        "INSERT INTO definition (id, sha256, payload) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        definition.id(), pqxx::binarystring(definition.sha256()),
        pqxx::binarystring(definition.SerializeAsString()));
    const pqxx::row row = work.exec_params1("SELECT sha256 FROM definition WHERE id = $1", definition.id());
    if (BytesOf(row[0]) == definition.sha256()) continue;
    return ErrorWithReason(absl::StatusCode::kFailedPrecondition, "DEFINITION_CHANGED",
                           absl::StrCat("opening.definitions: ", definition.id(),
                                        " is known with other content; changed rules need a new id"));
  }
  return absl::OkStatus();
}

// Locks the logs in order of their names, and checks that the writer is not fenced. A time after
// `latest_micros` that was recorded while a clock was wrong keeps nobody from going on with the right one.
absl::Status LockLogs(pqxx::transaction_base& work, int64_t epoch, const std::set<std::string>& logs,
                      int64_t as_of_micros, int64_t latest_micros) {
  const pqxx::result rows = work.exec_params("SELECT epoch, " CHISO_MICROS(
                                                 "last_as_of_time") " FROM log_progress WHERE log = ANY($1::text[])"
                                                                    " ORDER BY log FOR UPDATE",
                                             TextArray(logs));
  // Fewer rows, or an older epoch than was granted: the database was restored from before the grant.
  if (rows.size() != logs.size()) return Fenced();
  for (const pqxx::row& row : rows) {
    if (row[0].as<int64_t>() != epoch) return Fenced();
  }
  for (const pqxx::row& row : rows) {
    const int64_t last_micros = row[1].is_null() ? 0 : row[1].as<int64_t>();
    if (last_micros <= as_of_micros || last_micros > latest_micros) continue;
    return ErrorWithReason(absl::StatusCode::kFailedPrecondition, "TIME_WENT_BACK",
                           "update.as_of_time: must not lie before that of an earlier update");
  }
  return absl::OkStatus();
}

void RemoveUnits(pqxx::transaction_base& work, const rv1::ScoreUpdate& update) {
  if (update.removed_units().empty()) return;
  ArrayColumn codes, starts;
  for (const record::v1::UnitId& unit : update.removed_units()) {
    codes.AddText(unit.code());
    starts.AddText(unit.valid_from());
  }
  work.exec_params(
      "DELETE FROM unit USING unnest($1::text[], $2::text[]) AS gone (code, valid_from)"
      " WHERE unit.code = gone.code AND unit.valid_from = gone.valid_from",
      codes.Literal(), starts.Literal());
}

void WriteUnits(pqxx::transaction_base& work, const rv1::ScoreUpdate& update) {
  // In the order of the key, so that two writers of different logs cannot deadlock.
  std::map<std::pair<std::string, std::string>, const record::v1::Unit*> units;
  for (const record::v1::Unit& unit : update.units()) units[{unit.code(), unit.valid_from()}] = &unit;
  if (units.empty()) return;
  ArrayColumn codes, starts, ends, levels, names, parents;
  for (const auto& [key, unit] : units) {
    codes.AddText(unit->code());
    starts.AddText(unit->valid_from());
    ends.AddText(unit->valid_to());
    levels.AddNumber(unit->level());
    names.AddText(unit->name());
    parents.AddText(unit->parent_code());
  }
  work.exec_params(
      "INSERT INTO unit (code, valid_from, valid_to, level, name, parent_code)"
      " SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::text[])"
      " ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = excluded.valid_to, level = excluded.level,"
      " name = excluded.name, parent_code = excluded.parent_code",
      codes.Literal(), starts.Literal(), ends.Literal(), levels.Literal(), names.Literal(),
      parents.Literal());
}

void WriteScores(pqxx::transaction_base& work, const rv1::ScoreUpdate& update, int64_t as_of_micros) {
  std::map<std::tuple<std::string, int, std::string, std::string>, const index::v1::Score*> scores;
  for (const index::v1::Score& score : update.scores()) {
    scores[{score.period(), score.scope(), score.unit().code(), score.unit().valid_from()}] = &score;
  }
  if (scores.empty()) return;
  ArrayColumn periods, scopes, codes, starts, payloads;
  for (const auto& [key, score] : scores) {
    periods.AddText(score->period());
    scopes.AddNumber(score->scope());
    codes.AddText(score->unit().code());
    starts.AddText(score->unit().valid_from());
    payloads.AddBytes(score->SerializeAsString());
  }
  work.exec_params(
      "WITH update AS MATERIALIZED ("
      "  SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::bytea[])"
      "    AS u (period, scope, unit_code, unit_valid_from, payload)),"
      " current AS ("
      "  INSERT INTO score (period, scope, unit_code, unit_valid_from, payload) SELECT * FROM update"
      "  ON CONFLICT (period, scope, unit_code, unit_valid_from) DO UPDATE SET payload = excluded.payload)"
      " INSERT INTO score_of_day (period, scope, unit_code, unit_valid_from, day, payload)"
      "  SELECT period, scope, unit_code, unit_valid_from,"
      "   " CHISO_DAY(CHISO_TIME("$6")) ", payload FROM update"
      "  ON CONFLICT (period, scope, unit_code, unit_valid_from, day) DO UPDATE SET payload = excluded.payload",
      periods.Literal(), scopes.Literal(), codes.Literal(), starts.Literal(), payloads.Literal(), as_of_micros);
}

void MoveProgress(pqxx::transaction_base& work, const std::set<std::string>& logs,
                  const rv1::ScoreUpdate& update, int64_t as_of_micros) {
  work.exec_params(
      "UPDATE log_progress SET last_as_of_time = " CHISO_TIME("$2") " WHERE log = ANY($1::text[])",
      TextArray(logs), as_of_micros);
  for (const record::v1::Position& position : update.positions()) {
    work.exec_params(
        "UPDATE log_progress SET sequence = $2, digest = $3, as_of_time = last_as_of_time WHERE log = $1",
        position.log(), position.sequence(), pqxx::binarystring(position.digest()));
  }
}

}  // namespace

int64_t History::LatestMicros() const { return absl::ToUnixMicros(now_() + kMaxClockSkew); }

absl::StatusOr<rv1::WriterGrant> History::Grant(const rv1::WriterOpening& opening, absl::Time deadline) {
  rv1::WriterGrant grant;
  const absl::Status status = own_.Transact(deadline, [&](Transaction& transaction) {
    pqxx::transaction_base& work = transaction.work();
    const int64_t epoch =
        work.exec1("UPDATE writer_epoch SET epoch = epoch + 1 RETURNING epoch")[0].as<int64_t>();
    if (absl::Status pinned = PinDefinitions(work, opening); !pinned.ok()) return pinned;
    const std::set<std::string> logs(opening.logs().begin(), opening.logs().end());
    work.exec_params("SELECT 1 FROM log_progress WHERE log = ANY($1::text[]) ORDER BY log FOR UPDATE",
                     TextArray(logs));
    work.exec_params(
        "INSERT INTO log_progress (log, epoch) SELECT log, $2::bigint FROM unnest($1::text[]) AS log"
        " ON CONFLICT (log) DO UPDATE SET epoch = excluded.epoch",
        TextArray(logs), epoch);
    grant.set_epoch(epoch);
    *grant.mutable_progress() = ReadProgress(work, LatestMicros());
    // A writer on a machine whose clock is behind must know the time to start from, or all that it records
    // would be refused by TIME_WENT_BACK. The earliest time of the logs, which readers get, would not
    // suffice.
    grant.mutable_progress()->clear_as_of_time();
    const pqxx::row last = work.exec_params1(
        "SELECT " CHISO_MICROS("max(last_as_of_time)") " FROM log_progress WHERE log = ANY($1::text[])"
        " AND last_as_of_time <= " CHISO_TIME("$2"),
        TextArray(logs), LatestMicros());
    if (!last[0].is_null()) {
      *grant.mutable_progress()->mutable_as_of_time() =
          TimeUtil::MicrosecondsToTimestamp(last[0].as<int64_t>());
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return grant;
}

absl::StatusOr<rv1::Progress> History::Record(int64_t epoch, const std::set<std::string>& logs,
                                              const rv1::ScoreUpdate& update, absl::Time deadline) {
  const int64_t as_of_micros = TimeUtil::TimestampToMicroseconds(update.as_of_time());
  const int64_t latest_micros = LatestMicros();
  if (as_of_micros > latest_micros) return InFuture();
  rv1::Progress progress;
  const absl::Status status = own_.Transact(deadline, [&](Transaction& transaction) {
    pqxx::transaction_base& work = transaction.work();
    if (absl::Status locked = LockLogs(work, epoch, logs, as_of_micros, latest_micros); !locked.ok())
      return locked;
    RemoveUnits(work, update);
    WriteUnits(work, update);
    WriteScores(work, update, as_of_micros);
    MoveProgress(work, logs, update, as_of_micros);
    progress = ReadProgress(work, latest_micros);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return progress;
}

absl::StatusOr<rv1::Progress> History::GetProgress(absl::Time deadline) {
  rv1::Progress progress;
  const absl::Status status = own_.Transact(deadline, [&](Transaction& transaction) {
    progress = ReadProgress(transaction.work(), LatestMicros());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return progress;
}

}  // namespace chiso
