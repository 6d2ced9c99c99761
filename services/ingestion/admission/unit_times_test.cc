#include "services/ingestion/admission/unit_times.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

UnitTime Time(const std::string& from, const std::string& to, int64_t revision, bool retracted = false) {
  return {"H44.1", DayRun::Between(from, to), retracted, {revision, 0, ""}};
}

UnitWhen In(const std::string& period) { return {DayRun::Of(*Period::Parse(period))}; }

TEST(UnitTimesTest, AUnitBearsItsCodeFromItsFirstDayToItsLast) {
  UnitTimes times;
  EXPECT_FALSE(times.Has("H44.1"));
  EXPECT_FALSE(times.Bears("H44.1", In("2025")));
  times.Take(Time("2004-01-15", "2025-06-30", 1));
  EXPECT_TRUE(times.Has("H44.1"));
  for (const char* const within : {"2004-01", "2004", "2025-06", "2025-Q2", "2025"}) {
    EXPECT_TRUE(times.Bears("H44.1", In(within))) << within;
  }
  for (const char* const outside : {"2003", "2003-12", "2025-07", "2025-H2", "2026"}) {
    EXPECT_FALSE(times.Bears("H44.1", In(outside))) << outside;
  }
  const DayRun last = DayRun::Between("2025-06-30", "2025-06-30");
  EXPECT_TRUE(times.Bears("H44.1", {last}));
  EXPECT_FALSE(times.Bears("H44.1", {DayRun::Of(last.first + 1)}));
  EXPECT_FALSE(times.Bears("H44", {last}));
}

TEST(UnitTimesTest, OneOfSeveralBearersIsEnoughUnlessOneIsNamed) {
  UnitTimes times;
  times.Take(Time("", "2025-06-30", 1));
  times.Take(Time("2026-01-01", "", 1));
  EXPECT_TRUE(times.Bears("H44.1", In("2025")));
  EXPECT_FALSE(times.Bears("H44.1", In("2025-H2")));
  EXPECT_TRUE(times.Bears("H44.1", In("2026")));
  UnitWhen named = In("2026");
  named.first_day = DayRun::Between("2026-01-01", "").first;
  EXPECT_TRUE(times.Bears("H44.1", named));
  *named.first_day += 1;
  EXPECT_FALSE(times.Bears("H44.1", named));
}

TEST(UnitTimesTest, TheNewestRecordCountsInWhateverOrder) {
  std::vector<UnitTime> records = {Time("", "2025-06-30", 3), Time("", "", 1), Time("", "", 2, true)};
  std::sort(records.begin(), records.end(),
            [](const UnitTime& a, const UnitTime& b) { return a.version < b.version; });
  do {
    UnitTimes times;
    for (const UnitTime& record : records) times.Take(record);
    EXPECT_TRUE(times.Bears("H44.1", In("2025-06")));
    EXPECT_FALSE(times.Bears("H44.1", In("2026")));
    EXPECT_FALSE(times.Take(Time("", "", 2)));
    EXPECT_TRUE(times.Take(Time("", "", 4, true)));
    EXPECT_TRUE(times.Has("H44.1"));
    EXPECT_FALSE(times.Bears("H44.1", {}));
  } while (std::next_permutation(records.begin(), records.end(),
                                 [](const UnitTime& a, const UnitTime& b) { return a.version < b.version; }));
}

TEST(UnitTimesTest, ARecordSaysWhenItsUnitBearsTheCode) {
  const record::v1::Record record = testing::SampleOf(record::v1::RECORD_KIND_UNIT);
  const UnitTime time = UnitTimeOf(record);
  EXPECT_EQ(time.code, record.unit().code());
  EXPECT_EQ(time.days.first, DayRun::Between(record.unit().valid_from(), "").first);
  EXPECT_EQ(time.version.revision, record.revision());
  EXPECT_FALSE(time.retracted);
}

}  // namespace
}  // namespace chiso
