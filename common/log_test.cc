#include "common/log.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

TEST(Log, TakesTheLevelsItNamesAndEndsTheProcessForAnyOther) {
  for (const char* level : {"off", "verbose", "", "WARN"}) {
    EXPECT_EXIT(InitLog("test", level), ::testing::ExitedWithCode(1), "--log_level must be trace") << level;
  }
  InitLog("test", "warn");
  EXPECT_FALSE(spdlog::should_log(spdlog::level::info));
  EXPECT_TRUE(spdlog::should_log(spdlog::level::warn));
}

}  // namespace
}  // namespace chiso
