// What the transaction of a group writes.

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/record/content_digest.h"
#include "common/sql/values.h"
#include "services/ingestion/log/copy.h"
#include "services/ingestion/log/group.h"
#include "services/ingestion/log/sql.h"

namespace chiso {

// Everybody whose batch is in the group waits for each answer of the database, so what usually has to be
// written is two commands: the COPY of the records, and the books.
void RecordLog::Group::Write() {
  if (books_.batches.empty()) return;
  WriteRecords();
  WriteQuarantine();
  WriteCodes();
  WriteFeeds();
  CloseBooks();
}

// The row of a log is locked, so nobody else makes its partition or adds to it at the same time.
void RecordLog::Group::WriteRecords() {
  for (const auto& [name, log] : logs_) {
    if (log.pieces.empty()) continue;
    const std::string partition = PartitionName(log.id, month_);
    if (!log.has_partition) {
      // Attaching a finished table waits for no reader of `record`, as creating it in place would.
      transaction_.work().exec0(absl::StrCat("CREATE TABLE ", partition, " (LIKE record)"));
      transaction_.work().exec0(absl::StrCat("ALTER TABLE record ATTACH PARTITION ", partition,
                                             " FOR VALUES FROM (", log.id, ", ", month_, ") TO (", log.id,
                                             ", ", month_ + 1, ")"));
    }
    CopyIn(transaction_.raw(), absl::StrCat(partition, " (", RecordRows::kColumns, ")"), log.pieces);
  }
}

void RecordLog::Group::WriteQuarantine() {
  if (quarantine_rows_.row_count() == 0) return;
  CopyIn(transaction_.raw(),
         "quarantine (sender_id, batch_id, index, kind, reason, field, message, key, arrival_time, record)",
         {quarantine_rows_.bytes()});
}

// Codes are never removed. Another sender may introduce the same one at the same time.
void RecordLog::Group::WriteCodes() {
  for (const auto& [kind, codes] : new_codes_) {
    if (codes.empty()) continue;
    transaction_.work().exec_params(
        "INSERT INTO known_code SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING", static_cast<int>(kind),
        sql::TextArray(codes));
  }
}

// The newest revision of a declaration counts, whatever the order in which they arrive.
void RecordLog::Group::WriteFeeds() {
  for (const record::v1::Record& record : feeds_) {
    const record::v1::FeedDeclaration& feed = record.feed();
    transaction_.work().exec_params(
        "INSERT INTO feed AS f (sender, kind, unit_code, revision, revision_order, digest, retracted, "
        "precedence)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, 0)) ON CONFLICT (sender, kind, unit_code) DO UPDATE"
        " SET revision = excluded.revision, revision_order = excluded.revision_order,"
        " digest = excluded.digest, retracted = excluded.retracted, precedence = excluded.precedence"
        " WHERE " CHISO_IS_NEWER("excluded", "f", "digest"),
        feed.sender(), static_cast<int>(feed.kind()), feed.unit_code(), record.revision(),
        record.revision_order(), pqxx::binarystring(ContentDigest(record)), record.retracted(),
        feed.precedence());
  }
}

// Enters into the books where the logs and the senders are now, and writes all of them.
void RecordLog::Group::CloseBooks() {
  for (const auto& [name, log] : logs_) {
    if (!log.pieces.empty()) books_.heads.Add(log.id, log.head, Book::Bytes{log.digest});
  }
  for (const auto& [name, sender] : senders_) {
    if (!sender.changed) continue;
    std::optional<int64_t> newest;
    if (sender.newest_receive_time > absl::InfinitePast())
      newest = absl::ToUnixSeconds(sender.newest_receive_time);
    books_.senders.Add(sender.id, Book::Bytes{sender.chain}, sender.batches, sender.accepted, sender.rejected,
                       newest);
    for (const auto& [log, position] : sender.positions) {
      books_.positions.Add(sender.id, logs_.at(log).id, position.sequence(), Book::Bytes{position.digest()});
    }
  }
  for (const auto& [key, tally] : tallies_) {
    books_.findings.Add(key.first, key.second, tally.count, tally.of_count,
                        absl::StrJoin(tally.examples, " "));
  }
  books_.Write(transaction_, now_, month_);
}

}  // namespace chiso
