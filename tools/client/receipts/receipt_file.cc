#include "tools/client/receipts/receipt_file.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/client/json.h"

namespace chiso {

std::string ReceiptLine(const ingestion::v1::Receipt& receipt) {
  return absl::StrCat(ToJsonLine(receipt), "\n");
}

bool BeginsAsReceipt(absl::string_view text) {
  // The fields are written in the order of their numbers, and every receipt names its sender and its batch.
  // Names of senders need no escapes.
  const auto take = [&text](absl::string_view word) {
    const size_t size = std::min(word.size(), text.size());
    const bool same = text.substr(0, size) == word.substr(0, size);
    text.remove_prefix(size);
    return same;
  };
  if (!take("{\"sender\":\"")) return false;
  text.remove_prefix(std::min(text.find('"'), text.size()));
  return take("\",\"batchId\":\"");
}

absl::Status ReadReceipts(const std::string& path,
                          const std::function<void(const ingestion::v1::Receipt&)>& take, int64_t end) {
  const auto failed = [&path] {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": ", errno != 0 ? std::strerror(errno) : "cannot be read"));
  };
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed();
  // A receipt of 10,000 verdicts takes some MiB: far more than a row of a table.
  std::string line;
  int64_t begin = 0;
  for (int64_t number = 1; begin < end && std::getline(file, line); ++number) {
    begin += static_cast<int64_t>(line.size()) + 1;
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
