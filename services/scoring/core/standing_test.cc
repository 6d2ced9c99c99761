#include <gtest/gtest.h>

#include <string>

#include "services/scoring/core/register.h"

namespace chiso::core {
namespace {

Origin From(const std::string& sender, int64_t revision, const std::string& digest, bool retracted = false) {
  return {.version = {revision, 0, digest}, .retracted = retracted, .sender = sender};
}
int Equal(absl::string_view) { return 1; }
int FirstBeforeSecond(absl::string_view sender) { return sender == "first" ? 1 : 2; }

TEST(StandingInARegister, AVersionIsOutdoneByANewerOneOfItsSender) {
  Register<int> held;
  held.Take(From("first", 2, "b"), 2);
  EXPECT_EQ(held.StandingOf(From("first", 1, "a"), Equal), Standing::kOlder);
  EXPECT_EQ(held.StandingOf(From("first", 2, "b"), Equal), Standing::kInForce);
  EXPECT_EQ(held.StandingOf(From("first", 2, "a"), Equal), Standing::kTieLost);
  EXPECT_EQ(held.StandingOf(From("first", 3, "a"), Equal), Standing::kInForce);
  // What says the same as what is in force is as good as that.
  EXPECT_EQ(held.StandingOf(From("first", 1, "b"), Equal), Standing::kInForce);
}

TEST(StandingInARegister, AVersionIsOutdoneByASenderThatGoesBefore) {
  Register<int> held;
  held.Take(From("first", 1, "a"), 1);
  held.Take(From("second", 2, "b"), 2);
  EXPECT_EQ(held.StandingOf(From("second", 2, "b"), FirstBeforeSecond), Standing::kOlder);
  EXPECT_EQ(held.StandingOf(From("second", 3, "c"), FirstBeforeSecond), Standing::kOlder);
  EXPECT_EQ(held.StandingOf(From("second", 3, "a"), FirstBeforeSecond), Standing::kInForce);
  EXPECT_EQ(held.StandingOf(From("first", 1, "a"), FirstBeforeSecond), Standing::kInForce);
}

TEST(StandingInARegister, OfSendersOfOnePrecedenceTheNewerVersionCounts) {
  Register<int> held;
  held.Take(From("first", 1, "a"), 1);
  held.Take(From("second", 2, "b"), 2);
  EXPECT_EQ(held.StandingOf(From("first", 1, "a"), Equal), Standing::kOlder);
  EXPECT_EQ(held.StandingOf(From("second", 2, "b"), Equal), Standing::kInForce);
  EXPECT_EQ(held.StandingOf(From("first", 2, "c"), Equal), Standing::kTieWon);
  EXPECT_EQ(held.StandingOf(From("first", 2, "a"), Equal), Standing::kTieLost);
}

TEST(StandingInARegister, TakingBackIsOutdoneByItsOwnSenderAlone) {
  Register<int> held;
  held.Take(From("first", 5, "a"), 1);
  held.Take(From("second", 2, "b"), 2);
  EXPECT_EQ(held.StandingOf(From("second", 3, "c", /*retracted=*/true), FirstBeforeSecond),
            Standing::kInForce);
  EXPECT_EQ(held.StandingOf(From("second", 1, "c", /*retracted=*/true), FirstBeforeSecond), Standing::kOlder);
  // And what is taken back outdoes nobody.
  held.Take(From("first", 6, "d", /*retracted=*/true), 0);
  EXPECT_EQ(held.StandingOf(From("second", 2, "b"), FirstBeforeSecond), Standing::kInForce);
}

TEST(StandingInARegister, WithoutASenderAVersionIsComparedWithWhatIsInForce) {
  Register<int> held;
  EXPECT_EQ(held.StandingOf(From("", 1, "a"), Equal), Standing::kInForce);
  held.Take(From("first", 2, "b"), 2);
  EXPECT_EQ(held.StandingOf(From("", 1, "a"), Equal), Standing::kOlder);
}

}  // namespace
}  // namespace chiso::core
