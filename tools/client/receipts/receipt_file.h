// Receipts in a file: one a line, each in protobuf's own JSON, bytes as base64.

#ifndef CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_FILE_H_
#define CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_FILE_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "chiso/ingestion/v1/batch.pb.h"

namespace chiso {

// The receipt as a line, with its end. Read again it is the same byte for byte.
std::string ReceiptLine(const ingestion::v1::Receipt& receipt);

// Whether the text is a receipt's line, or the beginning of one as far as it goes. Any text shorter than the
// names of sender and batch may be something else.
bool BeginsAsReceipt(absl::string_view text);

// Gives each receipt of the file to `take`, in order; empty lines are passed over. Reads the lines that begin
// before the byte `end`. INVALID_ARGUMENT with file and line: it cannot be read, or a line is no receipt.
absl::Status ReadReceipts(const std::string& path,
                          const std::function<void(const ingestion::v1::Receipt&)>& take,
                          int64_t end = std::numeric_limits<int64_t>::max());

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_FILE_H_
