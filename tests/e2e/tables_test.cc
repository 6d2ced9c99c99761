// The files of CSV that hold records of one kind each go in by the real client and come out of the log as
// they read.

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Tables : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { suite_ = new Suite({"ingestion"}); }
  static void TearDownTestSuite() { delete suite_; }

  Outcome Import(const std::string& kind, const std::string& file) {
    return suite_->Client({"import", kind, file, "--sender", kind, "--no-wait"});
  }
  Outcome ImportText(const std::string& kind, const std::string& content) {
    return Import(kind, suite_->File(absl::StrCat(kind, ".csv"), content));
  }

  // The contents of all records of the kind, in the order of the log.
  static std::vector<record::v1::Record> Stored(record::v1::RecordKind kind, const std::string& log) {
    const auto stub = ingestion::v1::IngestionService::NewStub(suite_->Channel("ingestion"));
    ingestion::v1::ReadRecordsRequest request;
    request.mutable_after()->set_log(log);
    request.add_kinds(kind);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    const auto reader = stub->ReadRecords(&context, request);
    std::vector<record::v1::Record> records;
    ingestion::v1::ReadRecordsResponse response;
    while (reader->Read(&response)) {
      for (const record::v1::LogEntry& entry : response.entries()) {
        records.insert(records.end(), entry.records().begin(), entry.records().end());
      }
    }
    return records;
  }

  static Suite* suite_;
};

Suite* Tables::suite_ = nullptr;

struct File {
  const char* kind;
  record::v1::RecordKind content;
  const char* log;
  std::string text;
  // What its rows become, without revisions.
  std::vector<std::string> records;
};

const std::vector<File>& Files() {
  static const auto* const kFiles = new std::vector<File>{
      {"changes",
       record::v1::RECORD_KIND_UNIT_CHANGE,
       "reference",
       "change_date,from_code,to_code,to_valid_from,kind\n1/7/2025,H15,H44,1/7/2025,merge\n",
       {R"pb(unit_change {
               change_date: "2025-07-01"
               from { code: "H15" }
               to { code: "H44" valid_from: "2025-07-01" }
               kind: UNIT_CHANGE_KIND_MERGE
             })pb"}},
      {"publications",
       record::v1::RECORD_KIND_PUBLICATION,
       "main",
       "unit_code,period,publish_time\nH44,2026-07,2026-08-03\n",
       {R"pb(publication {
               unit_code: "H44"
               period: "2026-07"
               publish_time { seconds: 1785690000 }
             })pb"}},
      {"aliases",
       record::v1::RECORD_KIND_UNIT_ALIAS,
       "reference",
       "alias,unit_code,sender,valid_from\nUBND phường Việt Trì,H44.100,aliases,1/7/2025\n",
       {R"pb(unit_alias {
               sender: "aliases"
               alias: "UBND phường Việt Trì"
               valid_from: "2025-07-01"
               unit_code: "H44.100"
             })pb"}},
      {"procedures",
       record::v1::RECORD_KIND_PROCEDURE,
       "reference",
       "code;unit_code;name;levels;online_level;has_fee;announce_date;valid_to\n"
       "2.000815;H44;Chứng thực bản sao;\"commune;department\";4;có;5/1/2026;31/12/2030\n",
       {R"pb(procedure {
               code: "2.000815"
               unit_code: "H44"
               name: "Chứng thực bản sao"
               levels: LEVEL_COMMUNE
               levels: LEVEL_DEPARTMENT
               online_level: ONLINE_LEVEL_FULL
               has_fee: true
               announce_date: "2026-01-05"
               valid_to: "2030-12-31"
             })pb"}},
      {"feeds",
       record::v1::RECORD_KIND_FEED,
       "reference",
       "sender,kind,unit_code,precedence,valid_from\nfeeds,dossier,H44,1,1/1/2026\n",
       {R"pb(feed {
               sender: "feeds"
               kind: RECORD_KIND_DOSSIER
               unit_code: "H44"
               precedence: 1
               valid_from: "2026-01-01"
             })pb"}},
      {"totals",
       record::v1::RECORD_KIND_NATIONAL_TOTAL,
       "main",
       "unit_code,period,source,received_count\nH44,2026-08,national_portal,138744\nH44,2026-08,NATIONAL_"
       "REPORTING,\n",
       {R"pb(national_total {
               unit_code: "H44"
               period: "2026-08"
               source: TOTAL_SOURCE_NATIONAL_PORTAL
               scope: SCOPE_SUBTREE
               received_count: 138744
             })pb",
        R"pb(national_total {
               unit_code: "H44"
               period: "2026-08"
               source: TOTAL_SOURCE_NATIONAL_REPORTING
               scope: SCOPE_SUBTREE
             })pb"}},
      {"copies",
       record::v1::RECORD_KIND_CERTIFIED_COPY,
       "main",
       "unit_code,period,copy_count\nH44.100,2026-08,12\n",
       {R"pb(certified_copy { unit_code: "H44.100" period: "2026-08" copy_count: 12 })pb"}},
      {"petitions",
       record::v1::RECORD_KIND_PETITION,
       "main",
       "code,unit_code,receive_time,outcome,outcome_time,satisfaction\n"
       "H44-PA-0001,H44.100,3/8/2026 14:30,đã trả lời,09:00 5/8/2026,hài lòng\n",
       {R"pb(petition {
               code: "H44-PA-0001"
               unit_code: "H44.100"
               receive_time { seconds: 1785742200 }
               outcome: PETITION_OUTCOME_ANSWERED
               outcome_time { seconds: 1785895200 }
               satisfaction: SATISFACTION_SATISFIED
             })pb"}},
      {"answers",
       record::v1::RECORD_KIND_SATISFACTION,
       "main",
       "dossier_code,answer_time,satisfaction\nH44.100-260803-0001,2026-08-03,không hài lòng\n",
       {R"pb(satisfaction {
               dossier_code: "H44.100-260803-0001"
               answer_time { seconds: 1785690000 }
               satisfaction: SATISFACTION_DISSATISFIED
             })pb"}},
  };
  return *kFiles;
}

TEST_F(Tables, OfEveryKindAreStoredAsTheyReadAndChangeNothingWhenImportedAgain) {
  for (const File& file : Files()) {
    const Outcome first = ImportText(file.kind, file.text);
    EXPECT_EQ(first.exit_code, 0) << file.kind << first.err;
    const Outcome again = ImportText(file.kind, file.text);
    EXPECT_EQ(again.exit_code, 0) << file.kind << again.err;
    std::vector<record::v1::Record> stored = Stored(file.content, file.log);
    ASSERT_GE(stored.size(), file.records.size()) << file.kind;
    for (size_t i = 0; i < file.records.size(); ++i) {
      EXPECT_GT(stored[i].revision(), 0);
      stored[i].clear_revision();
      stored[i].clear_revision_order();
      record::v1::Record expected;
      ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(file.records[i], &expected)) << file.kind;
      EXPECT_EQ(stored[i].DebugString(), expected.DebugString());
    }
  }
}

TEST_F(Tables, TheShippedCalendarGoesInAsItIsAndChangesNothingWhenImportedAgain) {
  const std::string path = SourcePath("deploy/data/vietnam-calendar.csv");
  const Outcome first = Import("calendar", path);
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.err, "");
  const std::vector<record::v1::Record> stored = Stored(record::v1::RECORD_KIND_CALENDAR_DAY, "reference");
  EXPECT_EQ(stored.size(), ReadCsv(ReadFile(path)).size());
  Import("calendar", path);
  EXPECT_EQ(Stored(record::v1::RECORD_KIND_CALENDAR_DAY, "reference").size(), stored.size());
}

TEST_F(Tables, ABadCellIsNamedByFileLineAndColumnAndListedAndCostsNoOtherRow) {
  const std::string list = absl::StrCat(suite_->folder(), "/refused.csv");
  const Outcome outcome = suite_->Client({"import", "petitions",
                                          suite_->File("bad.csv",
                                                       "code,unit_code,receive_time,outcome,outcome_time\n"
                                                       "H45-PA-1,H45,13/13/2026,,\n"
                                                       "H45-PA-2,H45,3/8/2026,answered,\n"
                                                       "H45-PA-3,H45,3/8/2026,xong,\n"
                                                       "H45-PA-4,H45,3/8/2026,,\n"
                                                       "H45-PA-4,H45,4/8/2026,,\n"
                                                       "=H45-PA-5,H45,4/8/2026,,\n"),
                                          "--sender", "bad", "--no-wait", "--rejections", list});
  EXPECT_EQ(outcome.exit_code, 1);
  for (const char* const said :
       {"bad.csv:2: receive_time: must be a day or a time like", "bad.csv:3: outcome_time: must be given",
        "bad.csv:4: outcome: must be answered, refused, transferred or supplement_asked",
        "bad.csv:6: says something else than line 5 about the same key", "bad.csv:7: code: "}) {
    EXPECT_THAT(outcome.err, HasSubstr(said));
  }
  const std::string refused = ReadFile(list);
  EXPECT_THAT(refused, HasSubstr(",2,,H45-PA-1,receive_time,VALUE_MALFORMED,"));
  EXPECT_THAT(refused, HasSubstr(",6,,H45-PA-4,,KEY_REPEATED,"));
  EXPECT_THAT(refused, Not(HasSubstr(",5,")));
  int stored = 0;
  for (const auto& record : Stored(record::v1::RECORD_KIND_PETITION, "main")) {
    stored += record.petition().unit_code() == "H45";
  }
  EXPECT_EQ(stored, 1);
}

TEST_F(Tables, AHeaderThatIsNotThatOfTheKindNamesWhatIsMissing) {
  const Outcome outcome = ImportText("totals", "unit_code,period,received_count\nH44,2026-08,1\n");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("totals.csv:1: source: this column is missing; the columns are "
                                     "unit_code,period,source,received_count"));
}

}  // namespace
}  // namespace chiso::testing
