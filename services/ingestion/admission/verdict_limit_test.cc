#include "services/ingestion/admission/verdict_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

using ingestion::v1::Verdict;
using ::testing::ElementsAre;

Verdict Say(int index, bool refused) {
  Verdict verdict;
  verdict.set_index(index);
  verdict.set_severity(refused ? ingestion::v1::SEVERITY_REJECTED : ingestion::v1::SEVERITY_WARNING);
  verdict.set_field("f");
  verdict.set_message(std::string(40, 'm'));
  verdict.set_key(std::string(40, 'k'));
  return verdict;
}

// What is left: the index, `!` for a refusal, `-` where message and key are gone.
std::vector<std::string> Texts(const std::vector<Verdict>& verdicts) {
  std::vector<std::string> texts;
  for (const Verdict& verdict : verdicts) {
    texts.push_back(absl::StrCat(verdict.index(),
                                 verdict.severity() == ingestion::v1::SEVERITY_REJECTED ? "!" : "",
                                 verdict.message().empty() && verdict.key().empty() ? "-" : ""));
  }
  return texts;
}

TEST(VerdictLimitTest, WithRoomEverythingIsSaid) {
  std::vector<Verdict> verdicts = {Say(0, false), Say(0, false), Say(1, true)};
  EXPECT_EQ(LimitVerdicts(verdicts), 0);
  EXPECT_THAT(Texts(verdicts), ElementsAre("0", "0", "1!"));
}

TEST(VerdictLimitTest, WarningsGoBeforeRefusalsAndAreCounted) {
  std::vector<Verdict> verdicts = {Say(0, false), Say(1, false), Say(2, true), Say(3, false), Say(4, true)};
  const auto room = static_cast<int64_t>(Say(1, true).ByteSizeLong()) + 4;
  EXPECT_EQ(LimitVerdicts(verdicts, 3 * room), 2);
  EXPECT_THAT(Texts(verdicts), ElementsAre("0", "2!", "4!"));
}

TEST(VerdictLimitTest, EveryRefusalStaysThoughWithoutItsWords) {
  std::vector<Verdict> verdicts = {Say(0, true), Say(1, false), Say(2, true), Say(3, true)};
  const auto room = static_cast<int64_t>(Say(1, true).ByteSizeLong()) + 4;
  EXPECT_EQ(LimitVerdicts(verdicts, room), 1);
  EXPECT_THAT(Texts(verdicts), ElementsAre("0!", "2!-", "3!-"));
  EXPECT_EQ(verdicts[1].field(), "f");
}

}  // namespace
}  // namespace chiso
