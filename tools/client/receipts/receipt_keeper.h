// Keeps the receipts of what was sent.

#ifndef CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_KEEPER_H_
#define CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_KEEPER_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chiso/ingestion/v1/batch.pb.h"

namespace chiso {

// Appends receipts to a file, each once, in the form of receipt_file.h. Not thread-safe, and of one process
// at a time.
class ReceiptKeeper {
 public:
  // Reads what the file holds; a file that is not there is made. A last line that was broken off is taken
  // away: its batch is sent again. INVALID_ARGUMENT: it cannot be read or written, or it holds something else
  // than receipts of batches that were stored; then it stays as it is.
  static absl::StatusOr<std::unique_ptr<ReceiptKeeper>> Open(const std::string& path);

  // Once this returns OK the receipt is on the disk. A receipt without a chain, of a batch that was only
  // checked, and one that the file has are passed over. INVALID_ARGUMENT: it cannot be written.
  absl::Status Keep(const ingestion::v1::Receipt& receipt);

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  explicit ReceiptKeeper(std::string path) : path_(std::move(path)) {}
  absl::StatusOr<int64_t> EndOfLastLine();
  absl::Status MendLastLine(int64_t end);
  absl::Status Failure() const;

  const std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
  // The chains of the receipts in the file.
  absl::flat_hash_set<std::string> chains_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_KEEPER_H_
