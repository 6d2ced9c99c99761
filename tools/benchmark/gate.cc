#include "tools/benchmark/gate.h"

#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/record_rows.h"

namespace chiso::bench {
namespace {

using ingestion::v1::Batch;
using ingestion::v1::Receipt;

void CheckReceipts(const std::vector<Receipt>& receipts, int64_t count) {
  ReceiptCheck check;
  for (const Receipt& receipt : receipts) check.Add(receipt);
  const ReceiptReport report = check.Finish();
  if (!report.faults.empty()) Fail(absl::StrCat("gate: a receipt is at fault: ", report.faults[0].message));
  for (const WholeLog& log : report.logs) {
    if (log.log == "main" && log.sequence == count) return;
  }
  Fail("gate: the receipts do not account for the whole log");
}

}  // namespace

// `fields` are a row's revision, kind, retracted, subject and payload, as COPY has them.
void Gate::Add(absl::string_view fields, Digest& digest) {
  const std::string hash = Sha256(fields);
  Digest added;
  std::memcpy(added.sum.data(), hash.data(), sizeof(added.sum));
  for (size_t i = 0; i < digest.sum.size(); ++i) digest.sum[i] += added.sum[i];
}

void Gate::Add(const SubmitLoad& load, const Dossiers& dossiers, const std::vector<Receipt>& receipts) {
  if (static_cast<int64_t>(receipts.size()) != load.batches) Fail("gate: not every batch has a receipt");
  Batch batch;
  for (int64_t number = 0; number < load.batches; ++number) {
    load.FillBatch(dossiers, number, batch);
    const Receipt& receipt = receipts[number];
    if (receipt.sender() != batch.sender() || receipt.batch_id() != batch.batch_id() ||
        receipt.digest() != Sha256(batch.SerializeAsString())) {
      Fail("gate: a receipt is not of the batch that was sent");
    }
    if (receipt.accepted_count() != load.batch_records || receipt.rejected_count() != 0 ||
        !receipt.verdicts().empty()) {
      Fail(absl::StrCat("gate: a record was refused or remarked upon: ",
                        receipt.verdicts().empty() ? "" : receipt.verdicts(0).message()));
    }
    for (const record::v1::Record& record : batch.records()) {
      RecordRows rows;
      AddRow(rows, 0, 0, 0, record);
      CopyReader row(rows.bytes());
      row.NextRow();
      // The log, the month and the sequence are left out.
      for (int i = 0; i < 3; ++i) row.Bytes();
      Add(row.rest(), sent_);
    }
  }
  count_ += load.records();
  receipts_.insert(receipts_.end(), receipts.begin(), receipts.end());
}

int64_t Gate::Check(Database& database) const {
  const std::string log = database.Value("SELECT id FROM log WHERE name = 'main'");
  if (database.Number(absl::StrCat("SELECT head_sequence FROM log WHERE id = ", log)) != count_) {
    Fail("gate: the head of the log is not at the number of records sent");
  }
  std::vector<bool> seen(count_);
  int64_t found = 0;
  Digest stored;
  database.CopyOut(
      absl::StrCat("SELECT sequence, revision, kind, retracted, subject, payload FROM record WHERE log_id = ",
                   log),
      [&](CopyReader& row) {
        const int64_t sequence = row.Int64();
        if (sequence < 1 || sequence > count_ || seen[sequence - 1])
          Fail("gate: a sequence number is out of place");
        seen[sequence - 1] = true;
        ++found;
        Add(row.rest(), stored);
      });
  // As many different ones of 1 to count_.
  if (found != count_)
    Fail(absl::StrCat("gate: ", count_, " records were sent, and ", found, " lie in the log"));
  if (!(stored == sent_)) Fail("gate: what lies in the log is not what was sent");
  CheckReceipts(receipts_, count_);
  return count_;
}

}  // namespace chiso::bench
