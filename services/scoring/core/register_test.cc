#include "services/scoring/core/register.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace chiso::core {
namespace {

struct Said {
  std::string sender;
  int64_t revision;
  int64_t order;
  std::string digest;
  bool retracted = false;
};

class RegisterTest : public ::testing::Test {
 protected:
  bool Take(const Said& said) { return Take(held_, said); }
  static bool Take(Register<std::string>& held, const Said& said) {
    return held.Take({{said.revision, said.order, said.digest}, said.retracted, said.sender}, said.digest);
  }
  // The digest is the content.
  std::string InForce() const { return InForce(held_); }
  static std::string InForce(const Register<std::string>& held) {
    const std::string* const content = held.InForce(PrecedenceOf);
    return content == nullptr ? "nothing" : *content;
  }
  static int PrecedenceOf(absl::string_view sender) { return sender == "first" ? 1 : 2; }

  Register<std::string> held_;
};

TEST_F(RegisterTest, OfASenderTheNewestIsInForceByRevisionThenOrderThenDigest) {
  EXPECT_EQ(InForce(), "nothing");
  EXPECT_TRUE(Take({"a", 2, 0, "m"}));
  EXPECT_FALSE(Take({"a", 1, 9, "z"}));
  EXPECT_EQ(InForce(), "m");
  EXPECT_TRUE(Take({"a", 2, 1, "b"}));
  EXPECT_EQ(InForce(), "b");
  EXPECT_TRUE(Take({"a", 2, 1, "c"}));
  EXPECT_EQ(InForce(), "c");
  EXPECT_TRUE(Take({"a", 3, 0, "a"}));
  EXPECT_EQ(InForce(), "a");
}

TEST_F(RegisterTest, AmongSendersTheSmallestPrecedenceGoesFirst) {
  Take({"other", 9, 9, "z"});
  Take({"first", 1, 0, "a"});
  EXPECT_EQ(InForce(), "a");
  EXPECT_EQ(held_.Sender(PrecedenceOf), "first");
}

TEST_F(RegisterTest, AmongSendersOfOnePrecedenceTheNewestGoesFirst) {
  Take({"b", 2, 0, "m"});
  Take({"c", 3, 0, "a"});
  EXPECT_EQ(InForce(), "a");
}

TEST_F(RegisterTest, ARetractionTakesBackItsOwnSendersVersionAlone) {
  Take({"first", 1, 0, "a"});
  Take({"other", 5, 0, "b"});
  Take({"first", 2, 0, "x", true});
  EXPECT_EQ(InForce(), "b");
  Take({"first", 3, 0, "c"});
  EXPECT_EQ(InForce(), "c");
  Take({"first", 4, 0, "x", true});
  Take({"other", 6, 0, "x", true});
  EXPECT_EQ(InForce(), "nothing");
}

TEST_F(RegisterTest, OneThatComesBeforeWhatItTakesBackTakesItBackToo) {
  Take({"a", 2, 0, "x", true});
  EXPECT_FALSE(Take({"a", 1, 0, "m"}));
  EXPECT_EQ(InForce(), "nothing");
}

TEST_F(RegisterTest, OnlyADigestBetweenTwoIsAContradiction) {
  Take({"a", 1, 0, "m"});
  Take({"a", 1, 0, "m"});
  Take({"a", 1, 1, "n"});
  EXPECT_FALSE(held_.Contested(PrecedenceOf));
  Take({"a", 1, 1, "b"});
  EXPECT_TRUE(held_.Contested(PrecedenceOf));
  Take({"a", 2, 0, "c"});
  EXPECT_FALSE(held_.Contested(PrecedenceOf));
  // Of two senders where neither goes first.
  Take({"b", 2, 0, "d"});
  EXPECT_TRUE(held_.Contested(PrecedenceOf));
  Take({"first", 2, 0, "e"});
  EXPECT_FALSE(held_.Contested(PrecedenceOf));
}

TEST_F(RegisterTest, OrderAndRepetitionChangeNothing) {
  std::vector<int> order = {0, 1, 2, 3, 4, 5};
  const std::vector<Said> all = {{"first", 1, 0, "a"},       {"first", 1, 0, "b"}, {"other", 1, 0, "c"},
                                 {"other", 2, 0, "d", true}, {"third", 1, 0, "e"}, {"first", 1, 0, "b"}};
  for (const Said& said : all) Take(said);
  do {
    Register<std::string> other;
    for (const int i : order) Take(other, all[i]);
    ASSERT_EQ(InForce(other), InForce());
    ASSERT_EQ(other.Contested(PrecedenceOf), held_.Contested(PrecedenceOf));
  } while (std::next_permutation(order.begin(), order.end()));
}

}  // namespace
}  // namespace chiso::core
