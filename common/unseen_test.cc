#include "common/unseen.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

// A no-break space, figure space, narrow no-break space, ideographic space, zero width space, right-to-left
// mark, word joiner, byte order mark, soft hyphen, blank Braille pattern, line separator.
constexpr const char* kUnseen[] = {"\u00A0", "\u2007", "\u202F", "\u3000", "\u200B", "\u200F",
                                   "\u2060", "\uFEFF", "\u00AD", "\u2800", "\u2028"};

TEST(Unseen, IsNoPartOfATextAtItsEnds) {
  for (const char* const unseen : kUnseen) {
    EXPECT_EQ(TrimUnseen(absl::StrCat(unseen, " \t", unseen, "H91.10", unseen, "\r\n")), "H91.10") << unseen;
    EXPECT_EQ(TrimUnseen(absl::StrCat("Xã", unseen, "Một", unseen)), absl::StrCat("Xã", unseen, "Một"));
    EXPECT_EQ(TrimUnseen(absl::StrCat(unseen, " ", unseen)), "");
  }
  EXPECT_EQ(TrimUnseen("Xã Một à"), "Xã Một à");
  EXPECT_EQ(TrimUnseen(""), "");
  EXPECT_EQ(TrimUnseen("\xC2\xA0\xFF \xC2"), "\xFF \xC2");
}

TEST(Unseen, IsNamedWithItsPlaceInside) {
  EXPECT_EQ(FindUnseen("H91\u00A0.10"), "U+00A0 behind character 3");
  EXPECT_EQ(FindUnseen("Xã\u200B"), "U+200B behind character 2");
  EXPECT_EQ(FindUnseen("\uFEFFunit_code"), "U+FEFF behind character 0");
  EXPECT_EQ(FindUnseen("a\tb"), "U+0009 behind character 1");
  EXPECT_EQ(FindUnseen("H\U000E0020"), "U+E0020 behind character 1");
  EXPECT_EQ(FindUnseen("UBND xã Một"), std::nullopt);
  EXPECT_EQ(FindUnseen("H91.10"), std::nullopt);
}

TEST(Unseen, ANameReadsTheSameWithItAndWithout) {
  EXPECT_EQ(ReadAsSeen("\uFEFF UBND\u00A0 xã\u200B Một\u00AD\n"), "UBND xã Một");
  EXPECT_EQ(ReadAsSeen("Xa\u200B\u0303"), "Xã");
  EXPECT_EQ(ReadAsSeen("\u3000"), "");
  EXPECT_EQ(ReadAsSeen("\xFF"), std::nullopt);
}

TEST(Unseen, ACodeThatItHidesIsNoName) {
  for (const char* const unseen : kUnseen) {
    EXPECT_TRUE(HidesUnitCode(absl::StrCat("H91", unseen, ".10"))) << unseen;
    EXPECT_TRUE(HidesUnitCode(absl::StrCat("H91.10", unseen))) << unseen;
  }
  for (const char* const text : {"H91 .10", "000.10. 00.H91", "H91. 10\u00A0"}) {
    EXPECT_TRUE(HidesUnitCode(text)) << text;
  }
  for (const char* const text :
       {"H91.10", "Phong 1", "Phong Y te\u00A02", "UBND\u00A0xã Một", "Xã 10", "UBND", "", "H91 Xã"}) {
    EXPECT_FALSE(HidesUnitCode(text)) << text;
  }
}

TEST(Unseen, ASentenceNamesItWhereThereIsOne) {
  EXPECT_EQ(NamingUnseen("must be a code", "H91 10"), "must be a code");
  EXPECT_EQ(NamingUnseen("must be a code", "H91\u00A010"),
            "must be a code; it holds U+00A0 behind character 3");
}

}  // namespace
}  // namespace chiso
