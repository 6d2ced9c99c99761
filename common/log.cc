#include "common/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <cstdlib>
#include <iostream>
#include <memory>

namespace chiso {
namespace {

// The message as a JSON string: `%v` alone would let a quote or a line end break the line.
class JsonMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    for (const char c : message.payload) {
      if (c == '"' || c == '\\') {
        out.push_back('\\');
        out.push_back(c);
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out.push_back(' ');
      } else {
        out.push_back(c);
      }
    }
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonMessage>(); }
};

}  // namespace

void InitLog(const std::string& service, const std::string& level) {
  // The library takes an unknown level for `off`, which would silence the service.
  if (level != "trace" && level != "debug" && level != "info" && level != "warn" && level != "error") {
    std::cerr << service << ": --log_level must be trace, debug, info, warn or error" << std::endl;
    std::exit(1);
  }
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<JsonMessage>('*').set_pattern(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","service":")" + service + R"(","message":"%*"})");
  auto logger = spdlog::stderr_logger_mt(service);
  logger->set_formatter(std::move(formatter));
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace chiso
