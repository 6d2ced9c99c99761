#include "common/record/dossier_terms.h"

#include "gtest/gtest.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;

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

TEST(DossierTermsTest, TheLatestDueTimeIsInForceUnlessItWasAskedForAfterTheEnd) {
  rv1::Dossier dossier;
  EXPECT_FALSE(DueTime(dossier).has_value());
  dossier.mutable_due_time()->set_seconds(10);
  rv1::Supplement& supplement = *dossier.add_supplements();
  supplement.mutable_request_time()->set_seconds(5);
  EXPECT_EQ(DueTime(dossier)->seconds(), 10);
  supplement.mutable_new_due_time()->set_seconds(20);
  dossier.add_supplements()->mutable_new_due_time()->set_seconds(15);
  EXPECT_EQ(DueTime(dossier)->seconds(), 20);
  dossier.set_status(rv1::DOSSIER_STATUS_FINISHED);
  dossier.mutable_process_end_time()->set_seconds(4);
  EXPECT_EQ(DueTime(dossier)->seconds(), 15);
}

}  // namespace
}  // namespace chiso
