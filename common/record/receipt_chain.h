// What binds a sender's receipts to one another.

#ifndef CHISO_COMMON_RECORD_RECEIPT_CHAIN_H_
#define CHISO_COMMON_RECORD_RECEIPT_CHAIN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "common/record/positions.h"

namespace chiso {

// The fields of a receipt that its chain binds, as they stand in the receipt.
struct ChainedFields {
  absl::string_view previous_chain;
  absl::string_view digest;
  int64_t accepted_count;
  int64_t rejected_count;
  const Positions& positions;
};

// The chain of a receipt with these fields, 32 bytes: SHA-256 of the line that the contract of Receipt.chain
// gives.
std::string ReceiptChain(const ChainedFields& fields);

}  // namespace chiso

#endif  // CHISO_COMMON_RECORD_RECEIPT_CHAIN_H_
