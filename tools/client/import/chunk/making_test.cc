#include "tools/client/import/chunk/making.h"

#include <gtest/gtest.h>

#include "common/period.h"

namespace chiso {
namespace {

absl::Time At(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second), HoChiMinh());
}

const absl::Time kChanged = At(2026, 11, 28, 8) + absl::Microseconds(1500);

int64_t OrderOf(absl::string_view path, absl::Time changed = kChanged) {
  return RevisionOrder(MakingOf(path, changed));
}

TEST(Making, IsKnownToTheSecondFromATimeInTheName) {
  for (const char* const path :
       {"/in/20250101/DongBo-20260810-20260811143000.json", "hoso_20260811_143000.json",
        "20260811T143000Z.json", "hoso 2026-08-11 14.30.00.csv", "2026-08-11T143000.jsonl"}) {
    EXPECT_EQ(MakingOf(path, kChanged).time, At(2026, 8, 11, 14, 30)) << path;
    EXPECT_EQ(MakingOf(path, kChanged).moment, At(2026, 8, 11, 14, 30)) << path;
  }
}

TEST(Making, WhereTheNameHasADayAloneIsThatDayAndThenTheLastChange) {
  for (const char* const path :
       {"hoso_20260810.json", "hoso_99999999_20260810.json", "20260810_01.json", "2026-08-10.csv",
        "DongBo-20260810-1.json", "20260810_999999.json", "20260810--143000.json"}) {
    EXPECT_EQ(MakingOf(path, kChanged).time, At(2026, 8, 10)) << path;
    EXPECT_EQ(MakingOf(path, kChanged).moment, kChanged) << path;
  }
}

TEST(Making, IsElseTheLastChange) {
  for (const char* const path : {"20260810/hoso.json", "hoso_202608101.json", "2026-08.csv", "returns.csv",
                                 "20261399.json", "H91.10-261102-0001.json", ""}) {
    EXPECT_EQ(MakingOf(path, kChanged).time, kChanged) << path;
    EXPECT_EQ(MakingOf(path, kChanged).moment, kChanged) << path;
  }
}

TEST(Making, OrdersFilesByDayThenMomentThenStageUntilTheEndOf2199) {
  EXPECT_LT(OrderOf("20261103100000"), OrderOf("20261103101500"));
  EXPECT_LT(OrderOf("20261103100000"), OrderOf("20261103100001"));
  // The day goes before the change, and the change before the stage.
  EXPECT_LT(OrderOf("20261103", kChanged + absl::Hours(999)), OrderOf("20261104"));
  EXPECT_LT(OrderOf("20261103_02", kChanged), OrderOf("20261103_01", kChanged + absl::Milliseconds(1)));
  EXPECT_LT(OrderOf("", kChanged), OrderOf("", kChanged + absl::Milliseconds(1)));
  EXPECT_EQ(OrderOf("", At(2026, 11, 28)), OrderOf("", At(2026, 11, 28) + absl::Microseconds(999)));
  const Making made = MakingOf("", kChanged);
  EXPECT_LT(RevisionOrder(made, 7), OrderOf("", kChanged + absl::Milliseconds(1)));
  EXPECT_LT(RevisionOrder(made, 6), RevisionOrder(made, 7));
  int64_t last = RevisionOrder({At(1969, 12, 31), At(1969, 12, 31)});
  EXPECT_EQ(last, 0);
  for (const int year : {1970, 1980, 2026, 2034, 2035, 2100, 2199}) {
    for (const absl::Time time : {At(year, 4, 1), At(year, 4, 1, 0, 0, 1), At(year, 12, 31, 23, 59, 59)}) {
      EXPECT_GT(RevisionOrder({time, time}), last) << time;
      last = RevisionOrder({time, time}, 7);
    }
  }
  for (const absl::Time time : {At(2200, 1, 1), absl::InfiniteFuture()}) {
    EXPECT_GE(RevisionOrder({time, time}, 7), last) << time;
  }
}

}  // namespace
}  // namespace chiso
