#include "common/text.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

constexpr char kComposed[] = "Phường Việt Trì";
// The same with combining marks, as some systems write it.
constexpr char kDecomposed[] = "Phu\u031bo\u031b\u0300ng Vie\u0323\u0302t Tri\u0300";

TEST(Text, NfcJoinsCombiningMarks) {
  EXPECT_EQ(ToNfc(kDecomposed), kComposed);
  EXPECT_EQ(ToNfc(kComposed), kComposed);
  EXPECT_FALSE(ToNfc("Ph\xfa Th\xa1").has_value());
}

TEST(Text, CleanMeansNfcUtf8WithoutControls) {
  EXPECT_TRUE(IsCleanText(kComposed));
  EXPECT_TRUE(IsCleanText(""));
  EXPECT_FALSE(IsCleanText(kDecomposed));
  EXPECT_FALSE(IsCleanText("a\nb"));
  EXPECT_FALSE(IsCleanText("\xff"));
  for (const char* text : {"a\u2028b", "a\u2029b", "a\u202Ab", "a\u202Eb", "a\u2066b", "a\u2069b"}) {
    EXPECT_FALSE(IsCleanText(text)) << text;
  }
  EXPECT_TRUE(IsCleanText("a\u2013b"));
  EXPECT_FALSE(IsCleanText("\xed\xa0\x80"));
}

TEST(Text, UpperCaseKeepsVietnameseMarks) {
  EXPECT_EQ(ToUpper("Ủy ban nhân dân tỉnh"), "ỦY BAN NHÂN DÂN TỈNH");
}

TEST(Text, LettersAreLeftWithoutTheirMarks) {
  EXPECT_EQ(WithoutMarks(kComposed), "Phuong Viet Tri");
  EXPECT_EQ(WithoutMarks(kDecomposed), "Phuong Viet Tri");
  EXPECT_EQ(WithoutMarks("Đơn vị đã xử lý 1"), "Don vi da xu ly 1");
}

TEST(Text, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth(kComposed), 15);
  EXPECT_EQ(DisplayWidth(kDecomposed), 15);
}

TEST(Text, UnitCodesOfBothSystems) {
  for (const char* code : {"H44", "H44.100", "000.20.30.H53", "G09", "VN"})
    EXPECT_TRUE(IsUnitCode(code)) << code;
  for (const char* code : {"", "H44 ", "Phường 1", "H44/1", "12345678901234567890123456789012345678901"}) {
    EXPECT_FALSE(IsUnitCode(code)) << code;
  }
}

TEST(Text, CodesOfDossiersMayHoldASlash) {
  for (const char* code : {"H15.50.05.13-260803-0975", "123/HS_1", "1"})
    EXPECT_TRUE(IsLongCode(code)) << code;
  for (const std::string& code :
       {std::string(), std::string("H15 1"), std::string("H15\u00A0"), std::string(65, '1')}) {
    EXPECT_FALSE(IsLongCode(code)) << code;
  }
}

TEST(Text, FigureCodesAreUpperCase) {
  EXPECT_TRUE(IsFigureCode("ON_TIME"));
  EXPECT_TRUE(IsFigureCode("TDGQ"));
  for (const char* code : {"", "on_time", "2_1", "ON-TIME", "_X"}) EXPECT_FALSE(IsFigureCode(code)) << code;
}

TEST(Text, SenderNames) {
  EXPECT_TRUE(IsSenderName("mot-cua.phu_tho"));
  for (const char* name : {"", "Phu Tho", "A", "x/y"}) EXPECT_FALSE(IsSenderName(name)) << name;
}

}  // namespace
}  // namespace chiso
