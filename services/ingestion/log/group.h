// The transaction that appends a group of batches. Private to RecordLog.

#ifndef CHISO_SERVICES_INGESTION_LOG_GROUP_H_
#define CHISO_SERVICES_INGESTION_LOG_GROUP_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/sql/copy_format.h"
#include "common/sql/postgres.h"
#include "services/ingestion/admission/admitted_batch.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/log/sql.h"

namespace chiso {

// One run of the transaction that appends a group of batches. Made anew for each attempt: nothing survives a
// rollback.
class RecordLog::Group {
 public:
  // `known_codes` may lack some that the database holds.
  Group(const KnownCodes& known_codes, Transaction& transaction, absl::Span<AdmittedBatch> batches,
        absl::Time now);

  // Does everything but commit. Throws as libpqxx does.
  void Run();

  // One for each batch, in order.
  std::vector<Outcome>& outcomes() { return outcomes_; }
  // Codes that the database holds once the transaction is committed.
  const CodesByKind& codes() const { return codes_; }

 private:
  struct Log {
    int id;
    int64_t head;
    std::string digest;
    bool has_partition;
    // The rows to append, views of the batches.
    std::vector<absl::string_view> pieces;
  };
  struct Sender {
    int id;
    std::string chain;
    int64_t batches;
    int64_t accepted;
    int64_t rejected;
    bool changed = false;
    absl::Time newest_receive_time = absl::InfinitePast();
    std::map<std::string, record::v1::Position> positions;
  };
  struct Known {
    std::string digest;
    ingestion::v1::Receipt receipt;
  };
  // Rows of `batch` and of `batch_part`.
  struct NewBatches {
    sql::ArrayColumn senders, ids, numbers, digests, receipts;
  };
  struct NewParts {
    sql::ArrayColumn logs, firsts, lasts, senders, batches, digests;
  };

  void Open();
  void Take(const pqxx::result& rows);
  void LoadKnownCodes();
  Outcome Settle(AdmittedBatch& batch);
  ingestion::v1::Receipt Examined(const AdmittedBatch& batch) const;
  std::vector<ingestion::v1::Verdict> UnknownCodes(const AdmittedBatch& batch) const;
  void Place(AdmittedBatch& batch, const Sender& sender, ingestion::v1::Receipt& receipt);
  void Quarantine(const AdmittedBatch& batch, int sender_id);
  bool IsKnown(CodeKind kind, const std::string& code) const;
  void AddFindings(const AdmittedBatch& batch, int sender_id);
  void Write();
  void WriteRecords();
  void WriteCodes();
  void WriteFeeds();
  void WriteBooks();

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
  CodesByKind codes_;
  CodesByKind new_codes_;
  // By sender and data-quality check.
  std::map<std::pair<int, int>, QualityChecks::Tally> tallies_;
  std::vector<record::v1::Record> feeds_;
  std::vector<Outcome> outcomes_;
  NewBatches new_batches_;
  NewParts new_parts_;
  // sender_id, batch_id, index, kind, reason, field, message, key, arrival_time, record
  CopyRows<int32_t, absl::string_view, int32_t, int16_t, int16_t, absl::string_view, absl::string_view,
           absl::string_view, absl::Time, absl::string_view>
      quarantine_rows_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_GROUP_H_
