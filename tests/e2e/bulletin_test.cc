// The bulletin of February 2023 from the annex of letter 308/UBND, through the client and the real services.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BulletinOfFebruary : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = new Suite;
    suite_->ClientOk({"import", "units", TestData("demo/tay-ninh-units.csv")});
    suite_->ClientOk({"import", "official", TestData("demo/tay-ninh-official.csv")});
    suite_->ClientOk({"bulletin", "publish", "--unit", kUnit, "--period", "2023-02", "--basis", "official",
                      "--letter", TestData("demo/tay-ninh-letter.json")});
  }
  static void TearDownTestSuite() { delete suite_; }

  static std::string Render(const std::string& format, const std::string& language = "vi") {
    return suite_->ClientOk({"--lang", language, "bulletin", "render", "--unit", kUnit, "--period", "2023-02",
                             "--format", format});
  }

  static constexpr char kUnit[] = "000.00.30.H53";
  static Suite* suite_;
};

Suite* BulletinOfFebruary::suite_ = nullptr;

TEST_F(BulletinOfFebruary, SaysWhatTheTableSaysNotWhatWasTyped) {
  const std::string letter = Render("text");
  EXPECT_THAT(letter, HasSubstr("58,58"));
  EXPECT_THAT(letter, HasSubstr("tăng 1,70 điểm"));
  EXPECT_THAT(letter, Not(HasSubstr("0,9 điểm")));
  EXPECT_THAT(letter, HasSubstr("63,01"));
  EXPECT_THAT(letter, HasSubstr("54,67"));
  EXPECT_THAT(letter, HasSubstr("8,54"));
  EXPECT_THAT(letter, HasSubstr("1,15"));
  EXPECT_THAT(letter, HasSubstr("BẢN MẪU"));
  EXPECT_THAT(letter, Not(HasSubstr("308")));
  EXPECT_THAT(letter, Not(HasSubstr("Nguyễn Trung Hiếu")));
}

TEST_F(BulletinOfFebruary, HtmlHasARealTableAChartAndOrigins) {
  const std::string page = Render("html");
  EXPECT_THAT(page, HasSubstr("<table"));
  EXPECT_THAT(page, HasSubstr("<svg"));
  EXPECT_THAT(page, HasSubstr("BẢN MẪU"));
  EXPECT_THAT(page, HasSubstr("Cổng Dịch vụ công"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST_F(BulletinOfFebruary, CsvHoldsTheAnnexDigitByDigit) {
  const auto rows = ReadCsv(Render("csv"));
  EXPECT_EQ(rows.size(), 11u);
  EXPECT_THAT(Render("csv"), HasSubstr("74.6"));
}

TEST_F(BulletinOfFebruary, IsPublishedOnceAndReadsTheSameForEver) {
  const std::string before = Render("html");
  const Outcome again =
      suite_->Client({"bulletin", "publish", "--unit", kUnit, "--period", "2023-02", "--basis", "official"});
  EXPECT_NE(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("already"));
  // A later reading of a figure does not touch what was issued.
  suite_->ClientOk({"import", "official",
                    suite_->File("later.csv",
                                 "unit_code,period,code,value,read_at\n000.20.30.H53,2023-02,TOTAL,99.99,"
                                 "2023-04-01\n")});
  EXPECT_EQ(Render("html"), before);
}

// Who publishes by a call alone, or goes before ingestion is told, leaves no word of it there.
TEST_F(BulletinOfFebruary, WhoPublishesAgainTellsWhatWasPublished) {
  const auto too_late = [](const std::string& numerator) {
    const Outcome outcome = suite_->Client(
        {"import", "returns",
         suite_->File("too-late.csv",
                      "unit_code,period,indicator,scope,numerator,denominator\n000.00.30.H53,2023-01,ON_TIME,"
                      "own_offices," +
                          numerator + ",9\n"),
         "--no-wait", "--revision", "now"});
    return outcome.out + outcome.err;
  };
  suite_->ClientOk({"import", "official",
                    suite_->File("january.csv",
                                 "unit_code,period,code,value,read_at\n000.20.30.H53,2023-01,TOTAL,50,"
                                 "2023-02-10\n")});
  reporting::v1::PublishBulletinRequest request;
  request.set_unit_code(kUnit);
  request.set_period("2023-01");
  request.set_basis(reporting::v1::BASIS_OFFICIAL);
  reporting::v1::Bulletin bulletin;
  grpc::ClientContext context;
  const grpc::Status published = reporting::v1::ReportingService::NewStub(suite_->Channel("reporting"))
                                     ->PublishBulletin(&context, request, &bulletin);
  ASSERT_TRUE(published.ok()) << published.error_message();
  EXPECT_THAT(too_late("1"), Not(HasSubstr("has been published")));
  const Outcome again =
      suite_->Client({"bulletin", "publish", "--unit", kUnit, "--period", "2023-01", "--basis", "official"});
  EXPECT_NE(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("already published, as units/000.00.30.H53/bulletins/2023-01.1"));
  EXPECT_THAT(too_late("2"), HasSubstr("has been published"));
}

}  // namespace
}  // namespace chiso::testing
