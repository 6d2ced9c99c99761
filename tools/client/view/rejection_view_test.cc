#include "tools/client/view/rejection_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace chiso {
namespace {

using ::testing::HasSubstr;

ingestion::v1::ListRejectionsResponse Rejections() {
  ingestion::v1::ListRejectionsResponse rejections;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(rejections {
             sender: "igate"
             batch_id: "b \"1\""
             arrival_time { seconds: 1788220800 }
             verdict {
               index: 7
               severity: SEVERITY_REJECTED
               reason: REASON_FIELD_MISSING
               field: "dossier.procedure_code"
               message: "must not be empty, in a dossier"
               key: "H44-260801-0001"
             }
             record {
               revision: 1788220800000000
               dossier { code: "H44-260801-0001" status: DOSSIER_STATUS_PROCESSING }
             }
           })pb",
      &rejections));
  return rejections;
}

TEST(RejectionView, Csv) {
  EXPECT_EQ(RejectionsCsv(Rejections()),
            "arrival,sender,batch,index,reason,field,key,message\n"
            "2026-09-01 07:00,igate,\"b \"\"1\"\"\",7,FIELD_MISSING,dossier.procedure_code,H44-260801-0001,"
            "\"must not be empty, in a dossier\"\n");
}

TEST(RejectionView, TheReasonStandsInTheLanguage) {
  EXPECT_THAT(RejectionsTable(Rejections(), Language::kEnglish),
              HasSubstr("must not be empty, in a dossier"));
  EXPECT_THAT(RejectionsTable(Rejections(), Language::kVietnamese), HasSubstr("Thiếu trường bắt buộc."));
  EXPECT_THAT(RejectionsTable({}, Language::kVietnamese), HasSubstr("Không có số liệu phù hợp."));
}

TEST(RejectionView, ALineHoldsTheRecordToRepair) {
  EXPECT_EQ(RejectionLine(Rejections().rejections(0)),
            "{\"sender\":\"igate\",\"batch_id\":\"b \\\"1\\\"\",\"arrival_time\":\"2026-09-01T00:00:00Z\","
            "\"reason\":\"FIELD_MISSING\",\"field\":\"dossier.procedure_code\","
            "\"message\":\"must not be empty, in a dossier\",\"record\":{\"revision\":\"1788220800000000\","
            "\"dossier\":{\"code\":\"H44-260801-0001\",\"status\":\"DOSSIER_STATUS_PROCESSING\"}}}\n");
}

TEST(RejectionView, ALineIsJsonWhateverTheTextsHold) {
  ingestion::v1::Rejection rejection = Rejections().rejections(0);
  rejection.clear_record();
  rejection.mutable_verdict()->set_message("a\n\"b\"\\\u2028");
  const std::string line = RejectionLine(rejection);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto object = nlohmann::json::parse(line, nullptr, false);
  ASSERT_TRUE(object.is_object());
  EXPECT_EQ(object["message"], "a\n\"b\"\\\u2028");
  EXPECT_TRUE(object["record"].is_object());
}

}  // namespace
}  // namespace chiso
