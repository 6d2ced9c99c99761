#include "services/ingestion/dossiers/choice.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace chiso {
namespace {

// The contender that is in force, the same for every order and repetition.
Contender Chosen(std::vector<Contender> contenders) {
  std::vector<size_t> order(contenders.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  const Contender chosen = contenders[InForce(contenders)];
  do {
    std::vector<Contender> permuted;
    for (const size_t i : order) permuted.push_back(contenders[i]);
    permuted.push_back(permuted.front());
    const Contender& other = permuted[InForce(permuted)];
    EXPECT_EQ(other.sender, chosen.sender);
    EXPECT_EQ(other.version, chosen.version);
    EXPECT_EQ(IsDisputed(permuted), IsDisputed(contenders));
  } while (std::next_permutation(order.begin(), order.end()));
  return chosen;
}

TEST(DossierChoiceTest, OfASenderTheNewestRevisionThenTheGreaterDigest) {
  EXPECT_EQ(Chosen({{"a", {1, 0, "z"}, {}}, {"a", {3, 0, "x"}, {}}, {"a", {2, 0, "y"}, {}}}).version.digest,
            "x");
  EXPECT_EQ(Chosen({{"a", {1, 0, "x"}, {}}, {"a", {1, 0, "z"}, {}}, {"a", {1, 0, "y"}, {}}}).version.digest,
            "z");
  EXPECT_EQ(Chosen({{"a", {1, 0, "z"}, {}}, {"b", {2, 0, "x"}, {}}}).sender, "b");
  EXPECT_EQ(Chosen({{"a", {1, 0, "x"}, {}}, {"b", {1, 0, "z"}, {}}}).sender, "b");
  EXPECT_EQ(Chosen({{"b", {1, 0, "x"}, {}}, {"a", {1, 0, "x"}, {}}}).sender, "a");
}

TEST(DossierChoiceTest, PrecedenceGoesBeforeTheRevisionAndNoneComesLast) {
  EXPECT_EQ(Chosen({{"a", {9, 0, "x"}, 2}, {"b", {1, 0, "y"}, 1}, {"c", {99, 0, "z"}, {}}}).sender, "b");
  EXPECT_EQ(Chosen({{"a", {9, 0, "x"}, {}}, {"b", {1, 0, "y"}, 1000}}).sender, "b");
  EXPECT_EQ(Chosen({{"a", {9, 0, "x"}, 5}, {"b", {10, 0, "y"}, 5}}).sender, "b");
}

TEST(DossierChoiceTest, OfASenderTheNewestStandsForItWhateverItsOlderRecordsClaim) {
  // The dossier went to another unit, for which `a` claims nothing.
  EXPECT_EQ(Chosen({{"a", {1, 0, "x"}, 1}, {"a", {2, 0, "y"}, {}}, {"b", {1, 0, "z"}, 7}}).sender, "b");
}

TEST(DossierChoiceTest, OfEqualRevisionsTheGreaterOrderGoesBeforeTheDigest) {
  EXPECT_EQ(Chosen({{"a", {1, 1, "z"}, {}}, {"a", {1, 3, "x"}, {}}, {"a", {1, 2, "y"}, {}}}).version.digest,
            "x");
  EXPECT_EQ(Chosen({{"a", {1, 9, "z"}, {}}, {"a", {2, 0, "x"}, {}}}).version.digest, "x");
  EXPECT_EQ(Chosen({{"a", {1, 2, "x"}, {}}, {"b", {1, 1, "z"}, {}}}).sender, "a");
  EXPECT_EQ(Chosen({{"a", {1, 2, "x"}, {}}, {"b", {1, 1, "z"}, 1}}).sender, "b");
}

TEST(DossierChoiceTest, OnlyWhereTheNewestOfTwoSendersDifferIsThereADispute) {
  const auto disputed = [](std::vector<Contender> contenders) {
    Chosen(contenders);
    return IsDisputed(contenders);
  };
  EXPECT_FALSE(disputed({{"a", {1, 0, "x"}, {}}}));
  EXPECT_FALSE(disputed({{"a", {1, 0, "x"}, {}}, {"a", {2, 0, "y"}, {}}}));
  EXPECT_FALSE(disputed({{"a", {1, 0, "x"}, {}}, {"b", {2, 0, "x"}, 1}}));
  EXPECT_TRUE(disputed({{"a", {1, 0, "x"}, {}}, {"b", {2, 0, "y"}, 1}}));
  EXPECT_TRUE(disputed({{"a", {1, 2, "x"}, {}}, {"b", {1, 1, "y"}, {}}}));
  // One sender does not disagree with itself.
  EXPECT_FALSE(disputed({{"a", {1, 0, "x"}, {}}, {"a", {1, 0, "y"}, {}}}));
  EXPECT_FALSE(disputed({{"a", {1, 0, "x"}, {}}, {"a", {1, 0, "y"}, {}}, {"b", {1, 0, "y"}, {}}}));
  EXPECT_TRUE(disputed({{"a", {1, 0, "x"}, {}}, {"a", {1, 0, "y"}, {}}, {"b", {1, 0, "x"}, {}}}));
  // Settled since.
  EXPECT_FALSE(disputed({{"a", {1, 0, "x"}, {}}, {"b", {1, 0, "y"}, {}}, {"a", {2, 0, "y"}, {}}}));
}

}  // namespace
}  // namespace chiso
