// What the transaction of a group writes.

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/record/content_digest.h"
#include "common/sql/values.h"
#include "services/ingestion/log/copy.h"
#include "services/ingestion/log/group.h"
#include "services/ingestion/log/sql.h"

namespace chiso {

using sql::ArrayColumn;

// Everybody waits for each answer of the database, so what usually has to be written is few statements.
void RecordLog::Group::Write() {
  if (new_batches_.ids.empty()) return;
  WriteRecords();
  if (quarantine_rows_.row_count() > 0) {
    CopyIn(transaction_.raw(),
           "quarantine (sender_id, batch_id, index, kind, reason, field, message, key, arrival_time, record)",
           {quarantine_rows_.bytes()});
  }
  WriteCodes();
  WriteFeeds();
  WriteBooks();
}

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

void RecordLog::Group::WriteCodes() {
  for (const auto& [kind, codes] : new_codes_) {
    if (codes.empty()) continue;
    transaction_.work().exec_params(
        "INSERT INTO known_code SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING", static_cast<int>(kind),
        sql::TextArray(codes));
  }
}

void RecordLog::Group::WriteFeeds() {
  for (const record::v1::Record& record : feeds_) {
    const record::v1::FeedDeclaration& feed = record.feed();
    transaction_.work().exec_params(
        "INSERT INTO feed AS f (sender, kind, unit_code, revision, digest, retracted, precedence)"
        " VALUES ($1, $2, $3, $4, $5, $6, nullif($7, 0)) ON CONFLICT (sender, kind, unit_code) DO UPDATE"
        " SET revision = excluded.revision, digest = excluded.digest, retracted = excluded.retracted,"
        " precedence = excluded.precedence"
        " WHERE " CHISO_IS_NEWER("excluded", "f", "digest"),
        feed.sender(), static_cast<int>(feed.kind()), feed.unit_code(), record.revision(),
        pqxx::binarystring(ContentDigest(record)), record.retracted(), feed.precedence());
  }
}

// The batches and their parts, the heads of the logs, and what is kept of each sender: its chain, counts,
// positions and findings.
void RecordLog::Group::WriteBooks() {
  ArrayColumn logs, heads, digests;
  for (const auto& [name, log] : logs_) {
    if (log.pieces.empty()) continue;
    logs.AddNumber(log.id);
    heads.AddNumber(log.head);
    digests.AddBytes(log.digest);
  }
  ArrayColumn senders, chains, batches, accepted, rejected, newest;
  ArrayColumn position_senders, position_logs, sequences, position_digests;
  for (const auto& [name, sender] : senders_) {
    if (!sender.changed) continue;
    senders.AddNumber(sender.id);
    chains.AddBytes(sender.chain);
    batches.AddNumber(sender.batches);
    accepted.AddNumber(sender.accepted);
    rejected.AddNumber(sender.rejected);
    if (sender.newest_receive_time == absl::InfinitePast()) {
      newest.AddNull();
    } else {
      newest.AddNumber(absl::ToUnixSeconds(sender.newest_receive_time));
    }
    for (const auto& [log, position] : sender.positions) {
      position_senders.AddNumber(sender.id);
      position_logs.AddNumber(logs_.at(log).id);
      sequences.AddNumber(position.sequence());
      position_digests.AddBytes(position.digest());
    }
  }
  ArrayColumn finding_senders, checks, counts, of_counts, examples;
  for (const auto& [key, tally] : tallies_) {
    finding_senders.AddNumber(key.first);
    checks.AddNumber(key.second);
    counts.AddNumber(tally.count);
    of_counts.AddNumber(tally.of_count);
    examples.AddText(absl::StrJoin(tally.examples, " "));
  }
  // Of a finding's examples the first few stay.
  static constexpr Statement kWrite = {
      "write_books",
      "WITH batches AS (INSERT INTO batch (sender_id, batch_id, number, digest, receipt, arrival_time)"
      " SELECT *, " CHISO_TIME("$1") " FROM unnest($2::integer[], $3::text[], $4::bigint[], $5::bytea[],"
      " $6::bytea[])),"
      " parts AS (INSERT INTO batch_part (log_id, first_sequence, last_sequence, sender_id, batch_id,"
      " log_digest, arrival_month, arrival_time) SELECT *, $7::integer, " CHISO_TIME("$1")
      " FROM unnest($8::smallint[], $9::bigint[], $10::bigint[], $11::integer[], $12::text[], $13::bytea[])),"
      " heads AS (UPDATE log l SET head_sequence = n.head, head_digest = n.digest"
      " FROM unnest($14::smallint[], $15::bigint[], $16::bytea[]) AS n (id, head, digest) WHERE l.id = n.id),"
      " senders AS (UPDATE sender s SET chain = n.chain, batch_count = n.batches,"
      " accepted_count = n.accepted, rejected_count = n.rejected, last_arrival_time = " CHISO_TIME("$1") ","
      " newest_receive_time = greatest(s.newest_receive_time, to_timestamp(n.newest::numeric))"
      " FROM unnest($17::integer[], $18::bytea[], $19::bigint[], $20::bigint[], $21::bigint[],"
      " $22::bigint[]) AS n (id, chain, batches, accepted, rejected, newest) WHERE s.id = n.id),"
      " positions AS (INSERT INTO sender_position SELECT * FROM unnest($23::integer[], $24::smallint[],"
      " $25::bigint[], $26::bytea[]) ON CONFLICT (sender_id, log_id) DO UPDATE"
      " SET sequence = excluded.sequence, log_digest = excluded.log_digest)"
      " INSERT INTO sender_finding AS f (sender_id, oddity, count, of_count, examples)"
      " SELECT sender_id, oddity, count, of_count, (string_to_array(examples, ' '))[1:5]"
      " FROM unnest($27::integer[], $28::smallint[], $29::bigint[], $30::bigint[], $31::text[])"
      " AS added (sender_id, oddity, count, of_count, examples) ON CONFLICT (sender_id, oddity) DO UPDATE"
      " SET count = f.count + excluded.count, of_count = f.of_count + excluded.of_count,"
      " examples = CASE WHEN cardinality(f.examples) >= 5 THEN f.examples ELSE (f.examples"
      " || array(SELECT unnest(excluded.examples) EXCEPT SELECT unnest(f.examples)))[1:5] END"};
  transaction_.Run(
      kWrite, absl::ToUnixMicros(now_), new_batches_.senders.Literal(), new_batches_.ids.Literal(),
      new_batches_.numbers.Literal(), new_batches_.digests.Literal(), new_batches_.receipts.Literal(), month_,
      new_parts_.logs.Literal(), new_parts_.firsts.Literal(), new_parts_.lasts.Literal(),
      new_parts_.senders.Literal(), new_parts_.batches.Literal(), new_parts_.digests.Literal(),
      logs.Literal(), heads.Literal(), digests.Literal(), senders.Literal(), chains.Literal(),
      batches.Literal(), accepted.Literal(), rejected.Literal(), newest.Literal(), position_senders.Literal(),
      position_logs.Literal(), sequences.Literal(), position_digests.Literal(), finding_senders.Literal(),
      checks.Literal(), counts.Literal(), of_counts.Literal(), examples.Literal());
}

}  // namespace chiso
