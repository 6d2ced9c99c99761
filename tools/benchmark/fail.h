// How a benchmark meets an error: it ends.

#ifndef CHISO_TOOLS_BENCHMARK_FAIL_H_
#define CHISO_TOOLS_BENCHMARK_FAIL_H_

#include <stdexcept>
#include <string>

namespace chiso::bench {

// What is thrown; main alone catches it. There is nothing to go on with, and figures after an error mean
// nothing.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] inline void Fail(const std::string& message) { throw Failure(message); }

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_FAIL_H_
