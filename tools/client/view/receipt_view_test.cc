#include "tools/client/view/receipt_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ReceiptReport Report() {
  ReceiptReport report;
  report.senders.push_back({"igate", 1200, 60000, 3, "b-1", "b-1200", std::string("\x01\xff", 2)});
  report.logs.push_back({"main", 60000});
  return report;
}

TEST(ReceiptView, ALineForEachSenderAndLog) {
  EXPECT_EQ(ReceiptReportText(Report(), true, Language::kEnglish),
            "Sender  Receipts  Stored  Refused  First batch  Last batch  Head\n"
            "------  --------  ------  -------  -----------  ----------  ----\n"
            "igate      1,200  60,000        3  b-1          b-1200      01ff\n"
            "\n"
            "Log main: all 60,000 records are accounted for.\n"
            "Nothing is missing and nothing was altered.\n");
}

TEST(ReceiptView, WithoutAHeadItDoesNotClaimToKnowTheEnd) {
  EXPECT_THAT(ReceiptReportText(Report(), false, Language::kVietnamese), HasSubstr("Chỉ khi dùng --head"));
  EXPECT_THAT(ReceiptReportText(Report(), true, Language::kVietnamese), Not(HasSubstr("--head")));
}

TEST(ReceiptView, EachFaultIsNamedOnALine) {
  ReceiptReport report = Report();
  report.faults.push_back({"igate", "b\x1b[2J\n", "chain: is not right"});
  report.faults.push_back({"", "", "head: no receipt has it"});
  const std::string text = ReceiptReportText(report, false, Language::kVietnamese);
  EXPECT_THAT(text, HasSubstr("igate b [2J : chain: is not right\nhead: no receipt has it\nSố lỗi: 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("Không thiếu")));
}

TEST(ReceiptView, WithoutReceiptsThereIsNoTable) {
  ReceiptReport report;
  report.faults.push_back({"", "", "there are no receipts"});
  EXPECT_EQ(ReceiptReportText(report, false, Language::kEnglish), "there are no receipts\nFaults: 1\n");
}

}  // namespace
}  // namespace chiso
