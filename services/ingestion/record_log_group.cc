#include "services/ingestion/record_log_group.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/errors.h"
#include "common/period.h"
#include "common/sha256.h"
#include "services/ingestion/content_digest.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;
using ingestion::v1::Receipt;
using ingestion::v1::Verdict;

std::string BytesOf(const pqxx::field& field) { return pqxx::binarystring(field).str(); }

// An array literal of text values.
template <typename Strings>
std::string TextArray(const Strings& values) {
  return absl::StrCat(
      "{",
      absl::StrJoin(
          values, ",",
          [](std::string* out, const std::string& value) {
            absl::StrAppend(out, "\"", absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
          }),
      "}");
}

int ArrivalMonth(absl::Time time) {
  const absl::CivilMonth month = absl::ToCivilMonth(time, HoChiMinh());
  return static_cast<int>(month.year()) * 100 + month.month();
}

absl::Status Conflict() {
  return ErrorWithReason(absl::StatusCode::kAlreadyExists, "BATCH_CONFLICT",
                         "batch_id: an earlier batch of this sender has this name and other content");
}

// The alias of all senders that has the name of this one: `sender/alias`, and the sender holds no `/`.
std::string AliasOfAll(const std::string& code) { return code.substr(code.find('/')); }

std::optional<int64_t> SecondsOrNull(absl::Time time) {
  if (time == absl::InfinitePast()) return std::nullopt;
  return absl::ToUnixSeconds(time);
}

// The line that the contract of Receipt.chain gives.
std::string Chain(const Receipt& receipt) {
  const std::string positions =
      absl::StrJoin(receipt.positions(), ",", [](std::string* out, const record::v1::Position& position) {
        absl::StrAppend(out, position.log(), ":", position.sequence());
      });
  return Sha256(absl::StrCat(absl::BytesToHexString(receipt.previous_chain()), " ",
                             absl::BytesToHexString(receipt.digest()), " ", receipt.accepted_count(), " ",
                             receipt.rejected_count(), " ", positions));
}

}  // namespace

void RecordLog::Group::Run() {
  // The details of an error repeat the row, and the error goes to the log.
  work_.conn().set_verbosity(pqxx::connection_base::terse);
  LockLogs();
  LockSenders();
  LoadKnownBatches();
  LoadKnownCodes();
  for (AdmittedBatch& batch : batches_) outcomes_.push_back(Settle(batch));
  Write();
}

void RecordLog::Group::LockLogs() {
  std::set<std::string> names;
  for (const AdmittedBatch& batch : batches_) {
    if (batch.validate_only) continue;
    for (const auto& [name, part] : batch.parts) names.insert(name);
  }
  if (names.empty()) return;
  const pqxx::result rows = work_.exec_params(
      "SELECT name, id, head_sequence, head_digest, to_regclass('record_' || id || '_' || $2) IS NOT NULL"
      " FROM log WHERE name = ANY($1::text[]) ORDER BY id FOR UPDATE",
      TextArray(names), std::to_string(ArrivalMonth(now_)));
  for (const pqxx::row& row : rows) {
    logs_[row[0].as<std::string>()] = {
        row[1].as<int>(), row[2].as<int64_t>(), BytesOf(row[3]), row[4].as<bool>(), {}};
  }
}

void RecordLog::Group::LockSenders() {
  std::set<std::string> missing;
  for (const AdmittedBatch& batch : batches_) {
    if (!batch.validate_only) missing.insert(batch.sender);
  }
  if (missing.empty()) return;
  const auto lock = [&] {
    const pqxx::result rows = work_.exec_params(
        "SELECT name, id, chain, batch_count, accepted_count, rejected_count"
        " FROM sender WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE",
        TextArray(missing));
    for (const pqxx::row& row : rows) {
      senders_[row[0].as<std::string>()] = {
          row[1].as<int>(),     BytesOf(row[2]), row[3].as<int64_t>(), row[4].as<int64_t>(),
          row[5].as<int64_t>(), false,           absl::InfinitePast(), {}};
      missing.erase(row[0].as<std::string>());
    }
  };
  lock();
  if (missing.empty()) return;
  work_.exec_params(
      "INSERT INTO sender (name) SELECT name FROM unnest($1::text[]) AS name ORDER BY name ON CONFLICT DO "
      "NOTHING",
      TextArray(missing));
  lock();
}

void RecordLog::Group::LoadKnownBatches() {
  std::vector<std::string> senders, ids;
  for (const AdmittedBatch& batch : batches_) {
    senders.push_back(batch.sender);
    ids.push_back(batch.batch_id);
  }
  const pqxx::result rows = work_.exec_params(
      "SELECT s.name, b.batch_id, b.digest, b.receipt FROM unnest($1::text[], $2::text[]) AS q (sender, "
      "batch_id)"
      " JOIN sender s ON s.name = q.sender JOIN batch b ON b.sender_id = s.id AND b.batch_id = q.batch_id",
      TextArray(senders), TextArray(ids));
  for (const pqxx::row& row : rows) {
    Known& known = known_[{row[0].as<std::string>(), row[1].as<std::string>()}];
    known.digest = BytesOf(row[2]);
    known.receipt.ParseFromString(BytesOf(row[3]));
  }
}

void RecordLog::Group::LoadKnownCodes() {
  std::map<CodeKind, std::set<std::string>> unsure;
  for (const AdmittedBatch& batch : batches_) {
    for (const auto& [kind, mentions] : batch.mentions) {
      for (const auto& [code, who] : mentions) {
        if (IsKnown(kind, code)) continue;
        unsure[kind].insert(code);
        if (kind == CodeKind::kAlias) unsure[kind].insert(AliasOfAll(code));
      }
    }
  }
  for (const auto& [kind, codes] : unsure) {
    const pqxx::result rows =
        work_.exec_params("SELECT code FROM known_code WHERE kind = $1 AND code = ANY($2::text[])",
                          static_cast<int>(kind), TextArray(codes));
    for (const pqxx::row& row : rows) codes_[kind].insert(row[0].as<std::string>());
  }
}

bool RecordLog::Group::IsKnown(CodeKind kind, const std::string& code) const {
  const auto known = [&](const std::string& text) {
    const auto it = codes_.find(kind);
    return (it != codes_.end() && it->second.count(text) > 0) || log_.IsKnownCode(kind, text);
  };
  return known(code) || (kind == CodeKind::kAlias && known(AliasOfAll(code)));
}

RecordLog::Outcome RecordLog::Group::Settle(AdmittedBatch& batch) {
  const auto known = known_.find({batch.sender, batch.batch_id});
  if (known != known_.end()) {
    if (known->second.digest != batch.stored_digest) return Conflict();
    if (!batch.validate_only) return known->second.receipt;
  }
  if (batch.validate_only) return Examined(batch);
  for (const auto& [name, part] : batch.parts) {
    if (logs_.count(name) == 0)
      return absl::NotFoundError("the log that these records belong to does not exist");
  }
  for (const auto& [kind, codes] : batch.introduced) {
    for (const std::string& code : codes) {
      if (!IsKnown(kind, code)) new_codes_[kind].insert(code);
    }
    codes_[kind].insert(codes.begin(), codes.end());
  }

  Receipt receipt = Examined(batch);
  Sender& sender = senders_.at(batch.sender);
  Place(batch, sender, receipt);
  receipt.set_previous_chain(sender.chain);
  receipt.set_chain(Chain(receipt));
  sender.chain = receipt.chain();
  sender.batches += 1;
  sender.accepted += receipt.accepted_count();
  sender.rejected += receipt.rejected_count();
  sender.changed = true;
  sender.newest_receive_time = std::max(sender.newest_receive_time, batch.newest_receive_time);
  for (const record::v1::Position& position : receipt.positions())
    sender.positions[position.log()] = position;
  Quarantine(batch, sender.id);
  AddOddities(batch, sender.id);
  feeds_.insert(feeds_.end(), batch.feeds.begin(), batch.feeds.end());

  batch_rows_.BeginRow(6);
  batch_rows_.PutInt32(sender.id);
  batch_rows_.PutBytes(batch.batch_id);
  batch_rows_.PutInt64(sender.batches);
  batch_rows_.PutBytes(batch.digest);
  batch_rows_.PutBytes(receipt.SerializeAsString());
  batch_rows_.PutTime(now_);
  known_[{batch.sender, batch.batch_id}] = {batch.digest, receipt};
  return receipt;
}

// The receipt as far as nothing is stored.
Receipt RecordLog::Group::Examined(const AdmittedBatch& batch) const {
  Receipt receipt;
  receipt.set_sender(batch.sender);
  receipt.set_batch_id(batch.batch_id);
  *receipt.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now_));
  receipt.set_accepted_count(batch.accepted_count);
  receipt.set_rejected_count(static_cast<int32_t>(batch.rejections.size()));
  receipt.set_digest(batch.digest);
  std::vector<Verdict> verdicts = UnknownCodes(batch);
  verdicts.insert(verdicts.end(), batch.verdicts.begin(), batch.verdicts.end());
  std::stable_sort(verdicts.begin(), verdicts.end(),
                   [](const Verdict& a, const Verdict& b) { return a.index() < b.index(); });
  receipt.mutable_verdicts()->Assign(std::make_move_iterator(verdicts.begin()),
                                     std::make_move_iterator(verdicts.end()));
  return receipt;
}

// The warnings about what other records will have to introduce, ordered by index and field.
std::vector<Verdict> RecordLog::Group::UnknownCodes(const AdmittedBatch& batch) const {
  std::vector<Verdict> verdicts;
  for (const auto& [kind, mentions] : batch.mentions) {
    const auto introduced = batch.introduced.find(kind);
    const auto is_introduced = [&](const std::string& code) {
      return introduced != batch.introduced.end() && introduced->second.count(code) > 0;
    };
    const bool procedure = kind == CodeKind::kProcedure;
    for (const auto& [code, who] : mentions) {
      if (IsKnown(kind, code) || is_introduced(code)) continue;
      if (kind == CodeKind::kAlias && is_introduced(AliasOfAll(code))) continue;
      for (const AdmittedBatch::Mention& mention : who) {
        Verdict& unknown = verdicts.emplace_back(MakeVerdict(
            procedure ? ingestion::v1::REASON_PROCEDURE_UNKNOWN : ingestion::v1::REASON_UNIT_UNKNOWN,
            mention.field,
            procedure ? "the procedure has not been recorded yet; what depends on it counts as soon as it is"
                      : "the unit has not been recorded yet; the record counts as soon as it is"));
        unknown.set_index(mention.index);
        unknown.set_key(std::string(mention.part->SubjectOf(mention.row)));
      }
    }
  }
  std::sort(verdicts.begin(), verdicts.end(), [](const Verdict& a, const Verdict& b) {
    return a.index() != b.index() ? a.index() < b.index() : a.field() < b.field();
  });
  return verdicts;
}

// Gives the accepted records their places at the ends of their logs.
void RecordLog::Group::Place(AdmittedBatch& batch, const Sender& sender, Receipt& receipt) {
  const int month = ArrivalMonth(now_);
  for (auto& [name, part] : batch.parts) {
    Log& log = logs_.at(name);
    const int64_t first = log.head + 1;
    log.head += part.size();
    log.digest = Sha256(absl::StrCat(log.digest, batch.digest, first, ",", log.head));
    part.Place(static_cast<int16_t>(log.id), month, first);
    log.pieces.push_back(&part.rows());

    part_rows_.BeginRow(8);
    part_rows_.PutInt16(static_cast<int16_t>(log.id));
    part_rows_.PutInt64(first);
    part_rows_.PutInt64(log.head);
    part_rows_.PutInt32(month);
    part_rows_.PutInt32(sender.id);
    part_rows_.PutBytes(batch.batch_id);
    part_rows_.PutBytes(log.digest);
    part_rows_.PutTime(now_);

    record::v1::Position& position = *receipt.add_positions();
    position.set_log(name);
    position.set_sequence(log.head);
    position.set_digest(log.digest);
  }
}

void RecordLog::Group::Quarantine(const AdmittedBatch& batch, int sender_id) {
  for (const AdmittedBatch::Rejection& rejection : batch.rejections) {
    const Verdict& verdict = batch.verdicts[rejection.verdict];
    quarantine_rows_.BeginRow(10);
    quarantine_rows_.PutInt32(sender_id);
    quarantine_rows_.PutBytes(batch.batch_id);
    quarantine_rows_.PutInt32(verdict.index());
    quarantine_rows_.PutInt16(static_cast<int16_t>(rejection.kind));
    quarantine_rows_.PutInt16(static_cast<int16_t>(verdict.reason()));
    quarantine_rows_.PutBytes(verdict.field());
    quarantine_rows_.PutBytes(verdict.message());
    quarantine_rows_.PutBytes(verdict.key());
    quarantine_rows_.PutTime(now_);
    quarantine_rows_.PutBytes(rejection.record);
  }
}

void RecordLog::Group::AddOddities(const AdmittedBatch& batch, int sender_id) {
  if (batch.oddities.empty()) return;
  for (int oddity = ingestion::v1::Oddity_MIN + 1; oddity <= ingestion::v1::Oddity_MAX; ++oddity) {
    const Oddities::Tally& added = batch.oddities.tally(static_cast<ingestion::v1::Oddity>(oddity));
    if (added.of_count == 0) continue;
    Oddities::Tally& tally = tallies_[{sender_id, oddity}];
    tally.count += added.count;
    tally.of_count += added.of_count;
    for (const std::string& code : added.examples) {
      std::vector<std::string>& examples = tally.examples;
      if (std::find(examples.begin(), examples.end(), code) == examples.end()) examples.push_back(code);
    }
  }
}

void RecordLog::Group::Write() {
  if (batch_rows_.row_count() == 0) return;
  WriteRecords();
  CopyIn(raw_, "batch (sender_id, batch_id, number, digest, receipt, arrival_time)", {&batch_rows_});
  if (part_rows_.row_count() > 0) {
    CopyIn(
        raw_,
        "batch_part (log_id, first_sequence, last_sequence, arrival_month, sender_id, batch_id, log_digest,"
        " arrival_time)",
        {&part_rows_});
  }
  if (quarantine_rows_.row_count() > 0) {
    CopyIn(raw_,
           "quarantine (sender_id, batch_id, index, kind, reason, field, message, key, arrival_time, record)",
           {&quarantine_rows_});
  }
  WriteCodes();
  WriteFeeds();
  WriteFindings();
  UpdateHeads();
  UpdateSenders();
}

void RecordLog::Group::WriteRecords() {
  const int month = ArrivalMonth(now_);
  for (const auto& [name, log] : logs_) {
    if (log.pieces.empty()) continue;
    const std::string leaf = LeafName(log.id, month);
    if (!log.has_leaf) {
      // Attaching a finished table waits for no reader of `record`, as creating it in place would.
      work_.exec0(absl::StrCat("CREATE TABLE ", leaf, " (LIKE record)"));
      work_.exec0(absl::StrCat("ALTER TABLE record ATTACH PARTITION ", leaf, " FOR VALUES FROM (", log.id,
                               ", ", month, ") TO (", log.id, ", ", month + 1, ")"));
    }
    CopyIn(raw_, absl::StrCat(leaf, " (", RecordRows::kColumns, ")"), log.pieces);
  }
}

void RecordLog::Group::WriteCodes() {
  for (const auto& [kind, codes] : new_codes_) {
    if (codes.empty()) continue;
    work_.exec_params("INSERT INTO known_code SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
                      static_cast<int>(kind), TextArray(codes));
  }
}

void RecordLog::Group::WriteFeeds() {
  for (const record::v1::Record& record : feeds_) {
    const record::v1::FeedDeclaration& feed = record.feed();
    work_.exec_params(
        "INSERT INTO feed AS f (sender, kind, unit_code, revision, digest, retracted, precedence)"
        " VALUES ($1, $2, $3, $4, $5, $6, nullif($7, 0)) ON CONFLICT (sender, kind, unit_code) DO UPDATE"
        " SET revision = excluded.revision, digest = excluded.digest, retracted = excluded.retracted,"
        " precedence = excluded.precedence"
        " WHERE (f.revision, f.digest) < (excluded.revision, excluded.digest)",
        feed.sender(), static_cast<int>(feed.kind()), feed.unit_code(), record.revision(),
        pqxx::binarystring(ContentDigest(record)), record.retracted(), feed.precedence());
  }
}

void RecordLog::Group::WriteFindings() {
  if (tallies_.empty()) return;
  std::vector<std::string> senders, oddities, counts, of_counts, examples;
  for (const auto& [key, tally] : tallies_) {
    senders.push_back(std::to_string(key.first));
    oddities.push_back(std::to_string(key.second));
    counts.push_back(std::to_string(tally.count));
    of_counts.push_back(std::to_string(tally.of_count));
    examples.push_back(absl::StrJoin(tally.examples, " "));
  }
  // The first few examples stay.
  work_.exec_params(
      "INSERT INTO sender_finding AS f (sender_id, oddity, count, of_count, examples)"
      " SELECT sender_id, oddity, count, of_count, (string_to_array(examples, ' '))[1:5]"
      " FROM unnest($1::integer[], $2::smallint[], $3::bigint[], $4::bigint[], $5::text[])"
      " AS added (sender_id, oddity, count, of_count, examples) ON CONFLICT (sender_id, oddity) DO UPDATE"
      " SET count = f.count + excluded.count, of_count = f.of_count + excluded.of_count,"
      " examples = CASE WHEN cardinality(f.examples) >= 5 THEN f.examples ELSE (f.examples"
      " || array(SELECT unnest(excluded.examples) EXCEPT SELECT unnest(f.examples)))[1:5] END",
      TextArray(senders), TextArray(oddities), TextArray(counts), TextArray(of_counts), TextArray(examples));
}

void RecordLog::Group::UpdateHeads() {
  for (const auto& [name, log] : logs_) {
    if (log.pieces.empty()) continue;
    work_.exec_params("UPDATE log SET head_sequence = $2, head_digest = $3 WHERE id = $1", log.id, log.head,
                      pqxx::binarystring(log.digest));
  }
}

void RecordLog::Group::UpdateSenders() {
  for (const auto& [name, sender] : senders_) {
    if (!sender.changed) continue;
    work_.exec_params(
        "UPDATE sender SET chain = $2, batch_count = $3, accepted_count = $4, rejected_count = $5,"
        " last_arrival_time = to_timestamp($6::numeric / 1000000),"
        " newest_receive_time = greatest(newest_receive_time, to_timestamp($7::numeric)) WHERE id = $1",
        sender.id, pqxx::binarystring(sender.chain), sender.batches, sender.accepted, sender.rejected,
        absl::ToUnixMicros(now_), SecondsOrNull(sender.newest_receive_time));
    for (const auto& [log, position] : sender.positions) {
      work_.exec_params(
          "INSERT INTO sender_position VALUES ($1, $2, $3, $4) ON CONFLICT (sender_id, log_id)"
          " DO UPDATE SET sequence = excluded.sequence, log_digest = excluded.log_digest",
          sender.id, logs_.at(log).id, position.sequence(), pqxx::binarystring(position.digest()));
    }
  }
}

std::set<std::string> RecordLog::Group::Leaves() const {
  std::set<std::string> leaves;
  for (const auto& [name, log] : logs_) {
    if (!log.pieces.empty()) leaves.insert(LeafName(log.id, ArrivalMonth(now_)));
  }
  return leaves;
}

}  // namespace chiso
