// The reading side of the log.

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/log.h"
#include "services/ingestion/record_log.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;
using ingestion::v1::ReadRecordsResponse;
using record::v1::LogEntry;
using record::v1::Position;

// The microseconds since 1970 of a timestamptz, exactly.
#define CHISO_MICROS(column) "(extract(epoch FROM " column ") * 1000000)::bigint"

std::string BytesOf(const pqxx::field& field) { return pqxx::binarystring(field).str(); }

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
      : work_(transaction.work()), raw_(transaction.raw()), after_(after), limits_(limits) {}

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

  // The runs that hold the next records, and before them the one that ends at the position, where there is
  // one.
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

  // Reads the runs leaf by leaf, until they or the limits end.
  absl::Status LoadRecords(const std::vector<Part>& parts) {
    const int64_t end = after_.sequence() + limits_.records;
    for (auto begin = parts.begin(); begin != parts.end();) {
      const auto other_leaf =
          std::find_if(begin, parts.end(), [&](const Part& p) { return p.month != begin->month; });
      const int64_t last = std::min(end, (other_leaf - 1)->last);
      if (response_.position().sequence() >= last) break;
      const std::string rows =
          CopyOut(raw_, absl::StrCat("SELECT sequence, payload FROM ", LeafName(log_id_, begin->month),
                                     " WHERE sequence BETWEEN ", response_.position().sequence() + 1, " AND ",
                                     last, " ORDER BY sequence"));
      CopyReader reader(rows);
      while (bytes_ < limits_.bytes && reader.NextRow()) {
        if (absl::Status status = Add(reader, begin); !status.ok()) return status;
      }
      if (bytes_ >= limits_.bytes) break;
      if (response_.position().sequence() != last) return Damaged();
      begin = other_leaf;
    }
    return absl::OkStatus();
  }

  // Adds the reader's row, which belongs to the run `part` or the one after it.
  absl::Status Add(CopyReader& reader, std::vector<Part>::const_iterator& part) {
    const int64_t sequence = reader.Int64();
    const absl::string_view payload = reader.Bytes();
    if (sequence != response_.position().sequence() + 1) return Damaged();
    if (sequence > part->last) ++part;
    if (response_.entries_size() == 0 || sequence == part->first) {
      LogEntry& entry = *response_.add_entries();
      entry.set_sender(part->sender);
      entry.set_batch_id(part->batch_id);
      *entry.mutable_arrival_time() = TimeUtil::MicrosecondsToTimestamp(part->arrival_micros);
      entry.set_first_sequence(sequence);
    }
    record::v1::Record& record = *response_.mutable_entries(response_.entries_size() - 1)->add_records();
    if (!record.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return Damaged();
    bytes_ += static_cast<int64_t>(payload.size());
    response_.mutable_position()->set_sequence(sequence);
    response_.mutable_position()->set_digest(sequence == part->last ? part->digest : "");
    return absl::OkStatus();
  }

  absl::Status Damaged() const {
    SPDLOG_ERROR("log {} is damaged after sequence {}", after_.log(), response_.position().sequence());
    return absl::InternalError("the log is damaged");
  }

  pqxx::work& work_;
  pg_conn* const raw_;
  const Position& after_;
  const RecordLog::ReadLimits& limits_;
  int log_id_ = 0;
  int64_t bytes_ = 0;
  ReadRecordsResponse response_;
};

ingestion::v1::Sender ToSender(const pqxx::row& row) {
  ingestion::v1::Sender sender;
  sender.set_name(row["name"].as<std::string>());
  if (!row["micros"].is_null()) {
    *sender.mutable_last_arrival_time() = TimeUtil::MicrosecondsToTimestamp(row["micros"].as<int64_t>());
  }
  sender.set_batch_count(row["batch_count"].as<int64_t>());
  sender.set_accepted_count(row["accepted_count"].as<int64_t>());
  sender.set_rejected_count(row["rejected_count"].as<int64_t>());
  sender.set_chain(BytesOf(row["chain"]));
  return sender;
}

}  // namespace

absl::StatusOr<ReadRecordsResponse> RecordLog::Read(const Position& after, const ReadLimits& limits,
                                                    absl::Time deadline) {
  absl::StatusOr<ReadRecordsResponse> response;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    response = Reading(transaction, after, limits).Run();
    return response.status();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<ingestion::v1::ListSendersResponse> RecordLog::ListSenders(const std::string& after,
                                                                          int page_size,
                                                                          absl::Time deadline) {
  ingestion::v1::ListSendersResponse response;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    const pqxx::result rows = transaction.work().exec_params(
        "SELECT s.*, " CHISO_MICROS("last_arrival_time")
        " AS micros, l.name AS log, p.sequence, p.log_digest"
        " FROM (SELECT * FROM sender WHERE name > $1 ORDER BY name LIMIT $2) s"
        " LEFT JOIN sender_position p ON p.sender_id = s.id LEFT JOIN log l ON l.id = p.log_id"
        " ORDER BY s.name, l.name",
        after, page_size + 1);
    ingestion::v1::Sender* sender = nullptr;
    for (const pqxx::row& row : rows) {
      if (sender == nullptr || sender->name() != row["name"].as<std::string>()) {
        if (response.senders_size() == page_size) {
          response.set_next_page_token(sender->name());
          break;
        }
        sender = response.add_senders();
        *sender = ToSender(row);
      }
      if (row["log"].is_null()) continue;
      Position& position = *sender->add_positions();
      position.set_log(row["log"].as<std::string>());
      position.set_sequence(row["sequence"].as<int64_t>());
      position.set_digest(BytesOf(row["log_digest"]));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace chiso
