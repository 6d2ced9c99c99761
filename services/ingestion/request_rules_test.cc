#include "services/ingestion/request_rules.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace chiso {
namespace {

namespace iv1 = ingestion::v1;

// Checks the request given as text: `field` is the one at fault, empty where there is none.
template <typename Request>
void Expect(const std::string& text, const std::string& field) {
  Request request;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
  const absl::Status status = Check(request);
  if (field.empty()) {
    EXPECT_TRUE(status.ok()) << text << ": " << status;
  } else {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_TRUE(absl::StartsWith(status.message(), field + ": ")) << text << ": " << status;
  }
}

// The rules that all lists share; `valid` is a request of the kind.
template <typename Request>
void ExpectPageRules(const std::string& valid) {
  Expect<Request>(valid, "");
  for (const int size : {0, 1, 1000}) Expect<Request>(absl::StrCat(valid, " page_size: ", size), "");
  for (const int size : {-1, 1001}) Expect<Request>(absl::StrCat(valid, " page_size: ", size), "page_size");
}

TEST(RequestRulesTest, PagesHaveAtMostAThousandEntries) {
  ExpectPageRules<iv1::ListSendersRequest>("");
  ExpectPageRules<iv1::ListSenderFindingsRequest>("");
  ExpectPageRules<iv1::ListReceiptsRequest>("sender: 'a'");
  ExpectPageRules<iv1::ListRejectionsRequest>("");
  ExpectPageRules<iv1::ListDossierRevisionsRequest>("code: 'H1-1'");
  EXPECT_EQ(PageSize(0), 100);
  EXPECT_EQ(PageSize(7), 7);
}

TEST(RequestRulesTest, BatchesHaveASenderANameAndOneToTenThousandRecords) {
  Expect<iv1::Batch>("sender: 'a' batch_id: '1' records {}", "");
  Expect<iv1::Batch>("sender: 'A' batch_id: '1' records {}", "sender");
  Expect<iv1::Batch>("batch_id: '1' records {}", "sender");
  Expect<iv1::Batch>("sender: 'a' records {}", "batch_id");
  Expect<iv1::Batch>("sender: 'a' batch_id: 'tháng 8' records {}", "batch_id");
  const std::string longest(200, ' ');
  Expect<iv1::Batch>(absl::StrCat("sender: 'a' records {} batch_id: '", longest, "'"), "");
  Expect<iv1::Batch>(absl::StrCat("sender: 'a' records {} batch_id: '", longest, "x'"), "batch_id");
  Expect<iv1::Batch>("sender: 'a' batch_id: '1'", "records");
  iv1::Batch batch;
  batch.set_sender("a");
  batch.set_batch_id("1");
  for (int i = 0; i < 10'000; ++i) batch.add_records();
  EXPECT_TRUE(Check(batch).ok());
  batch.add_records();
  EXPECT_EQ(Check(batch).code(), absl::StatusCode::kInvalidArgument);
}

TEST(RequestRulesTest, ReadingNamesALogAPlaceAndKinds) {
  Expect<iv1::ReadRecordsRequest>("after { log: 'main' } kinds: [RECORD_KIND_DOSSIER, RECORD_KIND_FEED]", "");
  Expect<iv1::ReadRecordsRequest>("", "after.log");
  Expect<iv1::ReadRecordsRequest>("after { log: 'main\\000' }", "after.log");
  Expect<iv1::ReadRecordsRequest>("after { log: 'main' sequence: -1 }", "after.sequence");
  Expect<iv1::ReadRecordsRequest>("after { log: 'main' } kinds: RECORD_KIND_UNSPECIFIED", "kinds");
  iv1::ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  request.add_kinds(static_cast<record::v1::RecordKind>(record::v1::RecordKind_MAX + 1));
  EXPECT_EQ(Check(request).code(), absl::StatusCode::kInvalidArgument);
}

TEST(RequestRulesTest, SendersPeriodsAndReasonsAreWellFormed) {
  Expect<iv1::ListSendersRequest>("page_token: 'No token'", "page_token");
  Expect<iv1::ListSenderFindingsRequest>("sender: 'a'", "");
  Expect<iv1::ListSenderFindingsRequest>("sender: 'A'", "sender");
  Expect<iv1::ListReceiptsRequest>("", "sender");
  Expect<iv1::ListReceiptsRequest>("sender: 'A'", "sender");
  Expect<iv1::ListRejectionsRequest>("sender: 'a' period: '2026-Q3' reason: REASON_DATE_MALFORMED", "");
  Expect<iv1::ListRejectionsRequest>("sender: 'A'", "sender");
  Expect<iv1::ListRejectionsRequest>("period: '2026-13'", "period");
  Expect<iv1::ListRejectionsRequest>("reason: 999", "reason");
}

TEST(RequestRulesTest, DossiersAreNamedByCodes) {
  Expect<iv1::GetDossierRequest>("code: 'H15.50.05.13-261008-0975'", "");
  Expect<iv1::GetDossierRequest>("", "code");
  Expect<iv1::GetDossierRequest>("code: 'H15 1'", "code");
  Expect<iv1::ListDossierRevisionsRequest>(absl::StrCat("code: '", std::string(65, 'x'), "'"), "code");
}

}  // namespace
}  // namespace chiso
