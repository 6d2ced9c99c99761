#include "tools/client/view/dossier_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "tools/client/view/dossier_list_view.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using google::protobuf::TextFormat;
using record::v1::Dossier;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Language kEn = Language::kEnglish;
constexpr Language kVi = Language::kVietnamese;
constexpr char kCode[] = "H44.10-260803-0001";

absl::Time At(const char* text) { return *ParseTime(text); }

ingestion::v1::GetDossierResponse Response() {
  ingestion::v1::GetDossierResponse response;
  EXPECT_TRUE(TextFormat::ParseFromString(R"pb(
                                            dossier {
                                              record {
                                                revision: 1788220800000000
                                                dossier {
                                                  code: "H44.10-260803-0001"
                                                  unit_code: "H44.10"
                                                  procedure_code: "2.000815"
                                                  status: DOSSIER_STATUS_SUPPLEMENT_AWAITED
                                                  channel: CHANNEL_ONLINE
                                                  results { count: 1 }
                                                }
                                              }
                                              log: "main"
                                              sequence: 7
                                              sender: "igate"
                                              batch_id: "b-1"
                                              arrival_time { seconds: 1788221100 }
                                              in_force: true
                                            }
                                            progress {
                                              record {
                                                revision: 1788220800000000
                                                progress {
                                                  dossier_code: "H44.10-260803-0001"
                                                  process_time { seconds: 1788220800 }
                                                  status: DOSSIER_STATUS_RECEIVED
                                                }
                                              }
                                              sender: "igate"
                                            })pb",
                                          &response));
  Dossier& dossier = *response.mutable_dossier()->mutable_record()->mutable_dossier();
  *dossier.mutable_receive_time() = ToTimestamp(At("2026-08-03T08:00"));
  *dossier.mutable_due_time() = ToTimestamp(At("2026-08-10T17:00"));
  return response;
}

// The text of a dossier that was changed, at a time.
template <typename Change>
std::string TextOf(const char* now, Language language, Change change) {
  ingestion::v1::GetDossierResponse response = Response();
  change(*response.mutable_dossier()->mutable_record()->mutable_dossier());
  return DossierText(kCode, response, At(now), language);
}

TEST(DossierView, SaysHowItStandsInPeoplesWords) {
  EXPECT_EQ(DossierText(kCode, Response(), At("2026-08-13"), kVi),
            "Hồ sơ H44.10-260803-0001\n"
            "\n"
            "Tình trạng:     Yêu cầu bổ sung giấy tờ\n"
            "Thời hạn:       quá hạn 3 ngày\n"
            "Thủ tục:        2.000815\n"
            "Mã định danh:   H44.10\n"
            "Cách nộp:       trực tuyến\n"
            "Ngày tiếp nhận: 03/8/2026 08:00\n"
            "Ngày hẹn trả:   10/8/2026 17:00\n"
            "Tệp kết quả:    không\n"
            "Bên gửi:        igate, lô b-1, nhận 01/9/2026 07:05\n"
            "Bản:            01/9/2026 07:00\n"
            "\n"
            "Tiến trình\n"
            "\n"
            "Thời điểm xử lý  Tình trạng      Bên gửi\n"
            "---------------  --------------  -------\n"
            "01/9/2026 07:00  Được tiếp nhận  igate\n");
}

TEST(DossierView, SaysHowManyLinesOfProgressAreNotShown) {
  ingestion::v1::GetDossierResponse response = Response();
  response.set_omitted_progress_count(59'000);
  EXPECT_THAT(DossierText(kCode, response, At("2026-08-13"), kVi),
              HasSubstr("Số dòng tiến trình trước đó không hiển thị ở đây: 59.000."
                        " Xem chiso dossiers revisions H44.10-260803-0001.\n"));
}

TEST(DossierView, LatenessComparesDays) {
  const auto unchanged = [](Dossier&) {};
  EXPECT_THAT(TextOf("2026-08-09T23:59", kEn, unchanged), HasSubstr("due in 1 day\n"));
  EXPECT_THAT(TextOf("2026-08-10T23:59", kEn, unchanged), HasSubstr("due today"));
  EXPECT_THAT(TextOf("2026-08-11T00:00", kEn, unchanged), HasSubstr("overdue by 1 day\n"));
  const auto ended = [](const char* time) {
    return [time](Dossier& dossier) {
      dossier.set_status(record::v1::DOSSIER_STATUS_RETURNED);
      if (time != nullptr) *dossier.mutable_process_end_time() = ToTimestamp(At(time));
    };
  };
  EXPECT_THAT(TextOf("2026-09-01", kEn, ended("2026-08-10T23:59")), HasSubstr("ended in time"));
  EXPECT_THAT(TextOf("2026-09-01", kVi, ended("2026-08-12T00:00")), HasSubstr("kết thúc trễ hạn 2 ngày"));
  EXPECT_THAT(TextOf("2026-09-01", kEn, ended(nullptr)), HasSubstr("the time of the end was not given"));
}

TEST(DossierView, WithoutATermNothingIsLate) {
  const auto without = [](Dossier& dossier) { dossier.clear_due_time(); };
  EXPECT_THAT(TextOf("2026-09-01", kVi, without), HasSubstr("không có ngày hẹn trả"));
  // Not received: there is no term to speak of.
  const auto registered = [](Dossier& dossier) {
    dossier.set_status(record::v1::DOSSIER_STATUS_REGISTERED);
    dossier.clear_due_time();
    dossier.clear_receive_time();
  };
  EXPECT_THAT(TextOf("2026-09-01", kVi, registered), Not(HasSubstr("Thời hạn")));
}

TEST(DossierView, SaysWhatIsWrongWithIt) {
  ingestion::v1::GetDossierResponse response = Response();
  EXPECT_THAT(DossierText(kCode, response, At("2026-08-13"), kVi), Not(HasSubstr("không thống nhất")));
  response.set_disputed(true);
  EXPECT_THAT(DossierText(kCode, response, At("2026-08-13"), kVi),
              HasSubstr("không thống nhất về hồ sơ này: xem chiso dossiers revisions H44.10-260803-0001."));
  response.mutable_dossier()->mutable_record()->set_retracted(true);
  const std::string retracted = DossierText(kCode, response, At("2026-08-13"), kEn);
  EXPECT_THAT(retracted, HasSubstr("Its source took this dossier back."));
  EXPECT_THAT(retracted, Not(HasSubstr("overdue")));
  response.clear_dossier();
  EXPECT_THAT(DossierText(kCode, response, At("2026-08-13"), kEn), HasSubstr("Only progress has arrived"));
}

TEST(DossierView, Revisions) {
  ingestion::v1::ListDossierRevisionsResponse revisions;
  *revisions.add_records() = Response().progress(0);
  *revisions.add_records() = Response().dossier();
  EXPECT_EQ(DossierRevisionsCsv(revisions),
            "arrival,sender,batch,log,sequence,kind,status,revision,retracted,in_force\n"
            "1970-01-01 07:00,igate,,,0,PROGRESS,RECEIVED,1788220800000000,false,false\n"
            "2026-09-01 07:05,igate,b-1,main,7,DOSSIER,SUPPLEMENT_AWAITED,1788220800000000,false,true\n");
  const std::string table = DossierRevisionsTable(revisions, kVi);
  EXPECT_THAT(table, HasSubstr("tiến trình xử lý"));
  EXPECT_THAT(table, HasSubstr("main 7"));
}

scoring::v1::ListDossiersResponse Dossiers() {
  scoring::v1::ListDossiersResponse dossiers;
  EXPECT_TRUE(TextFormat::ParseFromString(R"pb(
                                            dossiers {
                                              code: "H44.10-260803-0001"
                                              procedure_code: "2.000815"
                                              status: DOSSIER_STATUS_RETURNED
                                              receive_time { seconds: 1785715200 }
                                              due_time { seconds: 1785801600 }
                                              end_time { seconds: 1785974400 }
                                              days_late: 2
                                              has_result_file: true
                                              sender: "igate"
                                              unit_code: "H44.10"
                                            }
                                            dossiers {
                                              code: "H44.10-260803-0002"
                                              procedure_code: "2.000815"
                                              status: DOSSIER_STATUS_PROCESSING
                                              receive_time { seconds: 1785715200 }
                                              sender: "igate"
                                              unit_code: "H44.10"
                                              points_at_risk: 66667
                                            }
                                            positions { log: "main" sequence: 90 }
                                            positions { log: "reference" sequence: 5 }
                                            positions { log: "main" sequence: 80 })pb",
                                          &dossiers));
  MergePositions(dossiers);
  return dossiers;
}

TEST(DossierListView, Csv) {
  EXPECT_EQ(DossiersCsv(Dossiers()),
            "code,procedure,status,received,due,ended,days_late,has_result,sender,unit,points_at_risk\n"
            "H44.10-260803-0001,2.000815,RETURNED,2026-08-03 07:00,2026-08-04 07:00,2026-08-06 "
            "07:00,2,true,igate,H44.10,\n"
            "H44.10-260803-0002,2.000815,PROCESSING,2026-08-03 07:00,,,0,false,igate,H44.10,0.066667\n");
}

TEST(DossierListView, TheTableSaysWhatWasAskedAndHowFarItGoes) {
  scoring::v1::ListDossiersRequest asked;
  asked.set_unit_code("H44.10");
  asked.set_period("2026-08");
  asked.set_filter(scoring::v1::DOSSIER_FILTER_DUE_SOON);
  asked.set_due_within_days(3);
  const std::string table = DossiersTable(asked, Dossiers(), kVi);
  EXPECT_THAT(table, HasSubstr("Hồ sơ của H44.10, tiếp nhận trong kỳ 2026-08, đến hạn trong 3 ngày\n"));
  EXPECT_THAT(table, HasSubstr("Đã trả kết quả"));
  EXPECT_THAT(table, HasSubstr("Điểm có thể mất"));
  EXPECT_THAT(table, HasSubstr("0,066667"));
  // The earliest of the pages.
  EXPECT_THAT(table, HasSubstr("Tất cả bản ghi đến main 80, reference 5."));
  EXPECT_THAT(DossiersTable(asked, {}, kVi), HasSubstr("Không có số liệu phù hợp."));
}

}  // namespace
}  // namespace chiso
