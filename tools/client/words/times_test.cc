#include "tools/client/words/times.h"

#include <gtest/gtest.h>

#include "common/testing/test_file.h"

namespace chiso {
namespace {

TEST(Times, DatesAreTheirFirstMomentInVietnam) {
  EXPECT_EQ(absl::FormatTime(*ParseTime("2026-10-10"), absl::UTCTimeZone()), "2026-10-09T17:00:00+00:00");
}

TEST(Times, TimesOfDayAreVietnameseUnlessTheySayOtherwise) {
  EXPECT_EQ(ParseTime("2026-10-10T14:30"), ParseTime("2026-10-10T07:30Z"));
  EXPECT_EQ(ParseTime("2026-10-10 14:30:00"), ParseTime("2026-10-10T14:30+07:00"));
  EXPECT_EQ(*ParseTime("2026-10-10T14:30:05.25") - *ParseTime("2026-10-10T14:30:05"),
            absl::Milliseconds(250));
}

TEST(Times, TheDayComesFirstAsOfficialsWriteIt) {
  EXPECT_EQ(ParseDay("1/9/2026"), absl::CivilDay(2026, 9, 1));
  EXPECT_EQ(ParseDay("01/09/2026"), absl::CivilDay(2026, 9, 1));
  EXPECT_EQ(ParseDay("2026-09-01"), absl::CivilDay(2026, 9, 1));
  EXPECT_EQ(ParseTime("1/9/2026"), ParseTime("2026-09-01"));
  for (const char* text : {"1/9/2026 14:30", "01/09/2026 14:30:00", "14:30 1/9/2026", "14:30:00 01/09/2026",
                           "1/9/2026 07:30Z"}) {
    EXPECT_EQ(ParseTime(text), ParseTime("2026-09-01T14:30")) << text;
  }
}

TEST(Times, OtherFormsAreNoDays) {
  for (const char* text : {"", "12/31/2026", "31/2/2026", "1/9/26", "1/9", "1/9/2026/", "/9/2026",
                           "001/9/2026", "1-9-2026", "1.9.2026", "2026/09/01", "1/9/1899", "1/9/2200",
                           " 1/9/2026", "a/9/2026", "2026-9-1", "+1/9/2026", "-1/9/2026"}) {
    EXPECT_FALSE(ParseDay(text)) << text;
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(Times, OtherFormsAreNoTimes) {
  for (const char* text : {"", "1/9/2026T14:30", "1/9/2026  14:30", "1/9/2026 2/9/2026", "14:30 2026-09-01",
                           "14:30  1/9/2026", "1/9/2026 24:30", "2026-13-01", "2026-02-30", "2026-10-10T",
                           "2026-10-10T25:00", "2026-10-10  14:30", "2026-10-10T14:30 ", "2026-1-1", "now"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(Times, RevisionsAreMicrosecondsOrTimes) {
  EXPECT_EQ(ParseRevision("1"), 1);
  EXPECT_EQ(ParseRevision("1970-01-01T07:00:01"), 1'000'000);
  for (const char* text : {"", "0", "-1", "99999999999999999999", "1970-01-01", "12.5"}) {
    EXPECT_FALSE(ParseRevision(text)) << text;
  }
}

TEST(Times, OfTheExchangeAreReadInHoChiMinhTimeAndOnlyWhereTheyExist) {
  EXPECT_EQ(ParseExchangeTime("20260810143005"), absl::FromUnixSeconds(1786347005));
  EXPECT_EQ(ParseExchangeTime("20260810"), ParseTime("2026-08-10"));
  EXPECT_EQ(ParseExchangeTime("20240229000000"), ParseTime("2024-02-29"));
  for (const char* const text :
       {"", "2026081014300", "202608101430055", "20260230000000", "20260810240000", "20260810146000",
        "20260810143060", "2026-08-10", "00010101000000", " 2026081", "2026081a"}) {
    EXPECT_FALSE(ParseExchangeTime(text)) << text;
  }
}

TEST(Times, OnlyRegularFilesHaveATimeOfChange) {
  const TestFile file("x");
  EXPECT_TRUE(ModificationTime(file.path()));
  EXPECT_FALSE(ModificationTime("/dev/null"));
  EXPECT_FALSE(ModificationTime("/no/such/file"));
}

TEST(Times, AMidnightIsADay) {
  EXPECT_EQ(FormatTimestamp(ToTimestamp(*ParseTime("2026-10-10"))), "2026-10-10");
  EXPECT_EQ(FormatTimestamp(ToTimestamp(*ParseTime("2026-10-10T14:30"))), "2026-10-10 14:30");
}

}  // namespace
}  // namespace chiso
