// Lists of senders, of what is odd about them, of receipts and of rejections.

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "services/ingestion/testing/log_test_base.h"

namespace chiso {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::At;
using testing::DossierOf;
using ::testing::ElementsAre;
using testing::FeedOf;
using testing::Soon;

namespace iv1 = ingestion::v1;

class RecordLogListsTest : public testing::LogTest {
 protected:
  // Asks for all pages of a size with `list`, and gives the entries of all of them as `text` has them.
  template <typename Request, typename List, typename Text>
  std::vector<std::string> Pages(Request request, int page_size, List list, Text text) {
    std::vector<std::string> all;
    request.set_page_size(page_size);
    do {
      const auto page = list(request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      const std::vector<std::string> texts = text(*page);
      EXPECT_LE(texts.size(), page_size);
      all.insert(all.end(), texts.begin(), texts.end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }
  std::vector<std::string> Findings(const std::string& sender, int page_size = 100) {
    iv1::ListSenderFindingsRequest request;
    request.set_sender(sender);
    return Pages(
        request, page_size, [&](const auto& asked) { return log_.ListSenderFindings(asked, Soon()); },
        [](const iv1::ListSenderFindingsResponse& page) {
          std::vector<std::string> texts;
          for (const auto& f : page.findings()) {
            texts.push_back(absl::StrCat(f.sender(), " ", f.oddity(), " ", f.count(), "/", f.of_count(), " ",
                                         absl::StrJoin(f.examples(), ",")));
          }
          return texts;
        });
  }
  std::vector<std::string> Rejections(const iv1::ListRejectionsRequest& request, int page_size = 100) {
    return Pages(
        request, page_size, [&](const auto& asked) { return log_.ListRejections(asked, Soon()); },
        [](const iv1::ListRejectionsResponse& page) {
          std::vector<std::string> texts;
          for (const auto& r : page.rejections()) {
            texts.push_back(absl::StrCat(r.sender(), " ", r.batch_id(), " ", r.verdict().index()));
          }
          return texts;
        });
  }
};

TEST_F(RecordLogListsTest, SendersTellOfTheirSilenceTheirNewestDossierAndTheirFeeds) {
  Append("a",
         {DossierOf("H44.1-260803-0001", 1, "receive_time @\"2026-08-05 09:00:00\""),
          DossierOf("H44.1-260803-0002", 1, "receive_time @\"2026-08-04 09:00:00\"")},
         At(8, 10));
  Append("b",
         {testing::SampleOf(record::v1::RECORD_KIND_UNIT), FeedOf("a", "H44", 2), FeedOf("a", "", 1),
          FeedOf("a", "H45", 3), FeedOf("c", "H44", 1)},
         At(8, 12));
  record::v1::Record of_a_year = FeedOf("a", "H46", 4);
  of_a_year.mutable_feed()->set_valid_from("2026-01-01");
  of_a_year.mutable_feed()->set_valid_to("2026-12-31");
  Append("b", {FeedOf("a", "H45", 3, 2, /*retracted=*/true), of_a_year}, At(8, 12));
  const auto response = log_.ListSenders({}, At(8, 13), Soon());
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->senders_size(), 2);
  const iv1::Sender& a = response->senders(0);
  EXPECT_EQ(a.silence().seconds(), absl::ToInt64Seconds(absl::Hours(72)));
  EXPECT_EQ(a.newest_receive_time().seconds(), absl::ToUnixSeconds(At(8, 5, 9)));
  ASSERT_EQ(a.feeds_size(), 3);
  EXPECT_TRUE(MessageDifferencer::Equals(a.feeds(0), FeedOf("a", "", 1).feed()));
  EXPECT_TRUE(MessageDifferencer::Equals(a.feeds(1), FeedOf("a", "H44", 2).feed()));
  EXPECT_TRUE(MessageDifferencer::Equals(a.feeds(2), of_a_year.feed()));
  const iv1::Sender& b = response->senders(1);
  EXPECT_FALSE(b.has_newest_receive_time());
  EXPECT_EQ(b.feeds_size(), 0);
  // A clock that is behind the one of the replica that appended.
  EXPECT_EQ(log_.ListSenders({}, At(8, 1), Soon())->senders(0).silence().seconds(), 0);
}

TEST_F(RecordLogListsTest, WhatOnlyAllRecordsShowIsToldOfAHundredAndOnlyWhereAllDo) {
  for (const char* const sender : {"b", "a"})
    Append(sender, {testing::SampleOf(record::v1::RECORD_KIND_UNIT)});
  Query(
      "INSERT INTO sender_finding SELECT s.id, v.* FROM sender s, (VALUES"
      " (1::smallint, 1::bigint, 9::bigint, '{H1-1,H1/2}'::text[]), (2, 0, 500, '{}'), (7, 500, 500, '{}'),"
      " (8, 100, 100, '{H1-1}'), (9, 99, 99, '{}'), (10, 499, 500, '{}'), (16, 500, 500, '{}')) v");
  const std::vector<std::string> of_a = {"a 1 1/9 H1-1,H1/2", "a 7 500/500 ", "a 8 100/100 H1-1",
                                         "a 16 500/500 "};
  EXPECT_EQ(Findings("a"), of_a);
  EXPECT_EQ(Findings("a", 1), of_a);
  EXPECT_EQ(Findings("c").size(), 0);
  for (const int page_size : {1, 3, 4, 8, 9}) {
    const std::vector<std::string> all = Findings("", page_size);
    ASSERT_EQ(all.size(), 8) << page_size;
    EXPECT_TRUE(std::equal(of_a.begin(), of_a.end(), all.begin()));
    EXPECT_EQ(all[4], "b 1 1/9 H1-1,H1/2");
  }
}

TEST_F(RecordLogListsTest, ReceiptsAreListedAsTheyWereAnsweredInTheOrderOfTheirChain) {
  std::vector<std::string> receipts;
  for (int i = 0; i < 12; ++i) {
    receipts.push_back(Append("a", {DossierOf("H44.1-260803-0001", i + 1)}).SerializeAsString());
    Append("b", {DossierOf("H44.1-260803-0002", i + 1)});
  }
  iv1::ListReceiptsRequest request;
  request.set_sender("a");
  for (const int page_size : {1, 5, 6, 12, 100}) {
    EXPECT_EQ(Pages(
                  request, page_size, [&](const auto& asked) { return log_.ListReceipts(asked, Soon()); },
                  [](const iv1::ListReceiptsResponse& page) {
                    std::vector<std::string> texts;
                    for (const auto& receipt : page.receipts()) texts.push_back(receipt.SerializeAsString());
                    return texts;
                  }),
              receipts);
  }
  request.set_sender("c");
  EXPECT_EQ(log_.ListReceipts(request, Soon()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(RecordLogListsTest, PageOfLongReceiptsStaysBelowWhatClientsTake) {
  const std::vector<record::v1::Record> bad(10'000, DossierOf("H44.1-260803-0001", 1, "unit_code: \"?\""));
  for (int i = 0; i < 4; ++i) Append("a", bad);
  iv1::ListReceiptsRequest request;
  request.set_sender("a");
  int seen = 0, pages = 0;
  do {
    const auto page = log_.ListReceipts(request, Soon());
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LT(page->ByteSizeLong(), 4 << 20);
    EXPECT_GE(page->receipts_size(), 1);
    seen += page->receipts_size();
    ++pages;
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, 4);
  EXPECT_GT(pages, 1);
}

TEST_F(RecordLogListsTest, PageOfLongRejectionsStaysBelowWhatClientsTake) {
  record::v1::Record bad = DossierOf("H44.1-260803-0001", 1, "unit_code: \"?\"");
  for (int i = 0; i < 1000; ++i) bad.mutable_dossier()->add_database_codes(std::string(40, 'x'));
  Append("a", std::vector<record::v1::Record>(150, bad));
  iv1::ListRejectionsRequest request;
  request.set_page_size(1000);
  int seen = 0, pages = 0;
  do {
    const auto page = log_.ListRejections(request, Soon());
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LT(page->ByteSizeLong(), 4 << 20);
    EXPECT_GE(page->rejections_size(), 1);
    seen += page->rejections_size();
    ++pages;
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, 150);
  EXPECT_GT(pages, 1);
}

TEST_F(RecordLogListsTest, OfVeryManyFeedsTheFirstAreToldAndTheOthersCounted) {
  for (const char* const sender : {"a", "b", "c"}) {
    Append(sender, {testing::SampleOf(record::v1::RECORD_KIND_UNIT)});
    Query(absl::StrCat("INSERT INTO feed SELECT '", sender,
                       "', 3, 'H44.' || lpad(i::text, 4, '0'), 1, '', false, 1"
                       " FROM generate_series(1, 1500) i"));
  }
  const auto response = log_.ListSenders({}, At(8, 21), Soon());
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->senders_size(), 3);
  for (const iv1::Sender& sender : response->senders()) {
    EXPECT_EQ(sender.feeds_size(), 1000);
    EXPECT_EQ(sender.feeds(999).unit_code(), "H44.1000");
    EXPECT_EQ(sender.omitted_feed_count(), 500);
  }
}

TEST_F(RecordLogListsTest, PageOfSendersWithManyFeedsStaysBelowWhatClientsTake) {
  Query(
      "INSERT INTO sender (name) SELECT 's' || lpad(i::text, 90, '0') FROM generate_series(1, 60) i;"
      " INSERT INTO feed SELECT name, 3, lpad(i::text, 40, '0'), 1, '', false, 1 FROM sender,"
      " generate_series(1, 1000) i");
  iv1::ListSendersRequest request;
  int seen = 0, pages = 0;
  do {
    const auto page = log_.ListSenders(request, At(8, 21), Soon());
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LT(page->ByteSizeLong(), 4 << 20);
    for (const iv1::Sender& sender : page->senders()) EXPECT_EQ(sender.feeds_size(), 1000);
    seen += page->senders_size();
    ++pages;
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, 60);
  EXPECT_GT(pages, 1);
}

TEST_F(RecordLogListsTest, AReceiptStaysBelowWhatClientsTakeAndCountsTheWarningsThatItLeavesOut) {
  // Three warnings each, of which two have a key as long as they come.
  const std::string code(64, '9');
  const std::vector<record::v1::Record> odd(
      10'000, DossierOf(code, 1,
                        "process_end_time @\"2026-08-05 12:00:00\" return_time @\"2026-08-04 12:00:00\""
                        " status: DOSSIER_STATUS_RETURNED"));
  const iv1::Receipt receipt = Append("a", odd);
  EXPECT_LT(receipt.ByteSizeLong(), 4 << 20);
  EXPECT_EQ(receipt.accepted_count(), 10'000);
  EXPECT_GT(receipt.omitted_warning_count(), 0);
  EXPECT_EQ(receipt.verdicts_size() + receipt.omitted_warning_count(), 40'000);
}

TEST_F(RecordLogListsTest, RejectionsTellWhatWasSaidAndWhatIsKept) {
  record::v1::Record bad = DossierOf("H44.1-260803-0001", 7, "due_time @\"2026-08-01 12:00:00\"");
  const iv1::Receipt receipt = Append("a", {DossierOf("H44.1-260803-0002", 1), bad}, At(8, 20));
  const auto response = log_.ListRejections({}, Soon());
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->rejections_size(), 1);
  const iv1::Rejection& rejection = response->rejections(0);
  EXPECT_EQ(rejection.sender(), "a");
  EXPECT_EQ(rejection.batch_id(), "1");
  EXPECT_EQ(rejection.arrival_time().seconds(), absl::ToUnixSeconds(At(8, 20)));
  const auto verdict = std::find_if(receipt.verdicts().begin(), receipt.verdicts().end(),
                                    [](const auto& v) { return v.severity() == iv1::SEVERITY_REJECTED; });
  ASSERT_NE(verdict, receipt.verdicts().end());
  EXPECT_TRUE(MessageDifferencer::Equals(rejection.verdict(), *verdict));
  EXPECT_EQ(rejection.record().dossier().code(), "H44.1-260803-0001");
  EXPECT_EQ(rejection.record().revision(), 7);
}

TEST_F(RecordLogListsTest, RejectionsAreListedNewestFirstBySenderPeriodAndReason) {
  const auto reversed = DossierOf("H44.1-260803-0001", 1, "due_time @\"2026-08-01 12:00:00\"");
  const auto malformed = DossierOf("H44.1-260803-0001", 1, "unit_code: \"?\"");
  // The last second of August in Vietnam, and the first of September.
  const absl::Time september = absl::FromCivil(absl::CivilDay(2026, 9, 1), HoChiMinh());
  Append("a", {reversed, malformed}, september - absl::Seconds(1));
  Append("b", {reversed}, september);
  Append("a", {malformed, reversed, malformed}, september);
  const std::vector<std::string> all = {"a 3 0", "a 3 1", "a 3 2", "b 2 0", "a 1 0", "a 1 1"};
  iv1::ListRejectionsRequest request;
  for (const int page_size : {1, 2, 3, 4, 6}) EXPECT_EQ(Rejections(request, page_size), all) << page_size;
  request.set_period("2026-08");
  EXPECT_THAT(Rejections(request, 1), ElementsAre("a 1 0", "a 1 1"));
  request.set_period("2026-Q3");
  EXPECT_EQ(Rejections(request), all);
  request.set_period("2026-09");
  request.set_sender("a");
  EXPECT_THAT(Rejections(request, 2), ElementsAre("a 3 0", "a 3 1", "a 3 2"));
  request.set_reason(iv1::REASON_DATES_REVERSED);
  EXPECT_THAT(Rejections(request, 1), ElementsAre("a 3 1"));
  request.set_sender("c");
  EXPECT_EQ(Rejections(request).size(), 0);
}

TEST_F(RecordLogListsTest, TokensThatWereNotGivenOutAreRefused) {
  Append("a", {DossierOf("H44.1-260803-0001", 1)});
  iv1::ListReceiptsRequest receipts;
  receipts.set_sender("a");
  iv1::ListSenderFindingsRequest findings;
  iv1::ListRejectionsRequest rejections;
  for (const std::string& token :
       {std::string("x"), std::string("a/x"), std::string("1/2/3"), std::string("1/2/x/4"), std::string("-1"),
        std::string("-9223372036854775808/1/1/a"), std::string("1/-1/1/a"), std::string("1/1/-1/a"),
        std::string("99999999999999999999/1/1/a"), std::string("1/1/1/\0", 7), std::string("1\0/1/1/a", 9),
        std::string("1/1/1/\n"), std::string(100'000, '9')}) {
    receipts.set_page_token(token);
    rejections.set_page_token(token);
    EXPECT_EQ(log_.ListReceipts(receipts, Soon()).status().code(), absl::StatusCode::kInvalidArgument)
        << token;
    EXPECT_EQ(log_.ListRejections(rejections, Soon()).status().code(), absl::StatusCode::kInvalidArgument)
        << token;
  }
  for (const std::string& token : {std::string("a/x"), std::string("a\0/1", 4), std::string("/1"),
                                   std::string("a/-1"), std::string("A/1"), std::string(100'000, 'a')}) {
    findings.set_page_token(token);
    EXPECT_EQ(log_.ListSenderFindings(findings, Soon()).status().code(), absl::StatusCode::kInvalidArgument)
        << token.substr(0, 100);
  }
}

}  // namespace
}  // namespace chiso
