#include "services/ingestion/admission/admitted_batch.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "common/record/content_digest.h"
#include "common/sha256.h"
#include "services/ingestion/admission/published.h"
#include "services/ingestion/admission/unknown_fields.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;

// Of a verdict and of a mention, strings and the receipt's copy included.
constexpr int64_t kVerdictBytes = 600;
// Of what is kept of a refused record: eight times the largest that can be accepted.
constexpr size_t kMaxKeptBytes = 64 << 10;
constexpr int64_t kMentionBytes = sizeof(AdmittedBatch::Mention) + 8;
// Of what a record of a unit says, its code and digest included.
constexpr int64_t kUnitBytes = 200;

using Codes = absl::flat_hash_set<absl::string_view>;

// The units that the batch has a record of: what is known of these may change with it.
Codes UnitsOf(const ingestion::v1::Batch& batch) {
  Codes codes;
  for (const rv1::Record& record : batch.records()) {
    if (record.has_unit()) codes.insert(record.unit().code());
  }
  return codes;
}

// `left` and `bytes`: how many records are left, this one included, and how many bytes the batch has.
void Accept(rv1::Record& record, int32_t index, size_t left, size_t bytes, const Routing& routing,
            const KnownCodes& known, const Codes& own_units, AdmittedBatch& admitted) {
  ++admitted.accepted_count;
  if (record.retracted()) KeepKeyOnly(record);
  const auto [it, first] = admitted.parts.try_emplace(LogOf(record, routing));
  RecordRows& part = it->second;
  if (first) part.Reserve(left, bytes);
  const auto row = static_cast<int32_t>(part.size());
  part.Add(record);
  if (record.has_feed()) admitted.feeds.push_back({record.feed(), record.retracted(), VersionOf(record)});
  if (record.has_unit()) admitted.units.push_back({UnitTimeOf(record), row});
  if (record.retracted()) return;
  ForEachIntroduced(record,
                    [&](CodeKind kind, absl::string_view code) { admitted.introduced[kind].emplace(code); });
  ForEachMention(record, admitted.sender, [&](const CodeMention& mention) {
    const bool own =
        mention.kind == CodeKind::kUnit && !own_units.empty() && own_units.contains(mention.code);
    if (!own && known.Resolve(mention.kind, mention.code, mention.when) == Resolution::kKnown) return;
    admitted.mentions[mention.kind][mention.code].push_back({index, row, &part, mention.field, mention.when});
  });
  if (!record.has_dossier()) return;
  admitted.quality_checks.Add(record.dossier());
  if (!record.dossier().has_receive_time()) return;
  admitted.newest_receive_time = std::max(admitted.newest_receive_time,
                                          absl::FromUnixSeconds(record.dossier().receive_time().seconds()));
}

// What is kept of a refused record: of one that is far larger than any good one the key alone, because its
// lists may hold anything.
std::string Kept(const rv1::Record& record) {
  rv1::Record kept = record;
  if (kept.ByteSizeLong() > kMaxKeptBytes && kept.content_case() != rv1::Record::CONTENT_NOT_SET) {
    KeepKeyOnly(kept);
  }
  KeepWellFormed(kept);
  return kept.SerializeAsString();
}

// Gives the mentions their places.
void Order(AdmittedBatch& batch) {
  std::vector<AdmittedBatch::Mention*> all;
  for (auto& [kind, mentions] : batch.mentions) {
    for (auto& [code, who] : mentions) {
      for (AdmittedBatch::Mention& mention : who) all.push_back(&mention);
    }
  }
  std::sort(all.begin(), all.end(), [](const AdmittedBatch::Mention* a, const AdmittedBatch::Mention* b) {
    return std::tie(a->index, a->field) < std::tie(b->index, b->field);
  });
  for (size_t i = 0; i < all.size(); ++i) all[i]->place = static_cast<int32_t>(i);
  batch.mention_count = all.size();
}

int64_t BytesOf(const AdmittedBatch& batch) {
  int64_t bytes =
      static_cast<int64_t>(sizeof(batch)) + kVerdictBytes * static_cast<int64_t>(batch.verdicts.size());
  for (const auto& [log, part] : batch.parts) bytes += static_cast<int64_t>(part.bytes().size());
  for (const auto& [kind, mentions] : batch.mentions) {
    for (const auto& [code, who] : mentions) bytes += kMentionBytes * static_cast<int64_t>(who.size());
  }
  bytes += kUnitBytes * static_cast<int64_t>(batch.units.size());
  for (const AdmittedBatch::Rejection& rejection : batch.rejections) {
    bytes += static_cast<int64_t>(rejection.record.size());
  }
  return bytes;
}

std::string StoredDigest(ingestion::v1::Batch& batch, const std::string& digest) {
  if (!batch.validate_only()) return digest;
  batch.set_validate_only(false);
  const std::string stored = Sha256(batch.SerializeAsString());
  batch.set_validate_only(true);
  return stored;
}

}  // namespace

AdmittedBatch Admit(ingestion::v1::Batch& batch, absl::string_view received, const Routing& routing,
                    absl::Time now, const KnownCodes& known) {
  AdmittedBatch admitted;
  admitted.sender = batch.sender();
  admitted.batch_id = batch.batch_id();
  admitted.validate_only = batch.validate_only();
  admitted.digest = Sha256(received);
  admitted.stored_digest = StoredDigest(batch, admitted.digest);
  const Codes own_units = UnitsOf(batch);
  for (int32_t index = 0; index < batch.records_size(); ++index) {
    rv1::Record& record = *batch.mutable_records(index);
    // What this version does not know it cannot check; it must not slip into the log.
    DiscardUnknown(record);
    ReadNamesAsSeen(record);
    std::vector<ingestion::v1::Verdict> verdicts = Examine(record, now);
    if (!verdicts.empty() && verdicts[0].severity() == ingestion::v1::SEVERITY_REJECTED) {
      admitted.rejections.push_back(
          {static_cast<int32_t>(admitted.verdicts.size()), KindOf(record), Kept(record)});
    } else {
      if (Finding late = TooLate(record, known)) {
        late->set_key(KeyOf(record));
        verdicts.push_back(*std::move(late));
      }
      Accept(record, index, batch.records_size() - index, received.size(), routing, known, own_units,
             admitted);
    }
    for (ingestion::v1::Verdict& verdict : verdicts) {
      verdict.set_index(index);
      admitted.verdicts.push_back(std::move(verdict));
    }
  }
  Order(admitted);
  admitted.bytes = BytesOf(admitted);
  return admitted;
}

}  // namespace chiso
