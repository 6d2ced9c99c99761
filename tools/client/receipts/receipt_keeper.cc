#include "tools/client/receipts/receipt_keeper.h"

#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tools/client/receipts/receipt_file.h"

namespace chiso {

absl::StatusOr<std::unique_ptr<ReceiptKeeper>> ReceiptKeeper::Open(const std::string& path) {
  std::unique_ptr<ReceiptKeeper> keeper(new ReceiptKeeper(path));
  keeper->file_.reset(std::fopen(path.c_str(), "a+b"));
  if (keeper->file_ == nullptr) return keeper->Failure();
  if (absl::Status status = keeper->RemoveBrokenLine(); !status.ok()) return status;
  const absl::Status read = ReadReceipts(
      path, [&keeper](const ingestion::v1::Receipt& receipt) { keeper->chains_.insert(receipt.chain()); });
  if (!read.ok()) return read;
  return keeper;
}

// Cuts the file behind its last line end.
absl::Status ReceiptKeeper::RemoveBrokenLine() {
  if (fseeko(file_.get(), 0, SEEK_END) != 0) return Failure();
  off_t end = ftello(file_.get());
  while (end > 0) {
    if (fseeko(file_.get(), end - 1, SEEK_SET) != 0) return Failure();
    const int c = std::fgetc(file_.get());
    if (c == EOF) return Failure();
    if (c == '\n') break;
    --end;
  }
  return ftruncate(fileno(file_.get()), end) == 0 ? absl::OkStatus() : Failure();
}

absl::Status ReceiptKeeper::Keep(const ingestion::v1::Receipt& receipt) {
  if (receipt.chain().empty() || chains_.contains(receipt.chain())) return absl::OkStatus();
  const std::string line = ReceiptLine(receipt);
  if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size() || std::fflush(file_.get()) != 0 ||
      fdatasync(fileno(file_.get())) != 0) {
    return Failure();
  }
  chains_.insert(receipt.chain());
  return absl::OkStatus();
}

absl::Status ReceiptKeeper::Failure() const {
  return absl::InvalidArgumentError(absl::StrCat(path_, ": ", std::strerror(errno)));
}

}  // namespace chiso
