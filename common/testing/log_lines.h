// What a program writes into its log, for tests.

#ifndef CHISO_COMMON_TESTING_LOG_LINES_H_
#define CHISO_COMMON_TESTING_LOG_LINES_H_

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/log.h"

namespace chiso {

// What is logged while this object lives, as `LEVEL MESSAGE`: the last hundred lines. Thread-safe.
class LogLines {
 public:
  LogLines() {
    auto logger = std::make_shared<spdlog::logger>("test", sink_);
    logger->set_pattern("%l %v", spdlog::pattern_time_type::local);
    spdlog::set_default_logger(std::move(logger));
  }
  ~LogLines() { spdlog::set_default_logger(before_); }

  std::vector<std::string> All() const { return sink_->All(); }

 private:
  // With a mutex of its own: that of the library's sinks is locked where ThreadSanitizer does not see it.
  class Sink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
   public:
    std::vector<std::string> All() const {
      absl::MutexLock lock(&lines_mutex_);
      return {lines_.begin(), lines_.end()};
    }

   private:
    void sink_it_(const spdlog::details::log_msg& message) override {
      absl::MutexLock lock(&lines_mutex_);
      spdlog::memory_buf_t line;
      formatter_->format(message, line);
      lines_.emplace_back(line.data(), line.size());
      lines_.back().erase(lines_.back().find_last_not_of('\n') + 1);
      if (lines_.size() > 100) lines_.pop_front();
    }
    void flush_() override {}

    mutable absl::Mutex lines_mutex_;
    std::deque<std::string> lines_ ABSL_GUARDED_BY(lines_mutex_);
  };

  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  const std::shared_ptr<Sink> sink_ = std::make_shared<Sink>();
};

}  // namespace chiso

#endif  // CHISO_COMMON_TESTING_LOG_LINES_H_
