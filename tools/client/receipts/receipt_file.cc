#include "tools/client/receipts/receipt_file.h"

#include <google/protobuf/util/json_util.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/client/json.h"

namespace chiso {

std::string ReceiptLine(const ingestion::v1::Receipt& receipt) {
  return absl::StrCat(ToJsonLine(receipt), "\n");
}

absl::Status ReadReceipts(const std::string& path,
                          const std::function<void(const ingestion::v1::Receipt&)>& take) {
  const auto failed = [&path] {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": ", errno != 0 ? std::strerror(errno) : "cannot be read"));
  };
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed();
  // A receipt of 10,000 verdicts takes some MiB: far more than a row of a table.
  std::string line;
  for (int64_t number = 1; std::getline(file, line); ++number) {
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    ingestion::v1::Receipt receipt;
    if (!google::protobuf::util::JsonStringToMessage(line, &receipt).ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":", number, ": is not a receipt in JSON"));
    }
    take(receipt);
  }
  return file.bad() ? failed() : absl::OkStatus();
}

}  // namespace chiso
