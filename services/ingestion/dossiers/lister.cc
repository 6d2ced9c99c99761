#include "services/ingestion/dossiers/lister.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/record/content_digest.h"
#include "common/record/dossier_terms.h"
#include "common/sql/values.h"
#include "services/ingestion/log/read.h"
#include "services/ingestion/log/sql.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;

// What one transaction takes: about a hundredth of a second, for which it may stand in the way of appending;
// and where hardly anything is appended, what is faster in all.
constexpr int64_t kRecords = 250;
constexpr int64_t kRecordsAtRest = 4000;
constexpr double kAtRest = 0.02;
constexpr double kShareOfOthers = 0.5;
constexpr int64_t kBytes = 8 << 20;
constexpr absl::Duration kPoll = absl::Milliseconds(200);
constexpr absl::Duration kPauseAfterError = absl::Seconds(1);
constexpr absl::Duration kTimeout = absl::Seconds(10);
// How much longer it rests than it has worked while it is behind, and how much more where the process does
// nothing but append. Appending goes first, but cannot stop it.
constexpr double kRest = 0.1;
constexpr double kRestForAppends = 20;

// The newest of each dossier from each sender, as an array for each column.
class Rows {
 public:
  void Add(const std::string& sender, const record::v1::Record& record) {
    Version version = VersionOf(record);
    Row& newest = rows_[{record.dossier().code(), sender}];
    const bool contradicts = Contradict(version, newest.version);
    if (version > newest.version) {
      newest = {std::move(version), contradicts, &record};
    } else {
      newest.contested = newest.contested || contradicts;
    }
  }

  // In order of the key, so that the index is walked in its order.
  void Write(Transaction& transaction, const std::string& log) const {
    if (rows_.empty()) return;
    sql::ArrayColumn codes, senders, revisions, orders, digests, contested, retracted, units, procedures,
        statuses, received, due, ended, files;
    for (const auto& [key, row] : rows_) {
      const record::v1::Dossier& dossier = row.record->dossier();
      codes.AddText(key.first);
      senders.AddText(key.second);
      revisions.AddNumber(row.version.revision);
      orders.AddNumber(row.version.order);
      digests.AddBytes(row.version.digest);
      contested.AddBool(row.contested);
      retracted.AddBool(row.record->retracted());
      units.AddText(dossier.unit_code());
      procedures.AddText(dossier.procedure_code());
      statuses.AddNumber(dossier.status());
      AddTime(received, dossier.has_receive_time() ? std::optional(dossier.receive_time()) : std::nullopt);
      AddTime(due, dossier.has_due_time() ? std::optional(dossier.due_time()) : std::nullopt);
      AddTime(ended, EndTime(dossier));
      files.AddBool(dossier.results().file_count() > 0);
    }
    static constexpr Statement kTake = {
        "list_dossiers",
        "INSERT INTO dossier AS d (log_id, code, sender_id, revision, revision_order, digest, retracted,"
        " unit_code, procedure_code, status, receive_time, due_time, end_time, has_result_file, contested)"
        " SELECT (SELECT id FROM log WHERE name = $1), n.code, s.id, n.revision, n.revision_order, n.digest,"
        " n.retracted, n.unit_code, n.procedure_code, n.status, " CHISO_TIME("n.receive_time") ", " CHISO_TIME(
            "n.due_time") ", " CHISO_TIME("n.end_time") ", n.has_result_file, n.contested"
        " FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bytea[], $7::boolean[],"
        " $8::text[], $9::text[], $10::smallint[], $11::bigint[], $12::bigint[], $13::bigint[],"
        " $14::boolean[], $15::boolean[])"
        " AS n (code, sender, revision, revision_order, digest, retracted, unit_code, procedure_code, status,"
        " receive_time, due_time, end_time, has_result_file, contested) JOIN sender s ON s.name = n.sender"
        " ON CONFLICT (log_id, code, sender_id) DO UPDATE SET revision = excluded.revision,"
        " revision_order = excluded.revision_order, digest = excluded.digest,"
        " retracted = excluded.retracted, unit_code = excluded.unit_code,"
        " procedure_code = excluded.procedure_code, status = excluded.status,"
        " receive_time = excluded.receive_time, due_time = excluded.due_time, end_time = excluded.end_time,"
        " has_result_file = excluded.has_result_file,"
        " contested = excluded.contested OR (d.revision, d.revision_order) ="
        " (excluded.revision, excluded.revision_order)"
        " WHERE " CHISO_IS_NEWER("excluded", "d", "digest")};
    transaction.Run(kTake, log, codes.Literal(), senders.Literal(), revisions.Literal(), orders.Literal(),
                    digests.Literal(), retracted.Literal(), units.Literal(), procedures.Literal(),
                    statuses.Literal(), received.Literal(), due.Literal(), ended.Literal(), files.Literal(),
                    contested.Literal());
  }

 private:
  struct Row {
    Version version;
    bool contested = false;  // as the column
    const record::v1::Record* record = nullptr;
  };

  static void AddTime(sql::ArrayColumn& column, const std::optional<google::protobuf::Timestamp>& time) {
    if (time) {
      column.AddNumber(TimeUtil::TimestampToMicroseconds(*time));
    } else {
      column.AddNull();
    }
  }

  // By code and sender.
  std::map<std::pair<std::string, std::string>, Row> rows_;
};

}  // namespace

DossierLister::DossierLister(Postgres& postgres, std::function<absl::Duration()> busy_time)
    : postgres_(postgres),
      busy_time_(std::move(busy_time)),
      records_(kRecords),
      seen_{absl::Now(), busy_time_()},
      worker_("list the newest dossiers", kPauseAfterError, [this] { return Run(); }) {}

absl::StatusOr<absl::Duration> DossierLister::Run() {
  const absl::Time start = absl::Now();
  const absl::StatusOr<bool> more = TakeAll(start + kTimeout);
  const Seen before = std::exchange(seen_, {absl::Now(), busy_time_(), heads_});
  records_ = kRecords;
  if (!more.ok()) return more.status();
  double share = std::clamp(absl::FDivDuration(seen_.busy - before.busy, seen_.at - before.at), 0.0, 1.0);
  // How busy another process is nobody knows; that the logs grow faster than they are listed shows it.
  if (seen_.heads - before.heads > kRecords) share = std::max(share, kShareOfOthers);
  if (share < kAtRest) records_ = kRecordsAtRest;
  return *more ? (kRest + kRestForAppends * share) * (seen_.at - start) : kPoll;
}

absl::StatusOr<bool> DossierLister::TakeAll(absl::Time deadline) {
  std::vector<std::string> behind;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    behind.clear();
    // Without a lock: waiting for records writes nothing.
    const pqxx::result rows = transaction.work().exec(
        "SELECT name, l.head_sequence, l.head_sequence > coalesce(p.sequence, 0)"
        " FROM log l LEFT JOIN dossier_progress p ON p.log_id = l.id ORDER BY l.id");
    heads_ = 0;
    for (const pqxx::row& row : rows) {
      heads_ += row[1].as<int64_t>();
      if (row[2].as<bool>()) behind.push_back(row[0].as<std::string>());
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  bool more = false;
  for (const std::string& log : behind) {
    if (worker_.StoppedWithin(absl::ZeroDuration())) return false;
    const absl::StatusOr<bool> taken = TakeOne(log, deadline);
    if (!taken.ok()) return taken;
    more = more || *taken;
  }
  return more;
}

absl::StatusOr<bool> DossierLister::TakeOne(const std::string& log, absl::Time deadline) {
  bool more = false;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    pqxx::transaction_base& work = transaction.work();
    // What a crash of the database takes back is taken again.
    work.exec0("SET LOCAL synchronous_commit = off");
    work.exec_params(
        "INSERT INTO dossier_progress (log_id, sequence) SELECT id, 0 FROM log WHERE name = $1 AND NOT EXISTS"
        " (SELECT FROM dossier_progress WHERE log_id = id) ON CONFLICT DO NOTHING",
        log);
    const pqxx::result locked = work.exec_params(
        "SELECT p.sequence FROM dossier_progress p JOIN log l ON l.id = p.log_id WHERE l.name = $1"
        " FOR UPDATE OF p SKIP LOCKED",
        log);
    more = false;
    if (locked.empty()) return absl::OkStatus();
    record::v1::Position after;
    after.set_log(log);
    after.set_sequence(locked[0][0].as<int64_t>());
    const auto chunk = ReadRuns(transaction, after, {records_, kBytes, {record::v1::RECORD_KIND_DOSSIER}});
    if (!chunk.ok()) return chunk.status();
    Rows rows;
    for (const record::v1::LogEntry& entry : chunk->entries()) {
      for (const record::v1::Record& record : entry.records()) rows.Add(entry.sender(), record);
    }
    rows.Write(transaction, log);
    work.exec_params(
        "UPDATE dossier_progress SET sequence = $2 WHERE log_id = (SELECT id FROM log WHERE name = $1)", log,
        chunk->position().sequence());
    more = chunk->position().sequence() < chunk->head().sequence();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return more;
}

}  // namespace chiso
