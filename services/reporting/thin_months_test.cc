#include "services/reporting/thin_months.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

class ThinMonthsTest : public ::testing::Test {
 protected:
  ThinMonthsTest() {
    index::v1::ThinMonths& thin = *definition_.add_thin();
    thin.set_from("2025-12");
    thin.set_to("2026-05");
  }
  bool IsThin(const char* period) { return HasThinMonth(definition_, *Period::Parse(period)); }
  bool Compares(const char* period) { return ComparesThinData(definition_, *Period::Parse(period)); }

  index::v1::IndexDefinition definition_;
};

TEST_F(ThinMonthsTest, PeriodsThatHoldOneAreThin) {
  for (const char* period :
       {"2025-12", "2026-01", "2026-05", "2025-Q4", "2026-Q2", "2026-H1", "2025", "2026"}) {
    EXPECT_TRUE(IsThin(period)) << period;
  }
  for (const char* period : {"2025-11", "2026-06", "2025-Q3", "2026-Q3", "2026-H2", "2024", "2027"}) {
    EXPECT_FALSE(IsThin(period)) << period;
  }
}

TEST_F(ThinMonthsTest, NothingIsComparedAcrossThem) {
  for (const char* period : {"2025-12", "2026-05", "2026-06", "2026-Q3", "2026-H2", "2027"}) {
    EXPECT_TRUE(Compares(period)) << period;
  }
  for (const char* period : {"2025-11", "2026-07", "2026-Q4", "2027-H1", "2028"}) {
    EXPECT_FALSE(Compares(period)) << period;
  }
}

}  // namespace
}  // namespace chiso
