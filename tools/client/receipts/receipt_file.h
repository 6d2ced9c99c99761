// Receipts in a file: one a line, each in protobuf's own JSON, bytes as base64.

#ifndef CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_FILE_H_
#define CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_FILE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "chiso/ingestion/v1/batch.pb.h"

namespace chiso {

// The receipt as a line, with its end. Read again it is the same byte for byte.
std::string ReceiptLine(const ingestion::v1::Receipt& receipt);

// Gives each receipt of the file to `take`, in order; empty lines are passed over. INVALID_ARGUMENT with file
// and line: it cannot be read, or a line is no receipt.
absl::Status ReadReceipts(const std::string& path,
                          const std::function<void(const ingestion::v1::Receipt&)>& take);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_FILE_H_
