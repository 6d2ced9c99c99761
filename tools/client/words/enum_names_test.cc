#include "tools/client/words/enum_names.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

using record::v1::DayKind_descriptor;
using record::v1::OnlineLevel_descriptor;

TEST(EnumNames, TheContractsNamesCountInAnyCaseWithAndWithoutTheirPrefix) {
  for (const char* const word : {"PROVINCE", "province", "Province", "LEVEL_PROVINCE", "level_province"}) {
    EXPECT_EQ(ParseLevel(word), record::v1::LEVEL_PROVINCE) << word;
  }
  for (const char* const word : {"own", "OWN", "own_offices", "SCOPE_OWN_OFFICES"}) {
    EXPECT_EQ(ParseScope(word), record::v1::SCOPE_OWN_OFFICES) << word;
  }
}

TEST(EnumNames, OfficialCodesAndWordsCountWhereThereAreAny) {
  EXPECT_EQ(ParseEnum(*OnlineLevel_descriptor(), "2"), record::v1::ONLINE_LEVEL_INFORMATION);
  EXPECT_EQ(ParseEnum(*OnlineLevel_descriptor(), "3"), record::v1::ONLINE_LEVEL_PARTIAL);
  EXPECT_EQ(ParseEnum(*OnlineLevel_descriptor(), "4"), record::v1::ONLINE_LEVEL_FULL);
  EXPECT_EQ(ParseEnum(*DayKind_descriptor(), "LÀM BÙ"), record::v1::DAY_KIND_WORKING);
  EXPECT_EQ(ParseEnum(*DayKind_descriptor(), "làm bù"), record::v1::DAY_KIND_WORKING);
  // A word of one enum is none of another.
  EXPECT_EQ(ParseEnum(*DayKind_descriptor(), "4"), 0);
  EXPECT_EQ(ParseEnum(*DayKind_descriptor(), "own"), 0);
}

TEST(EnumNames, OtherWordsSayNothing) {
  for (const char* const word :
       {"", "1", "5", "UNSPECIFIED", "ONLINE_LEVEL_", "LEVEL_FULL", "FULL ", "toàn  trình"}) {
    EXPECT_EQ(ParseEnum(*OnlineLevel_descriptor(), word), 0) << word;
  }
  EXPECT_EQ(ParseLevel("tỉnh"), record::v1::LEVEL_UNSPECIFIED);
}

TEST(EnumNames, AMessageListsTheWords) {
  EXPECT_EQ(EnumWords(*DayKind_descriptor()), "working or off");
  EXPECT_EQ(EnumWords(*record::v1::Level_descriptor()),
            "nation, ministry, province, district, department or commune");
}

}  // namespace
}  // namespace chiso
