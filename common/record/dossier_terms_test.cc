#include "common/record/dossier_terms.h"

#include "common/period.h"
#include "gtest/gtest.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;

absl::Time At(int day, int hour) { return absl::FromCivil(absl::CivilHour(2026, 8, day, hour), HoChiMinh()); }

TEST(DossierTermsTest, EndIsTheFirstTimeThatIsThereWhereTheStateHasEnded) {
  rv1::Dossier dossier;
  for (int status = 1; status < rv1::DossierStatus_ARRAYSIZE; ++status) {
    dossier.set_status(static_cast<rv1::DossierStatus>(status));
    const bool ended = status == 3 || (status >= 7 && status <= 10);
    EXPECT_EQ(HasEnded(dossier.status()), ended) << status;
    dossier.clear_return_time();
    dossier.clear_process_end_time();
    dossier.clear_refuse_time();
    EXPECT_FALSE(EndTime(dossier).has_value());
    dossier.mutable_refuse_time()->set_seconds(3);
    EXPECT_EQ(EndTime(dossier).has_value(), ended);
    if (!ended) continue;
    EXPECT_EQ(EndTime(dossier)->seconds(), 3);
    dossier.mutable_return_time()->set_seconds(2);
    EXPECT_EQ(EndTime(dossier)->seconds(), 2);
    dossier.mutable_process_end_time()->set_seconds(1);
    EXPECT_EQ(EndTime(dossier)->seconds(), 1);
  }
}

TEST(DossierTermsTest, LateByDaysInVietnamNotByHours) {
  const absl::CivilDay today(2026, 8, 20);
  const auto open = rv1::DOSSIER_STATUS_PROCESSING;
  const auto ended = rv1::DOSSIER_STATUS_RETURNED;
  EXPECT_EQ(DaysLate(ended, At(10, 9), At(10, 23), today), 0);
  EXPECT_EQ(DaysLate(ended, At(10, 23), At(11, 0), today), 1);
  EXPECT_EQ(DaysLate(ended, At(10, 9), At(3, 9), today), 0);
  EXPECT_EQ(DaysLate(open, At(20, 0), {}, today), 0);
  EXPECT_EQ(DaysLate(open, At(19, 23), {}, today), 1);
  // An end that the state denies does not count.
  EXPECT_EQ(DaysLate(open, At(10, 9), At(10, 9), today), 10);
}

TEST(DossierTermsTest, WithoutATermOrWithAnUnknownEndNothingIsLate) {
  const absl::CivilDay today(2026, 8, 20);
  EXPECT_EQ(DaysLate(rv1::DOSSIER_STATUS_PROCESSING, {}, {}, today), 0);
  EXPECT_EQ(DaysLate(rv1::DOSSIER_STATUS_STOPPED, At(1, 9), {}, today), 0);
}

}  // namespace
}  // namespace chiso
