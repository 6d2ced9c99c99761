// What was known once, how fresh it was, and that nothing drifts: with the real services and the real client.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/period.h"
#include "common/sql/postgres.h"
#include "common/testing/health.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using grpc::health::v1::HealthCheckResponse;

class AsOf : public ::testing::Test {
 protected:
  AsOf() {
    suite_.ClientOk(
        {"import", "units",
         suite_.File("units.csv",
                     "unit_code,name,level,parent_code,valid_from,valid_to\nH91,Tỉnh thử,province,,,\n"
                     "H91.10,Xã một,commune,H91,,\nH91.11,Xã hai,commune,H91,,\n"
                     "H92,Tỉnh khác,province,,,\n")});
  }

  // `days` after today in Asia/Ho_Chi_Minh, at noon.
  static std::string In(int days) {
    return absl::StrCat(FormatDate(DayOf(absl::Now()) + days), "T05:00:00Z");
  }
  static std::string Dossier(const std::string& code, const std::string& unit, int received, int due) {
    return absl::StrCat("{\"revision\":\"1\",\"dossier\":{\"code\":\"", code,
                        "\",\"procedureCode\":\"1.1\",\"unitCode\":\"", unit,
                        "\",\"status\":\"DOSSIER_STATUS_PROCESSING\",\"receiveTime\":\"", In(received),
                        "\",\"dueTime\":\"", In(due), "\"}}\n");
  }
  void Import(const std::string& lines) {
    suite_.ClientOk({"import", "records", suite_.File("records.jsonl", lines), "--sender", "one-stop"});
  }
  // This month's score of the province as the client prints it.
  std::vector<std::string> Scores(const std::string& format) const {
    return {"scores", "--unit", "H91", "--period", Month(), "--format", format};
  }
  static std::string Month() { return FormatDate(DayOf(absl::Now())).substr(0, 7); }

  Suite suite_;
};

TEST_F(AsOf, AFormerScoreComesOutAgainOfWhatItPrinted) {
  Import(absl::StrCat(Dossier("H91.10-1-1", "H91.10", -3, -1), Dossier("H91.10-1-2", "H91.10", -3, 5),
                      Dossier("H92-1-1", "H92", -3, 5)));
  const std::string then = suite_.ClientOk(Scores("csv"));
  const std::string score = suite_.File("then.json", suite_.ClientOk(Scores("json")));
  // The line that a table ends with.
  const std::string table = suite_.ClientOk(Scores("table"));
  EXPECT_THAT(table,
              AllOf(HasSubstr("Newest reception: one-stop "), HasSubstr("chiso recompute --unit H91 ")));
  std::vector<std::string> command =
      absl::StrSplit(table.substr(table.find("recompute --unit")), absl::ByAnyChar(" \n"), absl::SkipEmpty());
  // More comes, and one that counted moves to another province.
  Import(absl::StrCat(Dossier("H91.10-1-3", "H91.11", -3, 5),
                      absl::StrReplaceAll(Dossier("H91.10-1-1", "H92", -3, -1),
                                          {{"\"revision\":\"1\"", "\"revision\":\"2\""}})));
  EXPECT_NE(suite_.ClientOk(Scores("csv")), then);
  const Outcome again = suite_.Client({"recompute", "--score", score, "--format", "csv"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(again.out, then);
  EXPECT_THAT(again.err, HasSubstr("Equal"));
  command.insert(command.end(), {"--format", "csv"});
  EXPECT_EQ(suite_.ClientOk(command), then);
  // Of what another score says something else comes out.
  const std::string other = suite_.File(
      "other.json", absl::StrReplaceAll(ReadFile(score), {{"\"numerator\": \"1\"", "\"numerator\": \"2\""}}));
  const Outcome differs = suite_.Client({"--lang", "vi", "recompute", "--score", other, "--format", "csv"});
  EXPECT_EQ(differs.exit_code, 1);
  EXPECT_EQ(differs.out, then);
  EXPECT_THAT(differs.err, AllOf(HasSubstr("Khác với điểm đã cho"), HasSubstr("ON_TIME")));
  // No log is as long as that.
  const std::string beyond =
      suite_.File("beyond.json",
                  absl::StrReplaceAll(ReadFile(score), {{"\"sequence\": \"3\"", "\"sequence\": \"3000\""}}));
  EXPECT_THAT(suite_.Client({"recompute", "--score", beyond}).err, HasSubstr("history"));
}

TEST_F(AsOf, NothingDriftsUntilARecordOfTheLogIsAnotherOne) {
  Import(absl::StrCat(Dossier("H91.10-1-1", "H91.10", -3, -1), Dossier("H91.10-1-2", "H91.11", -3, 5),
                      Dossier("H92-1-1", "H92", -3, 5)));
  const Outcome none = suite_.Client({"drift"});
  EXPECT_EQ(none.exit_code, 0) << none.out << none.err;
  EXPECT_THAT(none.out, AllOf(HasSubstr("H91"), HasSubstr("H92"), HasSubstr("No score differs")));
  Postgres log({suite_.DatabaseOf("ingestion")});
  ASSERT_TRUE(
      log.Transact(absl::Now() + absl::Seconds(60),
                   [](Transaction& transaction) {
                     const auto gone = transaction.work().exec(
                         "DELETE FROM record WHERE sequence = (SELECT max(sequence) - 1 FROM record WHERE"
                         " kind = 3) AND kind = 3");
                     EXPECT_EQ(gone.affected_rows(), 1);
                     return absl::OkStatus();
                   })
          .ok());
  const Outcome drift = suite_.Client({"drift", "--unit", "H91"});
  EXPECT_EQ(drift.exit_code, 1) << drift.out << drift.err;
  EXPECT_THAT(drift.out, AllOf(HasSubstr("H91, "), HasSubstr("ON_TIME"), HasSubstr("This is a fault")));
  EXPECT_EQ(suite_.Client({"drift", "--unit", "H92"}).exit_code, 0);
  EXPECT_EQ(suite_.Client({"drift", "--unit", "H99"}).exit_code, 2);
}

TEST_F(AsOf, TheStatusTellsWhatIsReadAndWhatTheComparisonInTheBackgroundFound) {
  EXPECT_EQ(HealthAt(suite_.AdminAddress("scoring"), "rebuild"), HealthCheckResponse::SERVING);
  Import(Dossier("H91.10-1-1", "H91.10", -3, 5));
  std::string status;
  // The first province is compared as soon as the logs are read.
  while (status.find("\"treeCount\": \"1\"") == std::string::npos && !HasFailure()) {
    status = suite_.ClientOk({"status", "--format", "json"});
  }
  EXPECT_THAT(status, AllOf(HasSubstr("\"sender\": \"one-stop\""), HasSubstr("\"writing\": true"),
                            Not(HasSubstr("differingCount"))));
  EXPECT_THAT(suite_.ClientOk({"--lang", "vi", "status"}),
              AllOf(HasSubstr("one-stop"), HasSubstr("đã đọc hết"), HasSubstr("Đối chiếu với bản ghi")));
}

}  // namespace
}  // namespace chiso::testing
