// Writers, their scores, and progress.

#include "services/reporting/history/history.h"

#include <google/protobuf/util/time_util.h>

#include <iterator>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/clock_skew.h"
#include "common/errors.h"
#include "common/log.h"
#include "services/reporting/history/scores.h"
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
    const pqxx::result inserted = work.exec_params(
        "INSERT INTO definition (id, sha256, payload) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        definition.id(), pqxx::binarystring(definition.sha256()),
        pqxx::binarystring(definition.SerializeAsString()));
    if (inserted.affected_rows() > 0) MarkReferenceChanged(work);
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
// No time is as_of_micros 0.
absl::Status LockLogs(pqxx::transaction_base& work, const Writer& writer, int64_t as_of_micros,
                      int64_t latest_micros) {
  const pqxx::result rows = work.exec_params("SELECT epoch, " CHISO_MICROS(
                                                 "last_as_of_time") " FROM log_progress WHERE log = ANY($1::text[])"
                                                                    " ORDER BY log FOR UPDATE",
                                             TextArray(writer.logs));
  // Fewer rows, or an older epoch than was granted: the database was restored from before the grant.
  if (rows.size() != writer.logs.size()) return Fenced();
  for (const pqxx::row& row : rows) {
    if (row[0].as<int64_t>() != writer.epoch) return Fenced();
  }
  for (const pqxx::row& row : rows) {
    const int64_t last_micros = row[1].is_null() ? 0 : row[1].as<int64_t>();
    if (as_of_micros == 0 || last_micros <= as_of_micros || last_micros > latest_micros) continue;
    return ErrorWithReason(absl::StatusCode::kFailedPrecondition, "TIME_WENT_BACK",
                           "update.as_of_time: must not lie before that of an earlier update");
  }
  return absl::OkStatus();
}

// How many scores are removed in one transaction: some tens of milliseconds.
constexpr int kScoresOfRemoval = 5'000;

// A snapshot speaks for all scores, so that all logs that somebody writes must be the writer's.
absl::Status CheckSpeaksForAll(pqxx::transaction_base& work, const Writer& writer) {
  if (work.exec_params("SELECT 1 FROM log_progress p WHERE " CHISO_FOLLOWED(
                           "p") " AND NOT p.log = ANY($1::text[]) LIMIT 1",
                       TextArray(writer.logs))
          .empty()) {
    return absl::OkStatus();
  }
  return ErrorWithReason(
      absl::StatusCode::kFailedPrecondition, "SNAPSHOT_OF_A_PART",
      "update.snapshot_begin: another writer holds logs, whose scores are not in the snapshot");
}

// Moves what the update says and tells that the writer lives. `changed`: whether scores or units did.
void MoveProgress(pqxx::transaction_base& work, const Writer& writer, const rv1::ScoreUpdate& update,
                  bool changed, int64_t as_of_micros) {
  ArrayColumn logs, sequences, digests;
  for (const record::v1::Position& position : update.positions()) {
    logs.AddText(position.log());
    sequences.AddNumber(position.sequence());
    digests.AddBytes(position.digest());
  }
  work.exec_params(
      "WITH moved AS MATERIALIZED ("
      "  SELECT * FROM unnest($2::text[], $3::bigint[], $4::bytea[]) AS m (log, sequence, digest)),"
      " written AS ("
      "  UPDATE log_progress p SET heartbeat_time = clock_timestamp(),"
      "    last_as_of_time = coalesce(" CHISO_TIME("nullif($5::bigint, 0)") ", p.last_as_of_time),"
      "    as_of_time = CASE WHEN m.log IS NULL THEN p.as_of_time ELSE " CHISO_TIME("$5::bigint") " END,"
      "    sequence = coalesce(m.sequence, p.sequence), digest = coalesce(m.digest, p.digest),"
      "    ahead = NOT EXISTS (SELECT FROM moved) AND (p.ahead OR $6::boolean)"
      "   FROM unnest($1::text[]) AS l (log) LEFT JOIN moved m ON m.log = l.log WHERE p.log = l.log)"
      " INSERT INTO progress_of_day AS d (day, log, sequence, digest, as_of_time)"
      "  SELECT " CHISO_DAY(CHISO_TIME("$5::bigint")) ", log, sequence, digest, " CHISO_TIME("$5::bigint") " FROM moved"
      "  ON CONFLICT (log, day) DO UPDATE SET sequence = excluded.sequence, digest = excluded.digest,"
      "   as_of_time = excluded.as_of_time",
      TextArray(writer.logs), logs.Literal(), sequences.Literal(), digests.Literal(), as_of_micros, changed);
}

}  // namespace

int64_t History::LatestMicros() const { return absl::ToUnixMicros(now_() + kMaxClockSkew); }

absl::StatusOr<rv1::WriterGrant> History::Grant(const rv1::WriterOpening& opening, absl::Time deadline) {
  rv1::WriterGrant grant;
  const absl::Status status = own_.Transact(deadline, [&](Transaction& transaction) {
    pqxx::transaction_base& work = transaction.work();
    const int64_t epoch =
        work.exec1("UPDATE writer_epoch SET epoch = epoch + 1 RETURNING epoch")[0].as<int64_t>();
    const std::set<std::string> logs(opening.logs().begin(), opening.logs().end());
    // In the order in which Record locks: logs, then the generation.
    work.exec_params("SELECT 1 FROM log_progress WHERE log = ANY($1::text[]) ORDER BY log FOR UPDATE",
                     TextArray(logs));
    // Numbers of changes are not given twice, also where the database was restored from before some of them:
    // then every writer must be granted anew.
    work.exec0("UPDATE generation SET last = greatest(last, " CHISO_MICROS("clock_timestamp()") ")");
    if (absl::Status pinned = PinDefinitions(work, opening); !pinned.ok()) return pinned;
    work.exec_params(
        "INSERT INTO log_progress (log, epoch, granted_logs, heartbeat_time)"
        " SELECT log, $2::bigint, $3::integer, clock_timestamp() FROM unnest($1::text[]) AS log"
        " ON CONFLICT (log) DO UPDATE SET epoch = excluded.epoch, granted_logs = excluded.granted_logs,"
        "  heartbeat_time = excluded.heartbeat_time",
        TextArray(logs), epoch, static_cast<int>(logs.size()));
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

absl::StatusOr<rv1::Progress> History::Record(const Writer& writer, const rv1::ScoreUpdate& update,
                                              const std::vector<StagedScore>& scores, absl::Time deadline) {
  const int64_t as_of_micros =
      update.has_as_of_time() ? TimeUtil::TimestampToMicroseconds(update.as_of_time()) : 0;
  const int64_t latest_micros = LatestMicros();
  if (as_of_micros > latest_micros) return InFuture();
  rv1::Progress progress;
  const absl::Status status = own_.Transact(deadline, [&](Transaction& transaction) {
    pqxx::transaction_base& work = transaction.work();
    absl::Status allowed = LockLogs(work, writer, as_of_micros, latest_micros);
    if (allowed.ok() && update.snapshot_begin()) allowed = CheckSpeaksForAll(work, writer);
    if (!allowed.ok()) return allowed;
    int64_t units = RemoveUnits(work, update.removed_units());
    units += WriteUnits(work, update.units());
    if (units > 0) MarkReferenceChanged(work);
    int64_t changed = RemoveScores(transaction, RemovedScores(update), as_of_micros);
    changed += WriteScores(transaction, scores, as_of_micros);
    MoveProgress(work, writer, update, units + changed > 0, as_of_micros);
    if (update.snapshot_end()) work.exec0("DELETE FROM log_progress p WHERE NOT " CHISO_FOLLOWED("p"));
    progress = ReadProgress(work, latest_micros);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return progress;
}

absl::Status History::RemoveUnnamed(const Writer& writer, const NamedKeys& named, absl::Time as_of,
                                    absl::Duration time_of_each) {
  const int64_t as_of_micros = absl::ToUnixMicros(as_of), latest_micros = LatestMicros();
  if (as_of_micros > latest_micros) return InFuture();
  // Runs the step, which returns whether it has changed anything, while the writer is the one who may.
  const auto run = [&](const std::function<bool(Transaction&)>& step) {
    return own_.Transact(absl::Now() + time_of_each, [&](Transaction& transaction) {
      pqxx::transaction_base& work = transaction.work();
      absl::Status allowed = LockLogs(work, writer, as_of_micros, latest_micros);
      if (allowed.ok()) allowed = CheckSpeaksForAll(work, writer);
      if (!allowed.ok()) return allowed;
      const bool changed = step(transaction);
      MoveProgress(work, writer, {}, changed, as_of_micros);
      return absl::OkStatus();
    });
  };
  std::vector<ScoreName> page;
  for (ScoreName after;; after = page.back()) {
    const absl::Status status = run([&](Transaction& transaction) {
      page = ScoresAfter(transaction.work(), after, kScoresOfRemoval);
      std::vector<ScoreName> gone;
      absl::c_copy_if(page, std::back_inserter(gone),
                      [&](const auto& name) { return !named.HasScore(name); });
      return RemoveScores(transaction, gone, as_of_micros) > 0;
    });
    if (!status.ok()) return status;
    if (page.size() < kScoresOfRemoval) break;
  }
  return run([&](Transaction& transaction) {
    pqxx::transaction_base& work = transaction.work();
    google::protobuf::RepeatedPtrField<record::v1::UnitId> gone;
    for (const record::v1::UnitId& unit : UnitIds(work)) {
      if (!named.HasUnit(unit.code(), unit.valid_from())) *gone.Add() = unit;
    }
    if (RemoveUnits(work, gone) == 0) return false;
    MarkReferenceChanged(work);
    return true;
  });
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
