#include "services/ingestion/dossiers/dossier_log.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/record/content_digest.h"
#include "services/ingestion/admission/admission.h"
#include "services/ingestion/dossiers/choice.h"
#include "services/ingestion/log/sql.h"
#include "services/ingestion/request_rules.h"

namespace chiso {
namespace {

namespace iv1 = ingestion::v1;
namespace rv1 = record::v1;

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

// All that a log holds about one dossier, in order of arrival, and which of it is in force.
class History {
 public:
  // Throws as libpqxx does.
  absl::Status Load(pqxx::transaction_base& work, const std::string& code, const std::string& log) {
    const pqxx::result rows = work.exec_params(Statement(work, log), code, log);
    if (rows.empty()) return absl::NotFoundError("code: nothing about this dossier has arrived");
    records_.reserve(rows.size());
    for (const pqxx::row& row : rows) {
      iv1::StoredRecord& stored = records_.emplace_back();
      if (absl::Status status = sql::ParseStored(row[1], *stored.mutable_record()); !status.ok())
        return status;
      stored.set_log(log);
      stored.set_sequence(row[0].as<int64_t>());
      stored.set_sender(row[2].as<std::string>());
      stored.set_batch_id(row[3].as<std::string>());
      *stored.mutable_arrival_time() = sql::ToTimestamp(row[4].as<int64_t>());
    }
    Choose(work);
    return absl::OkStatus();
  }

  const std::vector<iv1::StoredRecord>& records() const { return records_; }
  bool disputed() const { return disputed_; }

 private:
  // Looks the subject up partition by partition: by the summary of block ranges where a month is under way,
  // by the B-tree where it is sealed.
  static std::string Statement(pqxx::transaction_base& work, const std::string& log) {
    // The planner does not know how few ranges the summary leaves, and would read the table, by several
    // processes and with compiled code at that.
    work.exec(
        "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off");
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
    return absl::StrCat(
        "SELECT r.sequence, r.payload, s.name, p.batch_id, " CHISO_MICROS("p.arrival_time") " FROM (",
        absl::StrJoin(parts, " UNION ALL "),
        ") r, LATERAL"
        " (SELECT sender_id, batch_id, arrival_time FROM batch_part"
        " WHERE log_id = (SELECT id FROM log WHERE name = $2) AND last_sequence >= r.sequence"
        " ORDER BY last_sequence LIMIT 1) p JOIN sender s ON s.id = p.sender_id"
        " ORDER BY r.sequence");
  }

  void Choose(pqxx::transaction_base& work) {
    std::map<std::pair<int, std::string>, std::vector<size_t>> keys;
    std::set<std::string> senders, units = {""};
    for (size_t i = 0; i < records_.size(); ++i) {
      const rv1::Record& record = records_[i].record();
      keys[{KindOf(record), KeyOf(record)}].push_back(i);
      senders.insert(records_[i].sender());
      units.insert(record.dossier().unit_code());
    }
    precedences_.Load(work, senders, units);
    // The dossier's kind comes first. Progress tells of no unit: it is that of its dossier.
    std::string unit;
    for (const auto& [key, places] : keys) {
      const bool dossier = key.first == rv1::RECORD_KIND_DOSSIER;
      std::vector<Contender> contenders;
      for (const size_t place : places) {
        const iv1::StoredRecord& stored = records_[place];
        contenders.push_back({stored.sender(), VersionOf(stored.record()),
                              precedences_.Of(stored.sender(), key.first,
                                              dossier ? stored.record().dossier().unit_code() : unit)});
      }
      iv1::StoredRecord& chosen = records_[places[InForce(contenders)]];
      chosen.set_in_force(true);
      if (!dossier) continue;
      disputed_ = IsDisputed(contenders);
      unit = chosen.record().dossier().unit_code();
    }
  }

  Precedences precedences_;
  std::vector<iv1::StoredRecord> records_;
  bool disputed_ = false;
};

bool IsEarlier(const iv1::StoredRecord& a, const iv1::StoredRecord& b) {
  const auto order = [](const iv1::StoredRecord& stored) {
    const rv1::ProgressLine& line = stored.record().progress();
    return std::make_tuple(line.process_time().seconds(), line.process_time().nanos(), line.status());
  };
  return order(a) < order(b);
}

}  // namespace

absl::StatusOr<iv1::GetDossierResponse> DossierLog::Get(const std::string& code, const std::string& log,
                                                        absl::Time deadline) {
  iv1::GetDossierResponse response;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    History history;
    if (absl::Status loaded = history.Load(transaction.work(), code, log); !loaded.ok()) return loaded;
    for (const iv1::StoredRecord& stored : history.records()) {
      if (!stored.in_force()) continue;
      (stored.record().has_dossier() ? *response.mutable_dossier() : *response.add_progress()) = stored;
    }
    response.set_disputed(history.disputed());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::sort(response.mutable_progress()->begin(), response.mutable_progress()->end(), IsEarlier);
  return response;
}

absl::StatusOr<iv1::ListDossierRevisionsResponse> DossierLog::ListRevisions(
    const iv1::ListDossierRevisionsRequest& request, const std::string& log, absl::Time deadline) {
  const absl::StatusOr<int64_t> before =
      NumberOfToken(request.page_token(), std::numeric_limits<int64_t>::max());
  if (!before.ok()) return before.status();
  iv1::ListDossierRevisionsResponse response;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    History history;
    if (absl::Status loaded = history.Load(transaction.work(), request.code(), log); !loaded.ok())
      return loaded;
    int64_t bytes = 0;
    for (auto stored = history.records().rbegin(); stored != history.records().rend(); ++stored) {
      if (stored->sequence() >= *before) continue;
      bytes += static_cast<int64_t>(stored->ByteSizeLong());
      const int size = response.records_size();
      if (size == PageSize(request.page_size()) || (size > 0 && bytes > sql::kMaxPageBytes)) {
        response.set_next_page_token(absl::StrCat(response.records(size - 1).sequence()));
        break;
      }
      *response.add_records() = *stored;
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace chiso
