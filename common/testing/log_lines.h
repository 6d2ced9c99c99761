// What a program writes into its log, for tests.

#ifndef CHISO_COMMON_TESTING_LOG_LINES_H_
#define CHISO_COMMON_TESTING_LOG_LINES_H_

#include <spdlog/sinks/ringbuffer_sink.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

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

  std::vector<std::string> All() {
    std::vector<std::string> lines = sink_->last_formatted();
    for (std::string& line : lines) line.erase(line.find_last_not_of('\n') + 1);
    return lines;
  }

 private:
  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  const std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> sink_ =
      std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(100);
};

}  // namespace chiso

#endif  // CHISO_COMMON_TESTING_LOG_LINES_H_
