#include "tools/client/view/sender_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using google::protobuf::TextFormat;
using ::testing::HasSubstr;
using ::testing::Not;

ingestion::v1::ListSendersResponse Senders() {
  ingestion::v1::ListSendersResponse senders;
  EXPECT_TRUE(
      TextFormat::ParseFromString(R"pb(
                                    senders {
                                      name: "igate"
                                      last_arrival_time { seconds: 1788220800 }
                                      batch_count: 12
                                      accepted_count: 4500
                                      rejected_count: 3
                                      positions { log: "main" sequence: 9000 }
                                      chain: "\001\377"
                                      newest_receive_time { seconds: 1788134400 }
                                      silence { seconds: 266400 nanos: 999999999 }
                                      feeds { kind: RECORD_KIND_DOSSIER unit_code: "H44" precedence: 1 }
                                      feeds { kind: RECORD_KIND_DOSSIER unit_code: "H15" }
                                      feeds { kind: RECORD_KIND_PROGRESS }
                                    }
                                    senders { name: "new" })pb",
                                  &senders));
  return senders;
}

TEST(SenderView, Csv) {
  EXPECT_EQ(SendersCsv(Senders()),
            "sender,last_arrival,batches,stored,refused,positions,newest_received,silent_seconds,feeds,head\n"
            "igate,2026-09-01 07:00,12,4500,3,main 9000,2026-08-31 07:00,266400,"
            "DOSSIER:H44:1 DOSSIER:H15 PROGRESS,01ff\n"
            "new,,0,0,0,,,,,\n");
}

TEST(SenderView, SilenceAndFeedsStandInWords) {
  const std::string table = SendersTable(Senders(), Language::kVietnamese);
  EXPECT_THAT(table, HasSubstr("3 ngày 2 giờ"));
  EXPECT_THAT(table, HasSubstr("hồ sơ H44, H15; tiến trình xử lý"));
  EXPECT_THAT(SendersTable(Senders(), Language::kEnglish), HasSubstr("3 days 2 h"));
}

TEST(SenderView, SaysHowManyFeedsAreNotShown) {
  ingestion::v1::ListSendersResponse senders = Senders();
  senders.mutable_senders(0)->set_omitted_feed_count(1500);
  EXPECT_THAT(SendersTable(senders, Language::kVietnamese),
              HasSubstr("tiến trình xử lý; và 1.500 khai báo khác"));
  EXPECT_THAT(SendersCsv(senders), HasSubstr(" PROGRESS ... 1500,"));
}

TEST(SenderView, ForWhichDaysAFeedIsStandsBehindIt) {
  ingestion::v1::ListSendersResponse senders = Senders();
  senders.mutable_senders(0)->mutable_feeds(0)->set_valid_from("2026-01-01");
  senders.mutable_senders(0)->mutable_feeds(1)->set_valid_to("2026-06-30");
  senders.mutable_senders(0)->mutable_feeds(2)->set_valid_from("2026-02-01");
  senders.mutable_senders(0)->mutable_feeds(2)->set_valid_to("2026-02-28");
  EXPECT_THAT(SendersCsv(senders), HasSubstr("DOSSIER:H44:1:2026-01-01.. DOSSIER:H15::..2026-06-30 "
                                             "PROGRESS:::2026-02-01..2026-02-28,"));
  EXPECT_THAT(SendersTable(senders, Language::kVietnamese),
              HasSubstr("hồ sơ H44 (từ ngày 01/01/2026), H15 (đến hết ngày 30/6/2026); tiến trình xử lý (từ "
                        "ngày 01/02/2026 đến hết ngày 28/02/2026)"));
  EXPECT_THAT(SendersTable(senders, Language::kEnglish), HasSubstr("H15 (to "));
}

TEST(SenderView, ASilenceOfLessThanADayIsExact) {
  ingestion::v1::ListSendersResponse senders = Senders();
  senders.mutable_senders(0)->mutable_silence()->set_seconds(86399);
  EXPECT_THAT(SendersTable(senders, Language::kEnglish), HasSubstr("23 h 59 min"));
  senders.mutable_senders(0)->mutable_silence()->set_seconds(86400);
  EXPECT_THAT(SendersTable(senders, Language::kEnglish), HasSubstr("1 day 0 h"));
}

TEST(SenderView, WhoNeverSentHasNoTimes) {
  ingestion::v1::ListSendersResponse senders;
  senders.add_senders()->set_name("new");
  EXPECT_THAT(SendersTable(senders, Language::kEnglish), Not(HasSubstr("1970")));
}

TEST(SenderView, FindingsAreSentences) {
  ingestion::v1::ListSenderFindingsResponse findings;
  ASSERT_TRUE(TextFormat::ParseFromString(R"pb(findings {
                                                 sender: "igate"
                                                 oddity: ODDITY_RESULT_IS_INPUT
                                                 count: 1200
                                                 of_count: 3400
                                                 examples: "H44-260801-0001"
                                                 examples: "H44-260801-0002"
                                               })pb",
                                          &findings));
  EXPECT_EQ(SenderFindingsCsv(findings),
            "sender,oddity,count,of,examples\n"
            "igate,RESULT_IS_INPUT,1200,3400,H44-260801-0001 H44-260801-0002\n");
  EXPECT_THAT(SenderFindingsTable(findings, Language::kVietnamese),
              HasSubstr("igate       1.200      3.400  Tệp kết quả chính là tệp do người nộp hồ sơ gửi."));
  EXPECT_THAT(SenderFindingsTable(findings, Language::kEnglish),
              HasSubstr("H44-260801-0001, H44-260801-0002"));
  EXPECT_THAT(SenderFindingsTable({}, Language::kEnglish), HasSubstr("Nothing is known that fits."));
}

}  // namespace
}  // namespace chiso
