// What the transaction of a group writes.

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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
  WriteUnits(transaction_.work(), units_);
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
  sql::ArrayColumn kinds, codes;
  for (const auto& [kind, new_codes] : new_codes_) {
    for (const std::string& code : new_codes) {
      kinds.AddNumber(static_cast<int>(kind));
      codes.AddText(code);
    }
  }
  if (codes.empty()) return;
  static constexpr Statement kIntroduce = {
      "introduce_codes",
      "INSERT INTO known_code (kind, code) SELECT * FROM unnest($1::smallint[], $2::text[]) ON CONFLICT DO "
      "NOTHING"};
  transaction_.Run(kIntroduce, kinds.Literal(), codes.Literal());
}

// The newest revision of a declaration counts, whatever the order in which they arrive.
void RecordLog::Group::WriteFeeds() {
  if (feeds_.empty()) return;
  sql::ArrayColumn senders, kinds, units, revisions, orders, digests, retracted, precedences, first_days,
      last_days;
  for (const auto& [key, feed] : feeds_) {
    senders.AddText(feed->declaration.sender());
    kinds.AddNumber(feed->declaration.kind());
    units.AddText(feed->declaration.unit_code());
    revisions.AddNumber(feed->version.revision);
    orders.AddNumber(feed->version.order);
    digests.AddBytes(feed->version.digest);
    retracted.AddBool(feed->retracted);
    precedences.AddNumber(feed->declaration.precedence());
    first_days.AddText(feed->declaration.valid_from());
    last_days.AddText(feed->declaration.valid_to());
  }
  static constexpr Statement kDeclare = {
      "declare_feeds",
      "INSERT INTO feed AS f (sender, kind, unit_code, revision, revision_order, digest, retracted, "
      "precedence, valid_from, valid_to)"
      " SELECT sender, kind, unit_code, revision, revision_order, digest, retracted, nullif(precedence, 0),"
      " valid_from, valid_to"
      " FROM unnest($1::text[], $2::smallint[], $3::text[], $4::bigint[], $5::bigint[], $6::bytea[],"
      " $7::boolean[], $8::integer[], $9::text[], $10::text[])"
      " AS n (sender, kind, unit_code, revision, revision_order, digest, retracted, precedence, valid_from,"
      " valid_to)"
      " ON CONFLICT (sender, kind, unit_code) DO UPDATE"
      " SET revision = excluded.revision, revision_order = excluded.revision_order,"
      " digest = excluded.digest, retracted = excluded.retracted, precedence = excluded.precedence,"
      " valid_from = excluded.valid_from, valid_to = excluded.valid_to"
      " WHERE " CHISO_IS_NEWER("excluded", "f", "digest")};
  transaction_.Run(kDeclare, senders.Literal(), kinds.Literal(), units.Literal(), revisions.Literal(),
                   orders.Literal(), digests.Literal(), retracted.Literal(), precedences.Literal(),
                   first_days.Literal(), last_days.Literal());
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
