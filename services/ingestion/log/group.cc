#include "services/ingestion/log/group.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/period.h"
#include "common/record/receipt_chain.h"
#include "common/sha256.h"
#include "services/ingestion/admission/verdict_limit.h"
#include "services/ingestion/log/sql.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;
using ingestion::v1::Receipt;
using ingestion::v1::Verdict;
using sql::BytesOf;
using sql::TextArray;

absl::Status Conflict() {
  return ErrorWithReason(absl::StatusCode::kAlreadyExists, "BATCH_CONFLICT",
                         "batch_id: an earlier batch of this sender has this name and other content");
}

Verdict Unknown(CodeKind kind, absl::string_view field) {
  if (kind == CodeKind::kProcedure) {
    return MakeVerdict(ingestion::v1::REASON_PROCEDURE_UNKNOWN, field,
                       "the procedure has not been recorded yet; what depends on it counts as soon as it is");
  }
  if (kind == CodeKind::kSender) {
    return MakeVerdict(ingestion::v1::REASON_SENDER_UNKNOWN, field,
                       "nothing has come from this sender yet; the record counts as soon as it does");
  }
  return MakeVerdict(ingestion::v1::REASON_UNIT_UNKNOWN, field,
                     "the unit has not been recorded yet; the record counts as soon as it is");
}

Verdict NotValid(absl::string_view field) {
  return MakeVerdict(ingestion::v1::REASON_UNIT_NOT_VALID, field,
                     "no unit bears this code then; the record counts as soon as one does");
}

}  // namespace

RecordLog::Group::Group(const KnownCodes& known_codes, Transaction& transaction,
                        absl::Span<AdmittedBatch> batches, absl::Time now)
    : known_codes_(known_codes), transaction_(transaction), batches_(batches), now_(now) {
  const absl::CivilMonth month = absl::ToCivilMonth(now, HoChiMinh());
  month_ = static_cast<int>(month.year()) * 100 + month.month();
}

void RecordLog::Group::Run() {
  Open();
  LoadKnownCodes();
  for (AdmittedBatch& batch : batches_) outcomes_.push_back(Settle(batch));
  Write();
}

// Locks the logs and the senders of the batches that are to be stored, and finds the batches that were there
// before. A sender that the database does not know is put in, which is rare, and all is asked once more.
void RecordLog::Group::Open() {
  std::set<std::string> logs, senders;
  for (const AdmittedBatch& batch : batches_) {
    if (batch.validate_only) continue;
    senders.insert(batch.sender);
    for (const auto& [name, part] : batch.parts) logs.insert(name);
  }
  LockAndFind(logs, senders);
  std::set<std::string> missing;
  for (const std::string& sender : senders) {
    if (senders_.count(sender) == 0) missing.insert(sender);
  }
  if (missing.empty()) return;
  transaction_.work().exec_params(
      "INSERT INTO sender (name) SELECT name FROM unnest($1::text[]) AS name ORDER BY name ON CONFLICT DO "
      "NOTHING",
      TextArray(missing));
  LockAndFind(logs, senders);
}

// One question, because everybody whose batch is in the group waits for each answer of the database.
//
// What is locked is as its last writer left it, but batches are found as they were when the question was
// asked. A batch that another writer has put in since then violates its unique key when this group puts it in
// again; then the transaction runs again, and finds it.
void RecordLog::Group::LockAndFind(const std::set<std::string>& logs, const std::set<std::string>& senders) {
  static constexpr Statement kOpen = {
      "open_group",
      "WITH logs AS (SELECT name, id, head_sequence, head_digest,"
      " to_regclass('record_' || id || '_' || $2) IS NOT NULL AS has_partition"
      " FROM log WHERE name = ANY($1::text[]) ORDER BY id FOR UPDATE),"
      " senders AS (SELECT name, id, chain, batch_count, accepted_count, rejected_count"
      " FROM sender WHERE name = ANY($3::text[]) ORDER BY id FOR UPDATE)"
      " SELECT 1, name, head_digest, id, head_sequence, has_partition::integer, NULL::bigint, NULL::text,"
      " NULL::bytea FROM logs"
      " UNION ALL SELECT 2, name, chain, id, batch_count, accepted_count, rejected_count, NULL, NULL"
      " FROM senders"
      " UNION ALL SELECT 3, s.name, b.digest, NULL, NULL, NULL, NULL, b.batch_id, b.receipt"
      " FROM unnest($4::text[], $5::text[]) AS q (sender, batch_id) JOIN sender s ON s.name = q.sender"
      " JOIN batch b ON b.sender_id = s.id AND b.batch_id = q.batch_id"};
  sql::ArrayColumn batch_senders, batch_ids;
  for (const AdmittedBatch& batch : batches_) {
    batch_senders.AddText(batch.sender);
    batch_ids.AddText(batch.batch_id);
  }
  Take(transaction_.BeginAndRun(kOpen, {TextArray(logs), std::to_string(month_), TextArray(senders),
                                        batch_senders.Literal(), batch_ids.Literal()}));
}

// Takes the answer of LockAndFind. The first column says what a row is: 1 a log, 2 a sender, 3 a batch.
void RecordLog::Group::Take(const pqxx::result& rows) {
  for (const pqxx::row& row : rows) {
    const int what = row[0].as<int>();
    const std::string name = row[1].as<std::string>();
    std::string bytes = BytesOf(row[2]);
    if (what == 1) {
      logs_[name] = {row[3].as<int>(), row[4].as<int64_t>(), std::move(bytes), row[5].as<int>() != 0, {}};
    } else if (what == 2) {
      senders_[name] = {row[3].as<int>(),     std::move(bytes),
                        row[4].as<int64_t>(), row[5].as<int64_t>(),
                        row[6].as<int64_t>(), false,
                        absl::InfinitePast(), {}};
    } else {
      Known& known = known_[{name, row[7].as<std::string>()}];
      known.digest = std::move(bytes);
      known.receipt.ParseFromString(BytesOf(row[8]));
    }
  }
}

// Asks only for codes that this process does not know yet, which are few: as a rule it asks nothing.
void RecordLog::Group::LoadKnownCodes() {
  CodesByKind unsure;
  for (const AdmittedBatch& batch : batches_) {
    for (const auto& [kind, mentions] : batch.mentions) {
      for (const auto& [code, who] : mentions) {
        if (kind == CodeKind::kUnit ? IsSettled(code, who) : IsKnown(kind, code)) continue;
        unsure[kind].insert(code);
        if (kind == CodeKind::kAlias) unsure[kind].emplace(AliasOfAll(code));
      }
    }
  }
  for (const auto& [kind, codes] : unsure) {
    if (kind == CodeKind::kUnit) {
      KnownCodes known;
      ReadUnits(transaction_.work(), codes, known);
      for (const std::string& code : codes) {
        if (known.Contains(kind, code)) codes_[kind].insert(code);
        unit_times_.TakeOf(known.units(), code);
      }
      continue;
    }
    static constexpr Statement kFindSenders = {"find_senders",
                                               "SELECT name FROM sender WHERE name = ANY($1::text[])"};
    static constexpr Statement kFind = {
        "find_codes", "SELECT code FROM known_code WHERE kind = $1 AND code = ANY($2::text[])"};
    const pqxx::result rows = kind == CodeKind::kSender
                                  ? transaction_.Run(kFindSenders, TextArray(codes))
                                  : transaction_.Run(kFind, static_cast<int>(kind), TextArray(codes));
    for (const pqxx::row& row : rows) codes_[kind].insert(row[0].as<std::string>());
  }
}

// Whether this process knows a unit for all who mention the code. Takes what it knows of it.
bool RecordLog::Group::IsSettled(const std::string& unit, const std::vector<AdmittedBatch::Mention>& who) {
  unit_times_.TakeOf(known_codes_.units(), unit);
  return std::all_of(who.begin(), who.end(), [&](const AdmittedBatch::Mention& mention) {
    return known_codes_.Resolve(CodeKind::kUnit, unit, mention.when) == Resolution::kKnown;
  });
}

bool RecordLog::Group::IsKnown(CodeKind kind, const std::string& code) const {
  const auto known = [&](const std::string& text) {
    const auto it = codes_.find(kind);
    return (it != codes_.end() && it->second.count(text) > 0) || known_codes_.Contains(kind, text);
  };
  return known(code) || (kind == CodeKind::kAlias && known(std::string(AliasOfAll(code))));
}

// Decides what comes of a batch.
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
  return Append(batch);
}

// Puts a new batch at the ends of its logs and of its sender's chain.
Receipt RecordLog::Group::Append(AdmittedBatch& batch) {
  Introduce(batch);
  Receipt receipt = Examined(batch);
  Sender& sender = senders_.at(batch.sender);
  Place(batch, sender, receipt);
  PlaceUnits(batch);
  receipt.set_previous_chain(sender.chain);
  receipt.set_chain_version(kChainVersion);
  receipt.set_chain(ReceiptChain(receipt));
  Count(batch, receipt, sender);
  Quarantine(batch, sender.id);
  AddFindings(batch, sender.id);
  AddFeeds(batch);
  books_.batches.Add(sender.id, batch.batch_id, sender.batches, Book::Bytes{batch.digest},
                     Book::Bytes{receipt.SerializeAsString()});
  known_[{batch.sender, batch.batch_id}] = {batch.digest, receipt};
  return receipt;
}

// From here on the codes that the batch introduces are known, to itself and to the batches after it.
void RecordLog::Group::Introduce(const AdmittedBatch& batch) {
  for (const auto& [kind, codes] : batch.introduced) {
    for (const std::string& code : codes) {
      if (!IsKnown(kind, code)) new_codes_[kind].insert(code);
    }
    codes_[kind].insert(codes.begin(), codes.end());
  }
  for (const AdmittedBatch::UnitRow& unit : batch.units) unit_times_.Take(unit.time);
}

// Moves the sender on by a batch with this receipt.
void RecordLog::Group::Count(const AdmittedBatch& batch, const Receipt& receipt, Sender& sender) {
  sender.chain = receipt.chain();
  sender.batches += 1;
  sender.accepted += receipt.accepted_count();
  sender.rejected += receipt.rejected_count();
  sender.changed = true;
  sender.newest_receive_time = std::max(sender.newest_receive_time, batch.newest_receive_time);
  for (const record::v1::Position& position : receipt.positions())
    sender.positions[position.log()] = position;
}

// The receipt without what only a stored batch has: positions and chain.
Receipt RecordLog::Group::Examined(const AdmittedBatch& batch) const {
  Receipt receipt;
  receipt.set_sender(batch.sender);
  receipt.set_batch_id(batch.batch_id);
  *receipt.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now_));
  receipt.set_accepted_count(batch.accepted_count);
  receipt.set_rejected_count(static_cast<int32_t>(batch.rejections.size()));
  receipt.set_digest(batch.digest);
  std::vector<Verdict> unknown = UnknownCodes(batch), verdicts;
  verdicts.reserve(unknown.size() + batch.verdicts.size());
  std::merge(std::make_move_iterator(unknown.begin()), std::make_move_iterator(unknown.end()),
             batch.verdicts.begin(), batch.verdicts.end(), std::back_inserter(verdicts),
             [](const Verdict& a, const Verdict& b) { return a.index() < b.index(); });
  receipt.set_omitted_warning_count(LimitVerdicts(verdicts));
  receipt.mutable_verdicts()->Assign(std::make_move_iterator(verdicts.begin()),
                                     std::make_move_iterator(verdicts.end()));
  return receipt;
}

// The warnings about what other records will have to introduce, ordered by index and field.
std::vector<Verdict> RecordLog::Group::UnknownCodes(const AdmittedBatch& batch) const {
  struct Warned {
    const AdmittedBatch::Mention* mention = nullptr;
    CodeKind kind{};
    bool known = false;
  };
  // By place. Others wait for what this group has locked, so it sorts nothing.
  std::vector<Warned> warned(batch.mention_count);
  // Of a batch that is only examined the units are not taken for good.
  UnitTimes own;
  const bool has_own = batch.validate_only && !batch.units.empty();
  if (has_own) {
    own = unit_times_;
    for (const AdmittedBatch::UnitRow& unit : batch.units) own.Take(unit.time);
  }
  const UnitTimes& times = has_own ? own : unit_times_;
  for (const auto& [kind, mentions] : batch.mentions) {
    const auto introduced = batch.introduced.find(kind);
    const auto is_introduced = [&](const std::string& code) {
      return introduced != batch.introduced.end() && introduced->second.count(code) > 0;
    };
    for (const auto& [code, who] : mentions) {
      const bool known = IsKnown(kind, code) || is_introduced(code) ||
                         (kind == CodeKind::kAlias && is_introduced(std::string(AliasOfAll(code))));
      if (known && (kind != CodeKind::kUnit || !times.Has(code))) continue;
      for (const AdmittedBatch::Mention& mention : who) {
        if (known && times.Bears(code, mention.when)) continue;
        warned[mention.place] = {&mention, kind, known};
      }
    }
  }
  std::vector<Verdict> verdicts;
  for (const Warned& warning : warned) {
    if (warning.mention == nullptr) continue;
    const AdmittedBatch::Mention& mention = *warning.mention;
    Verdict& verdict =
        verdicts.emplace_back(warning.known ? NotValid(mention.field) : Unknown(warning.kind, mention.field));
    verdict.set_index(mention.index);
    verdict.set_key(std::string(mention.part->SubjectOf(mention.row)));
  }
  return verdicts;
}

// Requires: the batch has been placed.
void RecordLog::Group::PlaceUnits(const AdmittedBatch& batch) {
  if (batch.units.empty()) return;
  const int64_t first = logs_.at(kReferenceLog).head - batch.parts.at(kReferenceLog).size() + 1;
  for (const AdmittedBatch::UnitRow& unit : batch.units) units_.push_back({unit.time, first + unit.row});
}

// Gives the accepted records their places at the ends of their logs.
void RecordLog::Group::Place(AdmittedBatch& batch, const Sender& sender, Receipt& receipt) {
  for (auto& [name, part] : batch.parts) {
    Log& log = logs_.at(name);
    const int64_t first = log.head + 1;
    log.head += part.size();
    log.digest = Sha256(absl::StrCat(log.digest, batch.digest, first, ",", log.head));
    part.Place(static_cast<int16_t>(log.id), month_, first);
    log.pieces.push_back(part.bytes());
    books_.parts.Add(log.id, first, log.head, sender.id, batch.batch_id, Book::Bytes{log.digest});
    record::v1::Position& position = *receipt.add_positions();
    position.set_log(name);
    position.set_sequence(log.head);
    position.set_digest(log.digest);
  }
}

// Keeps the refused records, each with its verdict.
void RecordLog::Group::Quarantine(const AdmittedBatch& batch, int sender_id) {
  for (const AdmittedBatch::Rejection& rejection : batch.rejections) {
    const Verdict& verdict = batch.verdicts[rejection.verdict];
    quarantine_rows_.Add(sender_id, batch.batch_id, verdict.index(), static_cast<int16_t>(rejection.kind),
                         static_cast<int16_t>(verdict.reason()), verdict.field(), verdict.message(),
                         verdict.key(), now_, rejection.record);
  }
}

// Adds up the findings about the sender's dossiers over the batches of the group.
void RecordLog::Group::AddFindings(const AdmittedBatch& batch, int sender_id) {
  if (batch.quality_checks.empty()) return;
  for (int check = ingestion::v1::Oddity_MIN + 1; check <= ingestion::v1::Oddity_MAX; ++check) {
    const QualityChecks::Tally& added = batch.quality_checks.tally(static_cast<ingestion::v1::Oddity>(check));
    if (added.of_count == 0) continue;
    tallies_[{sender_id, check}].Add(added);
  }
}

void RecordLog::Group::AddFeeds(const AdmittedBatch& batch) {
  for (const AdmittedBatch::Feed& feed : batch.feeds) {
    const record::v1::FeedDeclaration& declaration = feed.declaration;
    const AdmittedBatch::Feed*& newest =
        feeds_[{declaration.sender(), declaration.kind(), declaration.unit_code()}];
    if (newest == nullptr || feed.version > newest->version) newest = &feed;
  }
}

}  // namespace chiso
