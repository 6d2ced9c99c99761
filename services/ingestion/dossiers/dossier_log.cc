#include "services/ingestion/dossiers/dossier_log.h"

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/page.h"
#include "common/record/content_digest.h"
#include "common/sql/page.h"
#include "services/ingestion/admission/admission.h"
#include "services/ingestion/dossiers/choice.h"
#include "services/ingestion/log/sql.h"
#include "services/ingestion/request_rules.h"

namespace chiso {
namespace {

namespace iv1 = ingestion::v1;
namespace rv1 = record::v1;

// The lines of progress in one answer: no dossier takes so many steps, and with the longest names they take a
// fifth of what an answer may.
constexpr size_t kMaxProgress = 1000;
// The records that are in memory at once while a history is read.
constexpr int kFetched = 1000;

// The smallest precedences that senders declare, by sender, kind and unit.
class Precedences {
 public:
  void Load(pqxx::transaction_base& work, const std::set<std::string>& senders,
            const std::set<std::string>& units) {
    const pqxx::result rows = work.exec_params(
        "SELECT f.sender, f.kind, u.code, min(f.precedence) FROM feed f JOIN unnest($4::text[]) AS u (code)"
        " ON " CHISO_COVERS("f.unit_code", "u.code") " WHERE f.sender = ANY($1::text[])"
        " AND f.kind IN ($2, $3) AND f.precedence IS NOT NULL AND NOT f.retracted GROUP BY 1, 2, 3",
        sql::TextArray(senders), static_cast<int>(rv1::RECORD_KIND_DOSSIER),
        static_cast<int>(rv1::RECORD_KIND_PROGRESS), sql::TextArray(units));
    for (const pqxx::row& row : rows) {
      declared_[{row[0].as<std::string>(), row[1].as<int>(), row[2].as<std::string>()}] = row[3].as<int>();
    }
  }

  std::optional<int32_t> Of(const std::string& sender, int kind, const std::string& unit) const {
    const auto found = declared_.find({sender, kind, unit});
    if (found == declared_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::map<std::tuple<std::string, int, std::string>, int32_t> declared_;
};

// What the query gives of a log about one dossier.
constexpr char kStoredColumns[] =
    "r.sequence, r.payload, s.name, p.batch_id, " CHISO_MICROS("p.arrival_time") " AS arrival,"
    " octet_length(r.payload) + octet_length(s.name) + octet_length(p.batch_id) + 100 AS bytes";

// A query for kStoredColumns of all records about a dossier and its progress: $1 is the dossier's code, $2
// the log's name. Looks the subject up partition by partition: by the summary of block ranges where a month
// is under way, by the B-tree where it is sealed.
std::string QueryAbout(pqxx::transaction_base& work, const std::string& log) {
  // The planner does not know how few ranges the summary leaves, and would read the table, by several
  // processes and with compiled code at that.
  work.exec(
      "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off;"
      " SET LOCAL cursor_tuple_fraction = 1");
  const pqxx::result partitions = work.exec_params(
      "SELECT c.relname FROM log l, pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
      " WHERE l.name = $1 AND i.inhparent = 'record'::regclass"
      " AND c.relname LIKE 'record\\_' || l.id || '\\_%'",
      log);
  std::vector<std::string> parts = {"SELECT sequence, payload FROM record WHERE subject = $1 AND false"};
  for (const pqxx::row& partition : partitions) {
    parts.push_back(absl::StrCat("SELECT sequence, payload FROM ", partition[0].as<std::string>(),
                                 " WHERE subject = $1 AND kind IN (", rv1::RECORD_KIND_DOSSIER, ", ",
                                 rv1::RECORD_KIND_PROGRESS, ")"));
  }
  return absl::StrCat("SELECT ", kStoredColumns, " FROM (", absl::StrJoin(parts, " UNION ALL "),
                      ") r, LATERAL"
                      " (SELECT sender_id, batch_id, arrival_time FROM batch_part"
                      " WHERE log_id = (SELECT id FROM log WHERE name = $2) AND last_sequence >= r.sequence"
                      " ORDER BY last_sequence LIMIT 1) p JOIN sender s ON s.id = p.sender_id");
}

absl::Status ReadStored(const pqxx::row& row, const std::string& log, iv1::StoredRecord& stored) {
  stored.set_log(log);
  stored.set_sequence(row["sequence"].as<int64_t>());
  stored.set_sender(row["name"].as<std::string>());
  stored.set_batch_id(row["batch_id"].as<std::string>());
  *stored.mutable_arrival_time() = sql::ToTimestamp(row["arrival"].as<int64_t>());
  return sql::ParseStored(row["payload"], *stored.mutable_record());
}

// Hands each record about the dossier to `take`, in the order of arrival. Only a few of them are in memory at
// once: nobody bounds how many there are. NOT_FOUND: there is none.
absl::Status ForEachStored(pqxx::transaction_base& work, const std::string& statement,
                           const std::string& code, const std::string& log,
                           absl::FunctionRef<void(iv1::StoredRecord)> take) {
  work.exec_params("DECLARE about NO SCROLL CURSOR FOR " + statement + " ORDER BY r.sequence", code, log);
  const std::string fetch = absl::StrCat("FETCH ", kFetched, " FROM about");
  bool found = false;
  for (pqxx::result rows = work.exec(fetch); !rows.empty(); rows = work.exec(fetch)) {
    found = true;
    for (const pqxx::row& row : rows) {
      iv1::StoredRecord stored;
      if (absl::Status status = ReadStored(row, log, stored); !status.ok()) return status;
      take(std::move(stored));
    }
    if (rows.size() < kFetched) break;
  }
  if (!found) return absl::NotFoundError("code: nothing about this dossier has arrived");
  return absl::OkStatus();
}

// The newest record of each sender under one key: what decides which one is in force.
class Choice {
 public:
  void Add(iv1::StoredRecord stored) {
    Version version = VersionOf(stored.record());
    Newest& newest = newest_[stored.sender()];
    // Of repetitions the first arrival stays.
    if (newest.stored.has_record() && !(version > newest.version)) return;
    newest = {std::move(version), std::move(stored)};
  }

  void AddSendersTo(std::set<std::string>& senders, std::set<std::string>& units) const {
    for (const auto& [sender, newest] : newest_) {
      senders.insert(sender);
      units.insert(newest.stored.record().dossier().unit_code());
    }
  }

  // Chooses, by the precedences for the dossier's unit; of dossiers each record names its own.
  void Choose(const Precedences& precedences, const std::string& unit) {
    std::vector<Contender> contenders;
    std::vector<iv1::StoredRecord*> places;
    for (auto& [sender, newest] : newest_) {
      const rv1::Record& record = newest.stored.record();
      const std::string& of = record.has_dossier() ? record.dossier().unit_code() : unit;
      contenders.push_back({sender, newest.version, precedences.Of(sender, KindOf(record), of)});
      places.push_back(&newest.stored);
    }
    in_force_ = places[InForce(contenders)];
    in_force_->set_in_force(true);
    disputed_ = IsDisputed(contenders);
  }

  bool empty() const { return newest_.empty(); }
  // After Choose.
  const iv1::StoredRecord& in_force() const { return *in_force_; }
  bool disputed() const { return disputed_; }

 private:
  struct Newest {
    Version version;
    iv1::StoredRecord stored;
  };
  std::map<std::string, Newest> newest_;
  iv1::StoredRecord* in_force_ = nullptr;
  bool disputed_ = false;
};

// A line of progress within its dossier, in the order of lines.
using LineKey = std::tuple<int64_t, int32_t, int>;

LineKey LineOf(const rv1::ProgressLine& line) {
  return {line.process_time().seconds(), line.process_time().nanos(), line.status()};
}

// How a dossier and those of its lines that are asked for stand.
class DossierChoice {
 public:
  void Add(iv1::StoredRecord stored) {
    if (stored.record().has_dossier()) {
      dossier_.Add(std::move(stored));
      return;
    }
    const LineKey key = LineOf(stored.record().progress());
    lines_[key].Add(std::move(stored));
  }
  Choice& dossier() { return dossier_; }
  std::map<LineKey, Choice>& lines() { return lines_; }

  // Chooses everywhere. Throws as libpqxx does.
  void Choose(pqxx::transaction_base& work) {
    std::set<std::string> senders, units = {""};
    dossier_.AddSendersTo(senders, units);
    for (const auto& [key, line] : lines_) line.AddSendersTo(senders, units);
    Precedences precedences;
    precedences.Load(work, senders, units);
    // Progress tells of no unit: it is that of its dossier.
    std::string unit;
    if (!dossier_.empty()) {
      dossier_.Choose(precedences, unit);
      unit = dossier_.in_force().record().dossier().unit_code();
    }
    for (auto& [key, line] : lines_) line.Choose(precedences, unit);
  }

 private:
  Choice dossier_;
  std::map<LineKey, Choice> lines_;
};

}  // namespace

absl::StatusOr<iv1::GetDossierResponse> DossierLog::Get(const std::string& code, const std::string& log,
                                                        absl::Time deadline) {
  iv1::GetDossierResponse response;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    pqxx::transaction_base& work = transaction.work();
    DossierChoice choice;
    absl::flat_hash_set<LineKey> all;
    std::map<LineKey, Choice>& last = choice.lines();
    const absl::Status read =
        ForEachStored(work, QueryAbout(work, log), code, log, [&](iv1::StoredRecord stored) {
          if (stored.record().has_progress()) {
            const LineKey key = LineOf(stored.record().progress());
            all.insert(key);
            // One that others have pushed out never comes back, because those only become later.
            if (last.size() == kMaxProgress && key < last.begin()->first) return;
          }
          choice.Add(std::move(stored));
          if (last.size() > kMaxProgress) last.erase(last.begin());
        });
    if (!read.ok()) return read;
    choice.Choose(work);
    if (!choice.dossier().empty()) *response.mutable_dossier() = choice.dossier().in_force();
    response.set_disputed(choice.dossier().disputed());
    for (const auto& [key, line] : last) *response.add_progress() = line.in_force();
    response.set_omitted_progress_count(static_cast<int32_t>(all.size() - last.size()));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<iv1::ListDossierRevisionsResponse> DossierLog::ListRevisions(
    const iv1::ListDossierRevisionsRequest& request, const std::string& log, absl::Time deadline) {
  const absl::StatusOr<int64_t> before =
      NumberOfToken(request.page_token(), std::numeric_limits<int64_t>::max());
  if (!before.ok()) return before.status();
  const int page_size = PageSize(request.page_size());
  iv1::ListDossierRevisionsResponse response;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) -> absl::Status {
    response.Clear();
    pqxx::transaction_base& work = transaction.work();
    const std::string statement = QueryAbout(work, log);
    const pqxx::result rows = work.exec_params(
        sql::PageOf(statement + " WHERE r.sequence < $3 ORDER BY r.sequence DESC LIMIT $4", "sequence DESC"),
        request.code(), log, *before, page_size + 1);
    PageRoom room(page_size);
    std::set<LineKey> lines;
    for (const pqxx::row& row : rows) {
      iv1::StoredRecord stored;
      if (absl::Status read = ReadStored(row, log, stored); !read.ok()) return read;
      // Whether it is in force is known only below.
      stored.set_in_force(true);
      if (!room.Take(stored.ByteSizeLong())) break;
      stored.clear_in_force();
      if (stored.record().has_progress()) lines.insert(LineOf(stored.record().progress()));
      *response.add_records() = std::move(stored);
      const bool more = row["rest"].as<int64_t>() > 0;
      response.set_next_page_token(more ? row["sequence"].as<std::string>() : "");
    }
    // What is in force among all of a key is told by those on other pages too.
    DossierChoice choice;
    const absl::Status read =
        ForEachStored(work, statement, request.code(), log, [&](iv1::StoredRecord stored) {
          if (stored.record().has_dossier() || lines.contains(LineOf(stored.record().progress()))) {
            choice.Add(std::move(stored));
          }
        });
    if (!read.ok()) return read;
    choice.Choose(work);
    for (iv1::StoredRecord& stored : *response.mutable_records()) {
      const Choice& own = stored.record().has_dossier()
                              ? choice.dossier()
                              : choice.lines().at(LineOf(stored.record().progress()));
      stored.set_in_force(own.in_force().sequence() == stored.sequence());
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace chiso
