// Log lines: one JSON object a line on standard error, by spdlog. Use SPDLOG_INFO and its siblings.

#ifndef CHISO_COMMON_LOG_H_
#define CHISO_COMMON_LOG_H_

#include <spdlog/spdlog.h>

#include <string>

namespace chiso {

// Sets up the process's log; `service` stands in every line. Level from `level`: trace, debug, info, warn,
// error. Ends the process with code 1 and a sentence on standard error where it is none of these.
void InitLog(const std::string& service, const std::string& level);

}  // namespace chiso

#endif  // CHISO_COMMON_LOG_H_
