#include "tools/client/rpc/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "common/errors.h"

namespace chiso {
namespace {

using ::testing::HasSubstr;

const Endpoint kScoring{"scoring", "127.0.0.1:1", absl::Seconds(2)};

TEST(Connection, NamesTheServiceThatIsAway) {
  Connection<scoring::v1::ScoringService> scoring(kScoring);
  const auto score =
      scoring.Call(&scoring::v1::ScoringService::Stub::GetScore, scoring::v1::GetScoreRequest());
  EXPECT_EQ(score.status().message(), "scoring at 127.0.0.1:1 cannot be reached: connection refused");
  EXPECT_FALSE(IsCallersFault(score.status()));
}

TEST(Connection, LeavesWhatIsWrongWithTheCommandAsTheServiceSaysIt) {
  const absl::Status status = Explain(kScoring, InvalidArgument("period", "must be like 2026-08"));
  EXPECT_EQ(status.message(), "period: must be like 2026-08");
  EXPECT_TRUE(IsCallersFault(status));
}

TEST(Connection, SaysHowLongItWaited) {
  EXPECT_THAT(std::string(Explain(kScoring, absl::DeadlineExceededError("x")).message()),
              HasSubstr("did not answer within 2s"));
}

TEST(Connection, KeepsWhatAServiceSaysOfItself) {
  const absl::Status status = Explain(
      kScoring, RetryLater(absl::StatusCode::kUnavailable, "is catching up: call again", absl::Seconds(1)));
  EXPECT_THAT(std::string(status.message()), HasSubstr("is catching up: call again"));
  EXPECT_TRUE(RetryDelayOf(status));
}

}  // namespace
}  // namespace chiso
