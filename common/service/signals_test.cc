#include "common/service/signals.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace chiso {
namespace {

TEST(Signals, AreKeptUntilTheyAreAskedForAndSeenOnce) {
  BlockTerminationSignals();
  EXPECT_FALSE(TerminationWithin(absl::ZeroDuration()));
  for (const int signal : {SIGTERM, SIGINT}) {
    raise(signal);
    EXPECT_TRUE(TerminationWithin(absl::ZeroDuration()));
    EXPECT_FALSE(TerminationWithin(absl::ZeroDuration()));
    raise(signal);
    WaitForTermination();
    EXPECT_FALSE(TerminationWithin(absl::ZeroDuration()));
  }
}

}  // namespace
}  // namespace chiso
