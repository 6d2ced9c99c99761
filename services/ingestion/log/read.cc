#include "services/ingestion/log/read.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors.h"
#include "common/log.h"
#include "common/sql/copy_format.h"
#include "services/ingestion/log/copy.h"
#include "services/ingestion/log/sql.h"

namespace chiso {
namespace {

using ingestion::v1::ReadRecordsResponse;
using record::v1::LogEntry;
using record::v1::Position;
using sql::BytesOf;

struct Part {
  int64_t first;
  int64_t last;
  int month;
  std::string digest;
  std::string sender;
  std::string batch_id;
  int64_t arrival_micros;
};

absl::Status Diverged() {
  return ErrorWithReason(absl::StatusCode::kFailedPrecondition, "LOG_DIVERGED",
                         "after: the log does not hold the history that this position names");
}

// One read, in one transaction.
class Reading {
 public:
  Reading(Transaction& transaction, const Position& after, const RecordLog::ReadLimits& limits)
      : work_(transaction.work()),
        raw_(transaction.raw()),
        after_(after),
        limits_(limits),
        kind_filter_(limits.kinds.empty()
                         ? ""
                         : absl::StrCat(" AND kind IN (", absl::StrJoin(limits.kinds, ", "), ")")) {}

  absl::StatusOr<ReadRecordsResponse> Run() {
    if (absl::Status status = LoadHead(); !status.ok()) return status;
    if (after_.sequence() > response_.head().sequence()) return Diverged();
    std::vector<Part> parts = LoadParts();
    *response_.mutable_position() = after_;
    std::string digest;
    if (!parts.empty() && parts.front().last == after_.sequence()) {
      digest = parts.front().digest;
      parts.erase(parts.begin());
    }
    if (!after_.digest().empty() && after_.digest() != digest) return Diverged();
    response_.mutable_position()->set_digest(digest);
    if (absl::Status status = LoadRecords(parts); !status.ok()) return status;
    return std::move(response_);
  }

 private:
  absl::Status LoadHead() {
    const pqxx::result rows =
        work_.exec_params("SELECT id, head_sequence, head_digest FROM log WHERE name = $1", after_.log());
    if (rows.empty()) return absl::NotFoundError("after.log: there is no such log");
    log_id_ = rows[0][0].as<int>();
    response_.mutable_head()->set_log(after_.log());
    response_.mutable_head()->set_sequence(rows[0][1].as<int64_t>());
    response_.mutable_head()->set_digest(BytesOf(rows[0][2]));
    return absl::OkStatus();
  }

  // The runs that hold the next records. Where a run ends at the position, it comes first, for its digest.
  std::vector<Part> LoadParts() {
    const pqxx::result rows = work_.exec_params(
        "SELECT first_sequence, last_sequence, arrival_month, log_digest, s.name, batch_id, " CHISO_MICROS(
            "arrival_time")
        " FROM batch_part p JOIN sender s ON s.id = p.sender_id WHERE log_id = $1 AND last_sequence >= $2"
        " AND last_sequence <= least($4::bigint, (SELECT min(last_sequence) FROM batch_part"
        " WHERE log_id = $1 AND last_sequence >= $3)) ORDER BY last_sequence",
        log_id_, after_.sequence(), after_.sequence() + limits_.records, response_.head().sequence());
    std::vector<Part> parts;
    parts.reserve(rows.size());
    for (const pqxx::row& row : rows) {
      parts.push_back({row[0].as<int64_t>(), row[1].as<int64_t>(), row[2].as<int>(), BytesOf(row[3]),
                       row[4].as<std::string>(), row[5].as<std::string>(), row[6].as<int64_t>()});
    }
    return parts;
  }

  // Reads the runs partition by partition, until they or the limits end.
  absl::Status LoadRecords(const std::vector<Part>& parts) {
    const int64_t end = after_.sequence() + limits_.records;
    for (auto part = parts.begin(); part != parts.end();) {
      const auto other_partition =
          std::find_if(part, parts.end(), [&](const Part& p) { return p.month != part->month; });
      const int64_t last = std::min(end, (other_partition - 1)->last);
      if (response_.position().sequence() >= last) break;
      const std::string rows =
          CopyOut(raw_, absl::StrCat("SELECT sequence, payload FROM ", PartitionName(log_id_, part->month),
                                     " WHERE sequence BETWEEN ", response_.position().sequence() + 1, " AND ",
                                     last, kind_filter_, " ORDER BY sequence"));
      CopyReader reader(rows);
      while (bytes_ < limits_.bytes && reader.NextRow()) {
        if (absl::Status status = Add(reader, part); !status.ok()) return status;
      }
      if (bytes_ >= limits_.bytes) break;
      if (kind_filter_.empty() && response_.position().sequence() != last) return Damaged();
      MoveTo(last, part);
      part = other_partition;
    }
    return absl::OkStatus();
  }

  // Adds the reader's row, which belongs to the run `part` or a later one.
  absl::Status Add(CopyReader& reader, std::vector<Part>::const_iterator& part) {
    const int64_t sequence = reader.Int64();
    const absl::string_view payload = reader.Bytes();
    const bool follows = sequence == response_.position().sequence() + 1;
    if (!follows && kind_filter_.empty()) return Damaged();
    MoveTo(sequence, part);
    if (response_.entries_size() == 0 || sequence == part->first || !follows) {
      LogEntry& entry = *response_.add_entries();
      entry.set_sender(part->sender);
      entry.set_batch_id(part->batch_id);
      *entry.mutable_arrival_time() = sql::ToTimestamp(part->arrival_micros);
      entry.set_first_sequence(sequence);
      // Where each batch holds one small record, its name takes more than the record.
      bytes_ += static_cast<int64_t>(entry.ByteSizeLong());
    }
    record::v1::Record& record = *response_.mutable_entries(response_.entries_size() - 1)->add_records();
    if (!record.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return Damaged();
    bytes_ += static_cast<int64_t>(payload.size());
    return absl::OkStatus();
  }

  // Moves the position, and `part` to the run that holds it.
  void MoveTo(int64_t sequence, std::vector<Part>::const_iterator& part) {
    while (sequence > part->last) ++part;
    response_.mutable_position()->set_sequence(sequence);
    response_.mutable_position()->set_digest(sequence == part->last ? part->digest : "");
  }

  absl::Status Damaged() const {
    SPDLOG_ERROR("log {} is damaged after sequence {}", after_.log(), response_.position().sequence());
    return absl::InternalError("the log is damaged");
  }

  pqxx::transaction_base& work_;
  pg_conn* const raw_;
  const Position& after_;
  const RecordLog::ReadLimits& limits_;
  // Empty: all kinds.
  const std::string kind_filter_;
  int log_id_ = 0;
  int64_t bytes_ = 0;
  ReadRecordsResponse response_;
};

}  // namespace

absl::StatusOr<ReadRecordsResponse> ReadRuns(Transaction& transaction, const Position& after,
                                             const RecordLog::ReadLimits& limits) {
  return Reading(transaction, after, limits).Run();
}

absl::StatusOr<ReadRecordsResponse> RecordLog::Read(const Position& after, const ReadLimits& limits,
                                                    absl::Time deadline) {
  absl::StatusOr<ReadRecordsResponse> response;
  const absl::Status status = pools_.following.Transact(deadline, [&](Transaction& transaction) {
    response = ReadRuns(transaction, after, limits);
    return response.status();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace chiso
