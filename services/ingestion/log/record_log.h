// The durable log in PostgreSQL: batches in, runs of records out. Thread-safe; any number of processes may
// write the same logs at once, for nothing but the database knows where a log ends.

#ifndef CHISO_SERVICES_INGESTION_LOG_RECORD_LOG_H_
#define CHISO_SERVICES_INGESTION_LOG_RECORD_LOG_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "chiso/record/v1/log.pb.h"
#include "common/sql/postgres.h"
#include "services/ingestion/admission/admitted_batch.h"

namespace chiso {

// The migrations of this service, from schema/.
const std::vector<Migration>& IngestionSchema();

class RecordLog {
 public:
  // Pools of one database, so that nobody who asks keeps the log from being appended to or followed.
  struct Pools {
    // For Append, CheckHeads, EnsureLogs and LoadPublished.
    Postgres& own;
    // For Read.
    Postgres& following;
    // For the lists.
    Postgres& asking;
  };

  // The pools must outlive this object and hold IngestionSchema().
  explicit RecordLog(const Pools& pools) : pools_(pools) {}
  explicit RecordLog(Postgres& postgres) : RecordLog(Pools{postgres, postgres, postgres}) {}

  // Creates those of the logs that do not exist. `reference` and `main` always do.
  absl::Status EnsureLogs(const std::set<std::string>& names, absl::Time deadline);

  using Outcome = absl::StatusOr<ingestion::v1::Receipt>;

  // Appends the batches in one transaction, in their order, and returns the outcome of each. A batch that has
  // a receipt is durable when this returns, unless it was validate_only. `now` becomes the time of arrival.
  // Numbers the rows in `batches`.
  //
  // A batch whose name is known, from before or from earlier in `batches`, has the receipt that was given
  // then, byte for byte, if its content is the same; else ALREADY_EXISTS, reason BATCH_CONFLICT. INTERNAL:
  // the batch causes an SQL error; it sinks no other batch. UNAVAILABLE, DEADLINE_EXCEEDED: the batches may
  // or may not have been stored; append them again. NOT_FOUND: a log does not exist.
  std::vector<Outcome> Append(std::vector<AdmittedBatch>& batches, absl::Time now, absl::Time deadline);

  // Whether the logs could be appended to: locks their heads as Append does, and lets them go. An error as of
  // Postgres::Transact: something holds them, or the database is away or takes nothing.
  absl::Status CheckHeads(absl::Time deadline);

  struct ReadLimits {
    // How many records to look through at most, those of other kinds included.
    int64_t records = 1000;
    // The size of the records and of their batches' names at which reading ends: the record that reaches it
    // is the last one.
    int64_t bytes = 1 << 20;
    // The kinds to return; an empty list means all.
    std::vector<record::v1::RecordKind> kinds = {};
  };
  // A stretch of a log, as an answer of ReadRecords whose records nobody has parsed.
  struct Stretch {
    // The field `entries` of ReadRecordsResponse, serialised, with the records as they lie in the log; empty
    // where there are none.
    std::string entries;
    record::v1::Position position;
    record::v1::Position head;
  };
  // Reads what comes after the position: runs of records in order, each with its batch, the position reached
  // and the head. After a record that was left out, a new run begins. It ends where a batch's part of the log
  // ends, at the last such place within the limits, and then the position has a digest; a part that is longer
  // than the limits is cut at the limit. NOT_FOUND: there is no such log. FAILED_PRECONDITION, reason
  // LOG_DIVERGED: the log does not reach the position, or has another digest there, because it was restored
  // from an older state or the position is one of another log.
  absl::StatusOr<Stretch> Read(const record::v1::Position& after, const ReadLimits& limits,
                               absl::Time deadline);

  // Lists, in pages of at most kMaxAnswerBytes (common/page.h). Requests must be well-formed (request_rules);
  // INVALID_ARGUMENT: the page_token is none.
  absl::StatusOr<ingestion::v1::ListSendersResponse> ListSenders(
      const ingestion::v1::ListSendersRequest& request, absl::Time now, absl::Time deadline);
  // A finding that only all records of a sender show together is left out below 100 records.
  absl::StatusOr<ingestion::v1::ListSenderFindingsResponse> ListSenderFindings(
      const ingestion::v1::ListSenderFindingsRequest& request, absl::Time deadline);
  // NOT_FOUND: there is no such sender.
  absl::StatusOr<ingestion::v1::ListReceiptsResponse> ListReceipts(
      const ingestion::v1::ListReceiptsRequest& request, absl::Time deadline);
  absl::StatusOr<ingestion::v1::ListRejectionsResponse> ListRejections(
      const ingestion::v1::ListRejectionsRequest& request, absl::Time deadline);

  // The codes that this process knows: of what it has appended or met in appending, and what LoadPublished
  // and LoadUnits have read.
  std::shared_ptr<const KnownCodes> known_codes() const;
  // Learns what has been published by what other processes have appended since the last time. Call it about
  // every second, from one thread.
  absl::Status LoadPublished(absl::Time deadline);

  // Learns what other processes have appended of units. Call it about every second: until then a unit that
  // another process has ended is still taken to bear its code; of one that it has made or lengthened
  // appending asks the database itself.
  absl::Status LoadUnits(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mutex_);
  // Makes good for records of units that are older than the table of the days on which they bear their codes.
  // Call it before serving.
  absl::Status FillUnits(absl::Time deadline);

 private:
  class Group;
  using CodesByKind = std::map<CodeKind, std::set<std::string>>;

  absl::Status AppendGroup(absl::Span<AdmittedBatch> batches, absl::Time now, absl::Time deadline,
                           std::vector<Outcome>& outcomes);
  void Learn(const CodesByKind& codes, const UnitTimes& units) ABSL_LOCKS_EXCLUDED(mutex_);

  const Pools pools_;
  // LoadPublished's own: every code of a transaction before this one is known.
  int64_t published_since_ = 0;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const KnownCodes> known_codes_ ABSL_GUARDED_BY(mutex_) = std::make_shared<KnownCodes>();
  // Up to here in the log of reference data LoadUnits has read.
  int64_t units_read_ ABSL_GUARDED_BY(mutex_) = 0;
};

// The table that holds the records that arrived in a month, e.g. `record_2_202608`.
std::string PartitionName(int log_id, int arrival_month);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_RECORD_LOG_H_
