#include "tools/client/receipts/receipt_keeper.h"

#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/client/receipts/receipt_file.h"

namespace chiso {
namespace {

// How far into a line the names of sender and batch reach at most, up to the batch's own: a sender's name has
// 100 characters.
constexpr size_t kNamesBytes = 160;

}  // namespace

absl::StatusOr<std::unique_ptr<ReceiptKeeper>> ReceiptKeeper::Open(const std::string& path) {
  std::unique_ptr<ReceiptKeeper> keeper(new ReceiptKeeper(path));
  keeper->file_.reset(std::fopen(path.c_str(), "a+b"));
  if (keeper->file_ == nullptr) return keeper->Failure();
  const absl::StatusOr<int64_t> end = keeper->EndOfLastLine();
  if (!end.ok()) return end.status();
  // Nothing is cut before all of the file is known to be receipts.
  absl::Status taken;
  const absl::Status read = ReadReceipts(
      path,
      [&](const ingestion::v1::Receipt& receipt) {
        if (receipt.chain().empty()) {
          taken.Update(
              absl::InvalidArgumentError(absl::StrCat(path, ": holds something else than receipts")));
        }
        keeper->chains_.insert(receipt.chain());
      },
      *end);
  if (!read.ok()) return read;
  if (!taken.ok()) return taken;
  if (absl::Status status = keeper->MendLastLine(*end); !status.ok()) return status;
  return keeper;
}

// Where the last line begins that has no end; the size of the file, where every line has one.
absl::StatusOr<int64_t> ReceiptKeeper::EndOfLastLine() {
  if (fseeko(file_.get(), 0, SEEK_END) != 0) return Failure();
  off_t end = ftello(file_.get());
  while (end > 0) {
    if (fseeko(file_.get(), end - 1, SEEK_SET) != 0) return Failure();
    const int c = std::fgetc(file_.get());
    if (c == EOF) return Failure();
    if (c == '\n') break;
    --end;
  }
  return end;
}

// Cuts what stands behind `end`, if it is a receipt that was broken off.
absl::Status ReceiptKeeper::MendLastLine(int64_t end) {
  std::string begin(kNamesBytes, 0);
  if (fseeko(file_.get(), end, SEEK_SET) != 0) return Failure();
  begin.resize(std::fread(begin.data(), 1, begin.size(), file_.get()));
  if (std::ferror(file_.get())) return Failure();
  if (begin.empty()) return absl::OkStatus();
  // By itself, what is too short to be told may be anything.
  const bool told = !chains_.empty() || absl::StrContains(begin, "\"batchId\":\"");
  if (!told || !BeginsAsReceipt(begin)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": its last line is no receipt that was broken off; name another file"));
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
