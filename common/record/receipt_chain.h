// What binds a sender's receipts to one another.

#ifndef CHISO_COMMON_RECORD_RECEIPT_CHAIN_H_
#define CHISO_COMMON_RECORD_RECEIPT_CHAIN_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/record/positions.h"

namespace chiso {

// The version of the chain that new receipts get: what Receipt.chain_version says.
inline constexpr int kChainVersion = 1;

// The values that a chain binds, one after another, each with its length: no two lists of values give the
// same bytes.
class ChainedValues {
 public:
  ChainedValues& Add(absl::string_view value) {
    absl::StrAppend(&bytes_, value.size(), ":", value, ",");
    return *this;
  }
  ChainedValues& Add(int64_t number) { return Add(absl::AlphaNum(number).Piece()); }

  // SHA-256 of all of them, 32 bytes.
  std::string Chain() const;

 private:
  std::string bytes_;
};

// The chain of the first receipts, which have no chain_version.
std::string FirstReceiptChain(absl::string_view previous_chain, absl::string_view digest,
                              int64_t accepted_count, int64_t rejected_count, const Positions& positions);

// The chain that the other fields of a receipt give, in the version that it says, as the contract of
// Receipt.chain has it; empty where this program does not know the version. `Receipt` is
// chiso.ingestion.v1.Receipt, which this library does not know.
template <typename Receipt>
std::string ReceiptChain(const Receipt& receipt) {
  if (receipt.chain_version() == 0) {
    return FirstReceiptChain(receipt.previous_chain(), receipt.digest(), receipt.accepted_count(),
                             receipt.rejected_count(), receipt.positions());
  }
  if (receipt.chain_version() != kChainVersion) return "";
  ChainedValues values;
  values.Add(receipt.chain_version()).Add(receipt.previous_chain()).Add(receipt.sender());
  values.Add(receipt.batch_id()).Add(receipt.digest());
  values.Add(receipt.create_time().seconds()).Add(receipt.create_time().nanos());
  values.Add(receipt.accepted_count()).Add(receipt.rejected_count());
  values.Add(receipt.positions_size());
  for (const record::v1::Position& position : receipt.positions()) {
    values.Add(position.log()).Add(position.sequence()).Add(position.digest());
  }
  values.Add(receipt.verdicts_size());
  for (const auto& verdict : receipt.verdicts()) {
    values.Add(verdict.index()).Add(verdict.severity()).Add(verdict.reason());
    values.Add(verdict.field()).Add(verdict.message()).Add(verdict.key());
  }
  values.Add(receipt.omitted_warning_count());
  return values.Chain();
}

}  // namespace chiso

#endif  // CHISO_COMMON_RECORD_RECEIPT_CHAIN_H_
