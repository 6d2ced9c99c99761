// Rows of each kind of records, good ones and bad cells.

#include "tools/client/import/csv/cells.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/client/import/csv/columns.h"
#include "tools/client/import/csv/rows.h"

namespace chiso {
namespace {

using ::testing::HasSubstr;

const Defaults kDefaults{7, absl::UnixEpoch(), 42};

std::optional<Finding> Convert(FileKind kind, const std::string& header, const std::string& row,
                               record::v1::Record& record) {
  const std::vector<std::string> columns = absl::StrSplit(header, ',');
  std::vector<std::string> cells = absl::StrSplit(row, ',');
  EXPECT_TRUE(CheckHeader(kind, columns).ok()) << CheckHeader(kind, columns);
  EXPECT_EQ(columns.size(), cells.size()) << row;
  return ToRecord(kind, Fields(columns, cells), kDefaults, record);
}

// The record that the row becomes must be `text`.
void ExpectRecord(FileKind kind, const std::string& header, const std::string& row, const std::string& text) {
  record::v1::Record record, expected;
  const auto finding = Convert(kind, header, row, record);
  EXPECT_FALSE(finding) << finding->column << ": " << finding->message;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("revision: 7 revision_order: 42 ", text), &expected));
  EXPECT_EQ(record.DebugString(), expected.DebugString());
}

// The one cell of the row that is replaced makes the row fail, in that column.
void ExpectFault(FileKind kind, const std::string& header, const std::string& row, const std::string& column,
                 const std::string& cell, const std::string& message) {
  const std::vector<std::string> columns = absl::StrSplit(header, ',');
  std::vector<std::string> cells = absl::StrSplit(row, ',');
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == column) cells[i] = cell;
  }
  record::v1::Record record;
  const auto finding = ToRecord(kind, Fields(columns, cells), kDefaults, record);
  ASSERT_TRUE(finding) << column << " " << cell;
  EXPECT_EQ(finding->column, column) << cell;
  EXPECT_THAT(finding->message, HasSubstr(message));
  EXPECT_TRUE(finding->rejected);
}

TEST(CsvCells, AStepFromAUnitToItsSuccessor) {
  ExpectRecord(FileKind::kChanges,
               "change_date,from_code,from_valid_from,to_code,to_valid_from,kind,partial,legal_basis",
               "1/7/2025,H15,,H44,1/7/2025,Sáp nhập,không,Nghị quyết số\u00A0202/2025/QH15",
               R"pb(unit_change {
                      change_date: "2025-07-01"
                      from { code: "H15" }
                      to { code: "H44" valid_from: "2025-07-01" }
                      kind: UNIT_CHANGE_KIND_MERGE
                      partial: false
                      legal_basis: "Nghị quyết số 202/2025/QH15"
                    })pb");
  ExpectFault(FileKind::kChanges, "change_date,from_code,to_code,kind", "1/7/2025,H15,H44,", "kind", "gone",
              "must be merge, split, move, rename or recode");
}

TEST(CsvCells, APublication) {
  ExpectRecord(FileKind::kPublications, "unit_code,period,publish_time", "H44,2026-07,3/8/2026 14:30",
               R"pb(publication {
                      unit_code: "H44"
                      period: "2026-07"
                      publish_time { seconds: 1785742200 }
                    })pb");
  ExpectFault(FileKind::kPublications, "unit_code,period,publish_time", "H44,2026-07,x", "publish_time", "x",
              "must be a day or a time");
}

constexpr char kTotals[] = "unit_code,period,source,received_count,scope,unit_valid_from";
constexpr char kTotal[] = "H44,2026-08,NATIONAL_PORTAL,138744,own,1/7/2025";

TEST(CsvCells, ATotalOfANationalSystem) {
  ExpectRecord(FileKind::kTotals, kTotals, kTotal,
               R"pb(national_total {
                      unit_code: "H44"
                      unit_valid_from: "2025-07-01"
                      period: "2026-08"
                      source: TOTAL_SOURCE_NATIONAL_PORTAL
                      scope: SCOPE_OWN_OFFICES
                      received_count: 138744
                    })pb");
  // Without a count it was published as empty; without a scope it is of the subtree.
  ExpectRecord(FileKind::kTotals, "received_count,source,unit_code,period", ",national_reporting,H44,2026-Q3",
               R"pb(national_total {
                      unit_code: "H44"
                      period: "2026-Q3"
                      source: TOTAL_SOURCE_NATIONAL_REPORTING
                      scope: SCOPE_SUBTREE
                    })pb");
  for (const char* const count : {"138.744", "138 744", "-1", "1e3", "138744.0", "'1", "=1+1"}) {
    ExpectFault(FileKind::kTotals, kTotals, kTotal, "received_count", count, "digits alone");
  }
  ExpectFault(FileKind::kTotals, kTotals, kTotal, "source", "portal",
              "must be national_reporting or national_portal");
  ExpectFault(FileKind::kTotals, kTotals, kTotal, "scope", "all", "must be own_offices or subtree");
  ExpectFault(FileKind::kTotals, kTotals, kTotal, "received_count", "1\u00A0000", "U+00A0");
}

TEST(CsvCells, ACountOfCertifiedCopies) {
  ExpectRecord(FileKind::kCopies, "unit_code,period,copy_count", "H44.100,2026-08,12",
               R"pb(certified_copy { unit_code: "H44.100" period: "2026-08" copy_count: 12 })pb");
  ExpectRecord(FileKind::kCopies, "unit_code,period,copy_count", "H44.100,2026-08,",
               R"pb(certified_copy { unit_code: "H44.100" period: "2026-08" })pb");
  ExpectFault(FileKind::kCopies, "unit_code,period,copy_count", "H44.100,2026-08,", "copy_count", "1.000",
              "digits alone");
}

constexpr char kPetitions[] =
    "code,unit_code,receive_time,outcome,outcome_time,publish_time,satisfaction,repeated_petition,dossier_"
    "code";
constexpr char kPetition[] =
    "H44-PA-1,H44.100,3/8/2026 14:30,đã trả lời,2026-08-05T09:00,09:30 6/8/2026,Không hài "
    "lòng,có,H44.100-260801-0001";

TEST(CsvCells, APetition) {
  ExpectRecord(FileKind::kPetitions, kPetitions, kPetition,
               R"pb(petition {
                      code: "H44-PA-1"
                      unit_code: "H44.100"
                      receive_time { seconds: 1785742200 }
                      outcome: PETITION_OUTCOME_ANSWERED
                      outcome_time { seconds: 1785895200 }
                      publish_time { seconds: 1785983400 }
                      satisfaction: SATISFACTION_DISSATISFIED
                      repeated_petition: true
                      dossier_code: "H44.100-260801-0001"
                    })pb");
  ExpectRecord(FileKind::kPetitions, "code,unit_code,receive_time,outcome,outcome_time",
               "H44-PA-1,H44.100,2026-08-03,,", R"pb(petition {
                                                       code: "H44-PA-1"
                                                       unit_code: "H44.100"
                                                       receive_time { seconds: 1785690000 }
                                                     })pb");
  ExpectFault(FileKind::kPetitions, kPetitions, kPetition, "receive_time", "8/13/2026", "9/10/2026 14:30");
  ExpectFault(FileKind::kPetitions, kPetitions, kPetition, "publish_time", "20260806",
              "must be a day or a time");
  ExpectFault(FileKind::kPetitions, kPetitions, kPetition, "outcome", "xong",
              "must be answered, refused, transferred or supplement_asked");
  ExpectFault(FileKind::kPetitions, kPetitions, kPetition, "repeated_petition", "2", "must be true or false");
}

TEST(CsvCells, AnAnswerAboutSatisfaction) {
  ExpectRecord(FileKind::kAnswers, "dossier_code,code,answer_time,satisfaction",
               "H44.100-260801-0001,2,2026-08-03,VERY_SATISFIED",
               R"pb(satisfaction {
                      dossier_code: "H44.100-260801-0001"
                      code: "2"
                      answer_time { seconds: 1785690000 }
                      satisfaction: SATISFACTION_VERY_SATISFIED
                    })pb");
  ExpectFault(FileKind::kAnswers, "dossier_code,answer_time,satisfaction", "H44.1-1,2026-08-03,5",
              "satisfaction", "5", "must be very_satisfied, satisfied, neutral or dissatisfied");
}

TEST(CsvCells, AnAlias) {
  ExpectRecord(FileKind::kAliases, "sender,alias,unit_code,valid_from,valid_to",
               "one-stop.h44,UBND\u00A0phường\u200B Việt Trì,H44.100,1/7/2025,2030-12-31",
               R"pb(unit_alias {
                      sender: "one-stop.h44"
                      alias: "UBND phường Việt Trì"
                      valid_from: "2025-07-01"
                      valid_to: "2030-12-31"
                      unit_code: "H44.100"
                    })pb");
  // What is no day is the service's to refuse, as everywhere.
  ExpectRecord(FileKind::kAliases, "alias,unit_code,valid_to", "X,H44.100,31/2/2026",
               R"pb(unit_alias { alias: "X" unit_code: "H44.100" valid_to: "31/2/2026" })pb");
}

TEST(CsvCells, ADayOfTheCalendar) {
  for (const char* const kind : {"OFF", "off", "Off", "DAY_KIND_OFF", "nghỉ", "NGHỈ BÙ", "Nghỉ lễ"}) {
    ExpectRecord(FileKind::kCalendar, "date,unit_code,kind,holiday,source",
                 absl::StrCat("1/5/2026,,", kind, ",Quốc tế lao động,Điều 112"),
                 R"pb(calendar_day { date: "2026-05-01" kind: DAY_KIND_OFF })pb");
  }
  for (const char* const kind : {"working", "làm bù", "Làm bù", "LÀM VIỆC"}) {
    ExpectRecord(FileKind::kCalendar, "date,kind,unit_code", absl::StrCat("2026-01-10,", kind, ",H44"),
                 R"pb(calendar_day { date: "2026-01-10" unit_code: "H44" kind: DAY_KIND_WORKING })pb");
  }
  ExpectFault(FileKind::kCalendar, "date,kind", "2026-05-01,", "kind", "holiday", "must be working or off");
  ExpectFault(FileKind::kCalendar, "date,kind", "2026-05-01,", "kind", "UNSPECIFIED",
              "must be working or off");
}

constexpr char kProcedures[] =
    "code,unit_code,name,levels,online_level,has_fee,payable_online,result_required,for_persons,for_"
    "organisations,"
    "effective_date,announce_date,publish_date,published_in_full,max_working_days,valid_from,valid_to";
constexpr char kProcedure[] =
    "2.000815,H44,Chứng thực bản sao,COMMUNE; department,4,TRUE,1,có,không,0,"
    "1/1/2026,05/01/2026,2026-01-08,true,2,1/7/2025,31/12/2030";

TEST(CsvCells, AProcedure) {
  ExpectRecord(FileKind::kProcedures, kProcedures, kProcedure,
               R"pb(procedure {
                      code: "2.000815"
                      unit_code: "H44"
                      name: "Chứng thực bản sao"
                      levels: LEVEL_COMMUNE
                      levels: LEVEL_DEPARTMENT
                      online_level: ONLINE_LEVEL_FULL
                      has_fee: true
                      payable_online: true
                      result_required: true
                      for_persons: false
                      for_organisations: false
                      effective_date: "2026-01-01"
                      announce_date: "2026-01-05"
                      publish_date: "2026-01-08"
                      published_in_full: true
                      max_working_days: 2
                      valid_from: "2025-07-01"
                      valid_to: "2030-12-31"
                    })pb");
  // What is empty or has no column is not said.
  ExpectRecord(FileKind::kProcedures, "code,unit_code,has_fee,levels", "2.000815,H44,,",
               R"pb(procedure { code: "2.000815" unit_code: "H44" })pb");
  for (const auto& [level, value] : std::vector<std::pair<std::string, std::string>>{{"2", "INFORMATION"},
                                                                                     {"3", "PARTIAL"},
                                                                                     {"một phần", "PARTIAL"},
                                                                                     {"Toàn trình", "FULL"},
                                                                                     {"full", "FULL"}}) {
    ExpectRecord(FileKind::kProcedures, "code,unit_code,online_level", absl::StrCat("2.000815,H44,", level),
                 absl::StrCat("procedure { code: '2.000815' unit_code: 'H44' online_level: ONLINE_LEVEL_",
                              value, "}"));
  }
  ExpectFault(FileKind::kProcedures, kProcedures, kProcedure, "online_level", "1",
              "must be information, partial or full");
  for (const char* const levels : {"COMMUNE;", ";", "COMMUNE;;PROVINCE", "COMMUNE DEPARTMENT", "cấp xã"}) {
    ExpectFault(FileKind::kProcedures, kProcedures, kProcedure, "levels", levels, "with ';' between them");
  }
  ExpectFault(FileKind::kProcedures, kProcedures, kProcedure, "has_fee", "x",
              "must be true or false, 1 or 0");
  ExpectFault(FileKind::kProcedures, kProcedures, kProcedure, "max_working_days", "2 ngày", "digits alone");
  // A number beyond what the field holds reaches the service, which names its bound.
  ExpectRecord(FileKind::kProcedures, "code,unit_code,max_working_days", "2.000815,H44,99999999999",
               R"pb(procedure { code: "2.000815" unit_code: "H44" max_working_days: 2147483647 })pb");
}

TEST(CsvCells, ADeclarationOfAFeed) {
  ExpectRecord(FileKind::kFeeds, "sender,kind,unit_code,precedence,valid_from,valid_to",
               "one-stop.h44,national_total,H44,1,1/1/2026,",
               R"pb(feed {
                      sender: "one-stop.h44"
                      kind: RECORD_KIND_NATIONAL_TOTAL
                      unit_code: "H44"
                      precedence: 1
                      valid_from: "2026-01-01"
                    })pb");
  ExpectFault(FileKind::kFeeds, "sender,kind,unit_code", "a,,", "kind", "dossiers",
              "must be unit, return, dossier");
}

TEST(CsvCells, UnitsAndReturnsTakeDaysAsOfficialsWriteThemToo) {
  ExpectRecord(FileKind::kUnits, "unit_code,name,level,parent_code,valid_from,valid_to",
               "H44.100,Phường Việt Trì,commune,H44,1/7/2025,31/12/2030", R"pb(unit {
                                                                                 code: "H44.100"
                                                                                 name: "Phường Việt Trì"
                                                                                 level: LEVEL_COMMUNE
                                                                                 parent_code: "H44"
                                                                                 valid_from: "2025-07-01"
                                                                                 valid_to: "2030-12-31"
                                                                               })pb");
  ExpectRecord(FileKind::kReturns, "unit_code,unit_valid_from,period,indicator,numerator,denominator",
               "H44,1/7/2025,2026-08,ON_TIME,1,2", R"pb(unit_return {
                                                          unit_code: "H44"
                                                          unit_valid_from: "2025-07-01"
                                                          period: "2026-08"
                                                          indicator: "ON_TIME"
                                                          scope: SCOPE_SUBTREE
                                                          numerator: 1
                                                          denominator: 2
                                                        })pb");
}

TEST(CsvCells, ARowCanTakeItsRecordBack) {
  ExpectRecord(FileKind::kCalendar, "date,kind,retracted", "1/5/2026,,có",
               R"pb(retracted: true
                    calendar_day { date: "2026-05-01" })pb");
  ExpectRecord(FileKind::kCalendar, "date,kind,retracted", "1/5/2026,off,false",
               R"pb(calendar_day { date: "2026-05-01" kind: DAY_KIND_OFF })pb");
  ExpectFault(FileKind::kCalendar, "date,kind,retracted", "1/5/2026,off,", "retracted", "maybe",
              "must be true or false");
}

TEST(CsvCells, TheFirstBadCellIsNamedAndTheOthersAreRead) {
  record::v1::Record record;
  const auto finding = Convert(FileKind::kTotals, "unit_code,period,source,received_count,scope",
                               "H44,2026-08,x,1.000,y", record);
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->column, "source");
  EXPECT_EQ(record.national_total().unit_code(), "H44");
}

}  // namespace
}  // namespace chiso
