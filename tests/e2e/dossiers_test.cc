// Dossiers as they count, listed and explained: with the real services and the real client.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/period.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class DossierLists : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = new Suite({"ingestion", "scoring"});
    suite_->ClientOk(
        {"import", "units",
         suite_->File("units.csv",
                      "unit_code,name,level,parent_code,valid_from,valid_to\nH91,Tỉnh thử,province,,,\n"
                      "H91.10,Xã một,commune,H91,,\nH91.11,Xã hai,commune,H91,,\n"),
         "--no-wait"});
  }
  static void TearDownTestSuite() { delete suite_; }

  // `days` after today in Asia/Ho_Chi_Minh, at noon.
  static std::string In(int days) {
    return absl::StrCat(FormatDate(DayOf(absl::Now()) + days), "T05:00:00Z");
  }
  static std::string Dossier(const std::string& code, const std::string& fields) {
    return absl::StrCat("{\"revision\":\"1\",\"dossier\":{\"code\":\"", code,
                        "\",\"procedureCode\":\"1.1\",\"receiveTime\":\"", In(-20), "\",", fields, "}}\n");
  }
  static void Import(const std::string& lines) {
    suite_->ClientOk(
        {"import", "records", suite_->File("records.jsonl", lines), "--sender", "one-stop", "--no-wait"});
  }
  static std::vector<std::string> List(const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {"dossiers", "list", "--format", "csv"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    std::vector<std::string> codes;
    for (const auto& row : ReadCsv(suite_->ClientOk(command))) codes.push_back(row.at("code"));
    return codes;
  }

  static Suite* suite_;
};

Suite* DossierLists::suite_ = nullptr;

TEST_F(DossierLists, WhatWasJustImportedIsListedAndWhatChangesMoves) {
  for (int i = 0; i < 5; ++i) {
    const std::string code = absl::StrCat("H91.10-1-", i);
    const std::string unit = absl::StrCat("\"unitCode\":\"H91.11\",\"status\":\"DOSSIER_STATUS_PROCESSING\"");
    Import(Dossier(code, unit));
    std::vector<std::string> listed = List({"--unit", "H91.11"});
    ASSERT_EQ(listed.size(), i + 1);
    EXPECT_EQ(listed.back(), code);
  }
  EXPECT_EQ(List({"--unit", "H91", "--subtree"}).size(), 5);
  EXPECT_THAT(List({"--unit", "H91"}), IsEmpty());
  EXPECT_THAT(List({"--unit", "H91.11", "--status", "FINISHED"}), IsEmpty());
}

TEST_F(DossierLists, AnAliasThatArrivesLaterPlacesADossierThatIsThere) {
  Import(Dossier("H91.10-2-1", "\"unitName\":\"UBND xã Một\",\"status\":\"DOSSIER_STATUS_PROCESSING\""));
  EXPECT_THAT(List({"--unit", "H91.10", "--filter", "open"}), Not(::testing::Contains("H91.10-2-1")));
  EXPECT_THAT(suite_->ClientOk({"dossiers", "explain", "H91.10-2-1"}),
              AllOf(HasSubstr("UBND xã Một, nobody knows this unit"), HasSubstr("It counts in no period.")));
  Import("{\"revision\":\"1\",\"unitAlias\":{\"alias\":\"UBND xã Một\",\"unitCode\":\"H91.10\"}}\n");
  EXPECT_THAT(List({"--unit", "H91.10", "--filter", "open"}), ::testing::Contains("H91.10-2-1"));
  EXPECT_THAT(
      suite_->ClientOk({"--lang", "vi", "dossiers", "explain", "H91.10-2-1"}),
      AllOf(HasSubstr("H91.10, theo tên gọi chung (UBND xã Một)"), HasSubstr("Đóng góp vào từng chỉ số")));
}

TEST_F(DossierLists, OverdueIsWhatTheIndexCallsLate) {
  const std::string open = "\"unitCode\":\"H91.10\",\"status\":\"DOSSIER_STATUS_SUPPLEMENT_AWAITED\"";
  const auto due = [&](int days) { return absl::StrCat(open, ",\"dueTime\":\"", In(days), "\""); };
  Import(absl::StrCat(
      Dossier("H91.10-3-1", due(-5)),
      Dossier("H91.10-3-2", absl::StrCat(due(-5), ",\"supplements\":[{\"requestTime\":\"", In(-10), "\"}]")),
      Dossier("H91.10-3-3",
              absl::StrCat(due(-5), ",\"supplements\":[{\"requestTime\":\"", In(-10), "\",\"receiveTime\":\"",
                           In(-1), "\",\"newDueTime\":\"", In(2), "\"}]")),
      Dossier("H91.10-3-4", due(0))));
  const std::vector<std::string> of_unit = {"--unit", "H91.10", "--filter"};
  const auto filter = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), of_unit.begin(), of_unit.end());
    return List(arguments);
  };
  EXPECT_THAT(filter({"overdue"}), ElementsAre("H91.10-3-1"));
  EXPECT_THAT(filter({"due-soon"}), ElementsAre("H91.10-3-4"));
  EXPECT_THAT(filter({"due-soon", "--within", "2"}), ElementsAre("H91.10-3-3", "H91.10-3-4"));
  EXPECT_THAT(suite_->ClientOk({"dossiers", "explain", "H91.10-3-3"}),
              AllOf(HasSubstr("a supplement's new one"), HasSubstr("Late from:"), Not(HasSubstr("Paused"))));
  EXPECT_THAT(suite_->ClientOk({"dossiers", "explain", "H91.10-3-1", "--format", "json"}),
              AllOf(HasSubstr("\"dueBasis\": \"DUE_BASIS_OWN\""), HasSubstr("\"daysLate\": 5")));
  EXPECT_EQ(suite_->Client({"dossiers", "explain", "H91.10-3-9"}).exit_code, 2);
}

}  // namespace
}  // namespace chiso::testing
