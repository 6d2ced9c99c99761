#include "services/ingestion/admitted_batch.h"

#include <optional>
#include <utility>

#include "common/sha256.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;

constexpr int16_t kFields = 8;
// Where a row's first three values lie: after the number of fields, each value has its length before it.
constexpr size_t kLogOffset = 2 + 4;
constexpr size_t kMonthOffset = kLogOffset + 2 + 4;
constexpr size_t kSequenceOffset = kMonthOffset + 4 + 4;

// Of a verdict and of a mention, strings and the receipt's copy included.
constexpr int64_t kVerdictBytes = 600;
constexpr int64_t kMentionBytes = 200;

void Accept(rv1::Record& record, int32_t index, const Routing& routing, AdmittedBatch& admitted) {
  ++admitted.accepted_count;
  if (record.retracted()) KeepKeyOnly(record);
  admitted.parts[LogOf(record, routing)].Add(record);
  if (record.retracted()) return;
  if (record.has_unit()) admitted.units_recorded.insert(record.unit().code());
  if (record.has_unit_return()) {
    admitted.mentions.push_back({index, record.unit_return().unit_code(), KeyOf(record)});
  }
}

int64_t BytesOf(const AdmittedBatch& batch) {
  int64_t bytes = static_cast<int64_t>(sizeof(batch)) +
                  kVerdictBytes * static_cast<int64_t>(batch.verdicts.size()) +
                  kMentionBytes * static_cast<int64_t>(batch.mentions.size());
  for (const auto& [log, part] : batch.parts) bytes += static_cast<int64_t>(part.rows().bytes().size());
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

void RecordRows::Add(const rv1::Record& record) {
  rows_.BeginRow(kFields);
  rows_.PutInt16(0);
  rows_.PutInt32(0);
  rows_.PutInt64(0);
  rows_.PutInt64(record.revision());
  rows_.PutInt16(static_cast<int16_t>(KindOf(record)));
  rows_.PutBool(record.retracted());
  rows_.PutBytes(KeyOf(record));
  char* payload = rows_.PutRoom(record.ByteSizeLong());
  record.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(payload));
}

void RecordRows::Place(int16_t log_id, int32_t arrival_month, int64_t first_sequence) {
  for (int64_t row = 0; row < size(); ++row) {
    rows_.SetInt16(row, kLogOffset, log_id);
    rows_.SetInt32(row, kMonthOffset, arrival_month);
    rows_.SetInt64(row, kSequenceOffset, first_sequence + row);
  }
}

AdmittedBatch Admit(ingestion::v1::Batch& batch, absl::string_view received, const Routing& routing,
                    absl::Time now) {
  AdmittedBatch admitted;
  admitted.sender = batch.sender();
  admitted.batch_id = batch.batch_id();
  admitted.validate_only = batch.validate_only();
  admitted.digest = Sha256(received);
  admitted.stored_digest = StoredDigest(batch, admitted.digest);
  for (int32_t index = 0; index < batch.records_size(); ++index) {
    rv1::Record& record = *batch.mutable_records(index);
    // What this version does not know it cannot check; it must not slip into the log.
    record.DiscardUnknownFields();
    std::optional<ingestion::v1::Verdict> verdict = Examine(record, now);
    const bool rejected = verdict.has_value() && verdict->severity() == ingestion::v1::SEVERITY_REJECTED;
    if (rejected) {
      admitted.rejections.push_back({static_cast<int32_t>(admitted.verdicts.size()), KindOf(record)});
    } else {
      Accept(record, index, routing, admitted);
    }
    if (verdict.has_value()) {
      verdict->set_index(index);
      admitted.verdicts.push_back(*std::move(verdict));
    }
  }
  admitted.bytes = BytesOf(admitted);
  return admitted;
}

}  // namespace chiso
