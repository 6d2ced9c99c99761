#include "tools/client/import/exchange/source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

// How far the thread reads ahead; an element is at most 1 MiB.
constexpr size_t kAhead = 32;
// How soon the thread notices that it is to stop.
constexpr int kPollMillis = 100;

absl::Status Failure(const std::string& path, int error) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(error)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ExchangeSource>> ExchangeSource::Open(const std::string& path) {
  // Standard input may be a socket, or another user's: it is not opened anew.
  const int file =
      path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Failure(path, errno);
  struct stat info = {};
  const bool known = fstat(file, &info) == 0;
  if (known && S_ISDIR(info.st_mode)) {
    close(file);
    return Failure(path, EISDIR);
  }
  return std::unique_ptr<ExchangeSource>(new ExchangeSource(path, file, known && !S_ISREG(info.st_mode)));
}

ExchangeSource::ExchangeSource(std::string path, int file, bool pipe)
    : path_(std::move(path)),
      file_(file),
      pipe_(pipe),
      splitter_([this](char* buffer, size_t size) { return Read(buffer, size); }) {
  if (pipe_) thread_ = std::thread([this] { Run(); });
}

ExchangeSource::~ExchangeSource() {
  stopped_ = true;
  {
    absl::MutexLock lock(&mutex_);
    ready_.clear();
  }
  if (thread_.joinable()) thread_.join();
  close(file_);
}

ExchangeSource::Result ExchangeSource::Next(ExchangeElement& element, absl::Time deadline) {
  if (!pipe_) {
    std::optional<ExchangeElement> next = splitter_.Next();
    // Where reading failed, the file seems to end within the element, which is no fault of the element.
    if (!next || !status_.ok()) return Result::kEnd;
    element = *std::move(next);
    return Result::kElement;
  }
  absl::MutexLock lock(&mutex_);
  const auto known = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !ready_.empty() || ended_; };
  if (!mutex_.AwaitWithDeadline(absl::Condition(&known), deadline)) return Result::kNothingYet;
  if (ready_.empty()) return Result::kEnd;
  element = std::move(ready_.front());
  ready_.pop_front();
  return Result::kElement;
}

void ExchangeSource::Run() {
  while (!stopped_) {
    std::optional<ExchangeElement> next = splitter_.Next();
    if (!next || !status_.ok()) break;
    absl::MutexLock lock(&mutex_);
    const auto room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ready_.size() < kAhead; };
    mutex_.Await(absl::Condition(&room));
    ready_.push_back(*std::move(next));
  }
  absl::MutexLock lock(&mutex_);
  ended_ = true;
}

size_t ExchangeSource::Read(char* buffer, size_t size) {
  pollfd source = {file_, POLLIN, 0};
  while (pipe_ && poll(&source, 1, kPollMillis) == 0) {
    if (stopped_) return 0;
  }
  // Unlike fread, this gives what a pipe has and does not wait for more.
  ssize_t count;
  do {
    count = read(file_, buffer, size);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    status_ = Failure(path_, errno);
    return 0;
  }
  bytes_read_ += count;
  return static_cast<size_t>(count);
}

}  // namespace chiso
