// The transaction that appends a group of batches. Private to RecordLog.
//
// Locks: the rows of the logs that get records, in order of their ids, then the rows of the senders, in order
// of theirs; all are held until the commit. Whoever holds a log's row alone knows where the log ends, so the
// sequence is contiguous in the order of the commits; whoever holds a sender's row alone extends its chain
// and counts. Everybody locks in this order, so nobody waits in a circle for them. Two groups that bring the
// same new codes can; then the database ends one of them, which runs again.
//
// Durable: nothing before the commit, everything with it: records, refused records, codes, declarations,
// batches with their receipts, heads, chains and counts.
//
// A rerun is safe: outside of the transaction only the numbers in the rows of the batches change, and the
// next run overwrites them. After a commit whose answer was lost, a batch that is sent again is found by its
// sender and name, and has its receipt of then.

#ifndef CHISO_SERVICES_INGESTION_LOG_GROUP_H_
#define CHISO_SERVICES_INGESTION_LOG_GROUP_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/sql/copy_format.h"
#include "common/sql/postgres.h"
#include "services/ingestion/admission/admitted_batch.h"
#include "services/ingestion/log/group_books.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/log/unit_rows.h"

namespace chiso {

// One run of that transaction. Made anew for each attempt, so that nothing survives a rollback.
class RecordLog::Group {
 public:
  // `known_codes` may lack some that the database holds.
  Group(const KnownCodes& known_codes, Transaction& transaction, absl::Span<AdmittedBatch> batches,
        absl::Time now);

  // Does everything. Where there is anything to write, the commit is part of the last statement. Throws as
  // libpqxx does.
  void Run();

  // One for each batch, in order.
  std::vector<Outcome>& outcomes() { return outcomes_; }
  // What the database holds once the transaction is committed: codes, and what records of units say.
  const CodesByKind& codes() const { return codes_; }
  const UnitTimes& unit_times() const { return unit_times_; }

 private:
  // What the database has of a log, moved on by each batch of the group.
  struct Log {
    int id;
    // The greatest sequence number, and the digest there.
    int64_t head;
    std::string digest;
    // Whether there is a partition for the month of arrival.
    bool has_partition;
    // The rows to append, views of the batches.
    std::vector<absl::string_view> pieces;
  };
  // The same of a sender.
  struct Sender {
    int id;
    std::string chain;
    int64_t batches;
    int64_t accepted;
    int64_t rejected;
    // What the batches of this group bring: whether there are any; their newest receive time; by log, the
    // last position that one of them reached.
    bool changed = false;
    absl::Time newest_receive_time = absl::InfinitePast();
    std::map<std::string, record::v1::Position> positions;
  };
  // A batch that has a receipt, from before or from earlier in the group.
  struct Known {
    std::string digest;
    ingestion::v1::Receipt receipt;
  };

  // In group.cc, which asks and decides.
  void Open();
  void LockAndFind(const std::set<std::string>& logs, const std::set<std::string>& senders);
  void Take(const pqxx::result& rows);
  void LoadKnownCodes();
  bool IsSettled(const std::string& unit, const std::vector<AdmittedBatch::Mention>& who);
  bool IsKnown(CodeKind kind, const std::string& code) const;
  Outcome Settle(AdmittedBatch& batch);
  ingestion::v1::Receipt Append(AdmittedBatch& batch);
  ingestion::v1::Receipt Examined(const AdmittedBatch& batch) const;
  std::vector<ingestion::v1::Verdict> UnknownCodes(const AdmittedBatch& batch) const;
  void Introduce(const AdmittedBatch& batch);
  void PlaceUnits(const AdmittedBatch& batch);
  void Place(AdmittedBatch& batch, const Sender& sender, ingestion::v1::Receipt& receipt);
  void Count(const AdmittedBatch& batch, const ingestion::v1::Receipt& receipt, Sender& sender);
  void Quarantine(const AdmittedBatch& batch, int sender_id);
  void AddFindings(const AdmittedBatch& batch, int sender_id);
  void AddFeeds(const AdmittedBatch& batch);

  // In group_write.cc, which writes what was decided.
  void Write();
  void WriteRecords();
  void WriteQuarantine();
  void WriteCodes();
  void WriteFeeds();
  void CloseBooks();

  const KnownCodes& known_codes_;
  Transaction& transaction_;
  const absl::Span<AdmittedBatch> batches_;
  const absl::Time now_;
  // Of the arrival, e.g. 202608.
  int month_;

  std::map<std::string, Log> logs_;
  std::map<std::string, Sender> senders_;
  // By sender and batch_id.
  std::map<std::pair<std::string, std::string>, Known> known_;
  // Codes that the database holds or will hold with this transaction; those of them that it does not hold.
  CodesByKind codes_;
  CodesByKind new_codes_;
  // When the units bear their codes that batches of the group mention or have a record of, those before the
  // one that is being settled included; and what goes into the table of them.
  UnitTimes unit_times_;
  std::vector<PlacedUnit> units_;
  // By sender and data-quality check.
  std::map<std::pair<int, int>, QualityChecks::Tally> tallies_;
  // The newest declaration for each key: sender, kind and unit.
  std::map<std::tuple<absl::string_view, int, absl::string_view>, const AdmittedBatch::Feed*> feeds_;
  std::vector<Outcome> outcomes_;
  GroupBooks books_;
  // sender_id, batch_id, index, kind, reason, field, message, key, arrival_time, record
  CopyRows<int32_t, absl::string_view, int32_t, int16_t, int16_t, absl::string_view, absl::string_view,
           absl::string_view, absl::Time, absl::string_view>
      quarantine_rows_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_GROUP_H_
