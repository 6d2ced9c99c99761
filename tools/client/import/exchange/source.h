// Reads elements of the exchange from a file, or from a pipe that is still being written.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SOURCE_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SOURCE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "tools/client/import/exchange/splitter.h"

namespace chiso {

// A thread of its own reads a pipe, so that Next need not block on elements that are not written yet. Not
// thread-safe.
class ExchangeSource {
 public:
  enum class Result { kElement, kNothingYet, kEnd };

  // `-` is standard input. INVALID_ARGUMENT: the file cannot be opened, or is a folder.
  static absl::StatusOr<std::unique_ptr<ExchangeSource>> Open(const std::string& path);
  ~ExchangeSource();
  ExchangeSource(const ExchangeSource&) = delete;
  ExchangeSource& operator=(const ExchangeSource&) = delete;

  // Whether it is no regular file.
  bool is_pipe() const { return pipe_; }
  // Returns the next element. kNothingYet: the deadline has passed; for pipes only.
  Result Next(ExchangeElement& element, absl::Time deadline);
  // INVALID_ARGUMENT: reading failed before the end. Valid once Next has returned kEnd.
  const absl::Status& status() const { return status_; }
  int64_t bytes_read() const { return bytes_read_; }

 private:
  ExchangeSource(std::string path, int file, bool pipe);
  void Run();
  size_t Read(char* buffer, size_t size);

  const std::string path_;
  const int file_;
  const bool pipe_;
  ExchangeSplitter splitter_;
  // For a pipe: written by the thread alone, and read only after `ended_` was seen under `mutex_`.
  absl::Status status_;
  std::atomic<int64_t> bytes_read_ = 0;
  std::atomic<bool> stopped_ = false;

  absl::Mutex mutex_;
  std::deque<ExchangeElement> ready_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SOURCE_H_
