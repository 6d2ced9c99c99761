#include "common/service/service_main.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace chiso {
namespace {

using ::testing::ExitedWithCode;

// A process with these arguments and what its service ends with.
[[noreturn]] void Main(std::vector<std::string> arguments, const absl::Status& end) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::exit(
      ServiceMain(static_cast<int>(arguments.size()), argv.data(), "test", "Tests.", [&end] { return end; }));
}

TEST(ServiceMain, ExitsWithZeroWhenTheServiceIsDownOrWasAskedToEndBeforeItWasUp) {
  EXPECT_EXIT(Main({"chiso-test"}, absl::OkStatus()), ExitedWithCode(0), "\"message\":\"down\"");
  EXPECT_EXIT(Main({"chiso-test"}, absl::CancelledError("asked to end")), ExitedWithCode(0), "^$");
}

TEST(ServiceMain, ExitsWithOneAndASentenceAfterAnError) {
  EXPECT_EXIT(Main({"chiso-test"}, absl::UnavailableError("no database")), ExitedWithCode(1),
              "^chiso-test: no database\n$");
}

TEST(ServiceMain, TakesFlagsAlone) {
  EXPECT_EXIT(Main({"chiso-test", "up"}, absl::OkStatus()), ExitedWithCode(1),
              "^chiso-test: up: there are flags only; see --help\n$");
  EXPECT_EXIT(Main({"chiso-test", "--log_level=loud"}, absl::OkStatus()), ExitedWithCode(1),
              "--log_level must be");
}

}  // namespace
}  // namespace chiso
