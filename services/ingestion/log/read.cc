#include "services/ingestion/log/read.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <optional>
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

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;
using ingestion::v1::ReadRecordsResponse;
using record::v1::LogEntry;
using record::v1::Position;
using sql::BytesOf;

// Room for a record that is read, with what the wire format puts before it.
constexpr int64_t kUsualRecordBytes = 256;

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

// Appends what the wire format puts before a field of so many bytes.
void AppendPrefix(int field, size_t size, std::string& to) {
  uint8_t prefix[20];
  uint8_t* end = CodedOutputStream::WriteVarint32ToArray(
      WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED), prefix);
  end = CodedOutputStream::WriteVarint64ToArray(size, end);
  to.append(reinterpret_cast<const char*>(prefix), end - prefix);
}

// The runs of a stretch on their way into the wire format.
class Entries {
 public:
  void Reserve(size_t bytes) { bytes_.reserve(bytes); }
  // Begins a run of that part.
  void Begin(const Part& part, int64_t first_sequence) {
    Close();
    LogEntry entry;
    entry.set_sender(part.sender);
    entry.set_batch_id(part.batch_id);
    *entry.mutable_arrival_time() = sql::ToTimestamp(part.arrival_micros);
    entry.set_first_sequence(first_sequence);
    entry.SerializeToString(&open_);
  }
  void Add(absl::string_view record) {
    AppendPrefix(LogEntry::kRecordsFieldNumber, record.size(), open_);
    open_.append(record.data(), record.size());
  }
  // Ends the run that was begun last, if any.
  void Close() {
    if (open_.empty()) return;
    AppendPrefix(ReadRecordsResponse::kEntriesFieldNumber, open_.size(), bytes_);
    bytes_ += open_;
    open_.clear();
  }
  // Takes back what was added since it had that size, when no run was open.
  void CutTo(int64_t size) {
    open_.clear();
    bytes_.resize(size);
  }

  int64_t size() const { return static_cast<int64_t>(bytes_.size() + open_.size()); }
  std::string Take() {
    Close();
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
  // The run that is open: its length stands before it. Never empty, since the first sequence is never 0.
  std::string open_;
};

// One read, in one transaction.
class Reading {
 public:
  // A leaf nearly always lies on disk in the order of the sequence. Where it does not (room of what was
  // rolled back has been filled), everything is read again, sorted.
  enum class Order { kAsItLies, kSorted };

  Reading(Transaction& transaction, const Position& after, const RecordLog::ReadLimits& limits, Order order)
      : work_(transaction.work()),
        raw_(transaction.raw()),
        after_(after),
        limits_(limits),
        order_(order),
        kind_filter_(limits.kinds.empty()
                         ? ""
                         : absl::StrCat(" AND kind IN (", absl::StrJoin(limits.kinds, ", "), ")")) {}

  absl::StatusOr<RecordLog::Stretch> Run() {
    if (absl::Status status = LoadHead(); !status.ok()) return status;
    if (after_.sequence() > stretch_.head.sequence()) return Diverged();
    LoadParts();
    stretch_.position = after_;
    std::string digest;
    if (!parts_.empty() && parts_.front().last == after_.sequence()) {
      digest = parts_.front().digest;
      parts_.erase(parts_.begin());
    }
    if (!after_.digest().empty() && after_.digest() != digest) return Diverged();
    stretch_.position.set_digest(digest);
    if (absl::Status status = LoadRecords(); !status.ok()) return status;
    stretch_.entries = entries_.Take();
    return std::move(stretch_);
  }

  // Whether it ended because rows did not come in order; then they are to be sorted.
  bool disordered() const { return disordered_; }

 private:
  // The last place within the limits where a part ends.
  struct PartEnd {
    std::vector<Part>::const_iterator part;
    int64_t size;  // of the entries up to there
  };

  absl::Status LoadHead() {
    const pqxx::result rows =
        work_.exec_params("SELECT id, head_sequence, head_digest FROM log WHERE name = $1", after_.log());
    if (rows.empty()) return absl::NotFoundError("after.log: there is no such log");
    log_id_ = rows[0][0].as<int>();
    stretch_.head.set_log(after_.log());
    stretch_.head.set_sequence(rows[0][1].as<int64_t>());
    stretch_.head.set_digest(BytesOf(rows[0][2]));
    return absl::OkStatus();
  }

  // The parts that hold the next records: those that end within the limit, or the one that goes beyond it.
  // Where a part ends at the position, it comes first, for its digest.
  void LoadParts() {
    const pqxx::result rows = work_.exec_params(
        "SELECT first_sequence, last_sequence, arrival_month, log_digest, s.name, batch_id, " CHISO_MICROS(
            "arrival_time")
        " FROM batch_part p JOIN sender s ON s.id = p.sender_id WHERE log_id = $1 AND last_sequence >= $2"
        " AND last_sequence <= least($4::bigint, greatest($3::bigint, (SELECT min(last_sequence) FROM"
        " batch_part WHERE log_id = $1 AND last_sequence > $2))) ORDER BY last_sequence",
        log_id_, after_.sequence(), after_.sequence() + limits_.records, stretch_.head.sequence());
    parts_.reserve(rows.size());
    for (const pqxx::row& row : rows) {
      parts_.push_back({row[0].as<int64_t>(), row[1].as<int64_t>(), row[2].as<int>(), BytesOf(row[3]),
                        row[4].as<std::string>(), row[5].as<std::string>(), row[6].as<int64_t>()});
    }
  }

  // Reads the parts, leaf by leaf, until they or the limits end.
  absl::Status LoadRecords() {
    if (parts_.empty()) return absl::OkStatus();
    part_ = parts_.cbegin();
    const int64_t end = std::min(after_.sequence() + limits_.records, parts_.back().last);
    entries_.Reserve(std::min(limits_.bytes, (end - after_.sequence()) * kUsualRecordBytes));
    while (stretch_.position.sequence() < end && !full_) {
      auto leaf = part_;
      if (stretch_.position.sequence() == part_->last) ++leaf;
      const auto other_leaf =
          std::find_if(leaf, parts_.cend(), [&](const Part& p) { return p.month != leaf->month; });
      if (absl::Status status = LoadLeaf(leaf->month, std::min(end, (other_leaf - 1)->last)); !status.ok()) {
        return status;
      }
    }
    if (full_ && stretch_.position.digest().empty() && part_end_) CutBack();
    return absl::OkStatus();
  }

  // Reads on up to that sequence.
  absl::Status LoadLeaf(int month, int64_t last) {
    last_seen_ = stretch_.position.sequence();
    CopyOut(raw_,
            absl::StrCat("SELECT sequence, payload FROM ", PartitionName(log_id_, month),
                         " WHERE sequence BETWEEN ", last_seen_ + 1, " AND ", last, kind_filter_,
                         order_ == Order::kSorted ? " ORDER BY sequence" : ""),
            [&](CopyReader& row) { Take(row); });
    if (disordered_) return absl::AbortedError("the rows are to be sorted");
    if (damaged_) return Damaged();
    if (full_) return absl::OkStatus();
    if (kind_filter_.empty() && last_seen_ != last) return Damaged();
    MoveTo(last);
    return absl::OkStatus();
  }

  // Takes a row. Those that come when the stretch is full are looked at for their order alone.
  void Take(CopyReader& row) {
    const int64_t sequence = row.Int64();
    const bool follows = sequence == last_seen_ + 1;
    if (sequence <= last_seen_ || (!follows && kind_filter_.empty())) {
      (order_ == Order::kAsItLies ? disordered_ : damaged_) = true;
    }
    last_seen_ = sequence;
    if (full_ || disordered_ || damaged_) return;
    MoveTo(sequence);
    if (entries_.size() == 0 || sequence == part_->first || !follows) entries_.Begin(*part_, sequence);
    entries_.Add(row.Bytes());
    full_ = entries_.size() >= limits_.bytes;
  }

  // Moves the position, and `part_` to the part that holds it.
  void MoveTo(int64_t sequence) {
    for (; sequence > part_->last; ++part_) {
      entries_.Close();
      part_end_ = {part_, entries_.size()};
    }
    stretch_.position.set_sequence(sequence);
    stretch_.position.set_digest(sequence == part_->last ? part_->digest : "");
  }

  void CutBack() {
    entries_.CutTo(part_end_->size);
    stretch_.position.set_sequence(part_end_->part->last);
    stretch_.position.set_digest(part_end_->part->digest);
  }

  absl::Status Damaged() const {
    SPDLOG_ERROR("log {} is damaged after sequence {}", after_.log(), stretch_.position.sequence());
    return absl::InternalError("the log is damaged");
  }

  pqxx::transaction_base& work_;
  pg_conn* const raw_;
  const Position& after_;
  const RecordLog::ReadLimits& limits_;
  const Order order_;
  // Empty: all kinds.
  const std::string kind_filter_;
  int log_id_ = 0;
  std::vector<Part> parts_;
  std::vector<Part>::const_iterator part_;
  std::optional<PartEnd> part_end_;
  int64_t last_seen_ = 0;
  bool disordered_ = false;
  bool damaged_ = false;
  bool full_ = false;
  Entries entries_;
  RecordLog::Stretch stretch_;
};

}  // namespace

absl::StatusOr<RecordLog::Stretch> ReadStretch(Transaction& transaction, const Position& after,
                                               const RecordLog::ReadLimits& limits) {
  Reading reading(transaction, after, limits, Reading::Order::kAsItLies);
  absl::StatusOr<RecordLog::Stretch> stretch = reading.Run();
  if (!reading.disordered()) return stretch;
  return Reading(transaction, after, limits, Reading::Order::kSorted).Run();
}

absl::StatusOr<RecordLog::Stretch> RecordLog::Read(const Position& after, const ReadLimits& limits,
                                                   absl::Time deadline) {
  absl::StatusOr<Stretch> stretch;
  const absl::Status status = pools_.following.Transact(deadline, [&](Transaction& transaction) {
    stretch = ReadStretch(transaction, after, limits);
    return stretch.status();
  });
  if (!status.ok()) return status;
  return stretch;
}

}  // namespace chiso
