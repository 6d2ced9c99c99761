// Bad input gets a clear error with file, line and field, and loses nothing else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kReturns[] = "unit_code,period,indicator,numerator,denominator\n";

class BadInput : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = new Suite;
    suite_->ClientOk({"import", "units",
                      suite_->File("units.csv",
                                   "unit_code,name,level,parent_code,valid_from,valid_to\n"
                                   "H96,Tỉnh thử,province,,,\nH96.1,Xã một,commune,H96,,\n")});
  }
  static void TearDownTestSuite() { delete suite_; }

  Outcome Import(const std::string& kind, const std::string& name, const std::string& content) {
    return suite_->Client({"import", kind, suite_->File(name, content)});
  }
  // The points of H96.1's timeliness in a period.
  std::string Points(const std::string& period) {
    for (const auto& row :
         ReadCsv(suite_->ClientOk({"scores", "--unit", "H96.1", "--period", period, "--format", "csv"}))) {
      if (row.at("code") == "ON_TIME") return row.at("points");
    }
    return "no row";
  }

  static Suite* suite_;
};

Suite* BadInput::suite_ = nullptr;

TEST_F(BadInput, ABadRowNamesLineAndFieldAndLosesNoOther) {
  const Outcome outcome = Import("returns", "mixed.csv",
                                 absl::StrCat(kReturns,
                                              "H96.1,2026-13,ON_TIME,1,2\n"     // line 2: no such month
                                              "H96.1,2026-01,ON_TIME,-1,2\n"    // line 3: negative
                                              "H96.1,2026-01,ON_TIME,1,2\n"     // line 4: good
                                              "H96.1,2026-01,ON_TIME,x,2\n"     // line 5: no number
                                              "H96 1,2026-01,ON_TIME,1,2\n"));  // line 6: no code
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("mixed.csv:2: period"));
  EXPECT_THAT(outcome.err, HasSubstr("mixed.csv:3: numerator"));
  EXPECT_THAT(outcome.err, HasSubstr("mixed.csv:5: numerator"));
  EXPECT_THAT(outcome.err, HasSubstr("mixed.csv:6: unit_code"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("mixed.csv:4")));
  EXPECT_EQ(Points("2026-01"), "10.00");
}

TEST_F(BadInput, AnUnknownUnitIsAWarningAndCountsOnceItArrives) {
  const Outcome outcome =
      Import("returns", "early.csv", absl::StrCat(kReturns, "H96.2,2026-02,ON_TIME,3,4\n"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("early.csv:2"));
  EXPECT_THAT(outcome.err, HasSubstr("unit_code"));
  suite_->ClientOk(
      {"import", "units",
       suite_->File("late-units.csv",
                    "unit_code,name,level,parent_code,valid_from,valid_to\nH96.2,Xã hai,commune,H96,,\n")});
  EXPECT_THAT(suite_->ClientOk({"scores", "--unit", "H96.2", "--period", "2026-02", "--format", "csv"}),
              HasSubstr("ON_TIME,SCORED,3,4,15.00,20.00"));
}

constexpr char kUnits[] = "unit_code,name,level,parent_code,valid_from,valid_to\n";

TEST_F(BadInput, AUnitThatIsNotThereInThatTimeIsAWarning) {
  EXPECT_EQ(Import("units", "old.csv", absl::StrCat(kUnits, "H96.13,Xã cũ,commune,H96,,2025-06-30\n")).err,
            "");
  const Outcome returns = Import("returns", "closed.csv",
                                 absl::StrCat(kReturns,
                                              "H96.13,2026-06,ON_TIME,9,10\nH96.13,2025-06,ON_TIME,9,10\n"
                                              "H96.1,2199,ON_TIME,9,10\n"));
  EXPECT_EQ(returns.exit_code, 0);
  EXPECT_THAT(returns.err, HasSubstr("closed.csv:2: warning: unit_code: no unit bears this code then"));
  EXPECT_THAT(returns.err, Not(HasSubstr("closed.csv:3")));
  EXPECT_THAT(returns.err, HasSubstr("closed.csv:4: warning: period: begins more than 31 days from now"));
  EXPECT_THAT(returns.out, HasSubstr("UNIT_NOT_VALID"));
  const Outcome figures = Import(
      "official", "closed-figures.csv",
      "unit_code,period,code,value\nH96.13,2026-06,TOTAL,60\nH96.13,2025-06,TOTAL,60\nH96,2199,TOTAL,1\n");
  EXPECT_EQ(figures.exit_code, 0);
  EXPECT_THAT(figures.err,
              HasSubstr("closed-figures.csv:2: warning: unit_code: no unit bears this code then"));
  EXPECT_THAT(figures.err, Not(HasSubstr("closed-figures.csv:3")));
  EXPECT_THAT(figures.err,
              HasSubstr("closed-figures.csv:4: warning: period: begins more than 31 days from now"));
}

TEST_F(BadInput, AParentThatNoLineOfTheFileBringsIsAWarning) {
  // More than one batch, with the parent at the end.
  std::string file = absl::StrCat(kUnits, "H97.A,Xã lạc,commune,H9T,,\n");
  for (int i = 0; i < 1500; ++i) absl::StrAppend(&file, "H97.", i, ",Xã ", i, ",commune,H97,,\n");
  absl::StrAppend(&file, "H97,Tỉnh sau,province,,,\n");
  for (const std::vector<std::string>& options : {std::vector<std::string>{"--validate-only"}, {}}) {
    std::vector<std::string> words = {"import", "units", suite_->File("parents.csv", file)};
    words.insert(words.end(), options.begin(), options.end());
    const Outcome outcome = suite_->Client(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(
        outcome.err,
        absl::StrCat(words[2],
                     ":2: warning: parent_code: the unit has not been recorded yet; the record counts as "
                     "soon as it is\n"));
  }
}

TEST_F(BadInput, AFigureThatCountsHasNoThousandsMark) {
  const Outcome outcome =
      Import("official", "thousands.csv",
             "unit_code;period;code;value\nH96;2026-06;RECEIVED;2.000\n"
             "H96;2026-06;OVERDUE_NOTIFIED;12,000\nH96;2026-06;RANK;+5\nH96;2026-06;TOTAL;58,58\n"
             "H96.1;2026-06;RECEIVED;2000\nH96.1;2026-06;OVERDUE_NOTIFIED;1\u00A0000\n");
  EXPECT_EQ(outcome.exit_code, 1);
  for (const int line : {2, 3, 4, 7}) {
    EXPECT_THAT(outcome.err, HasSubstr(absl::StrCat("thousands.csv:", line,
                                                    ": value: must be a whole number of digits alone")));
  }
  EXPECT_THAT(outcome.err, HasSubstr("holds U+00A0 behind character 1"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("thousands.csv:5")));
  EXPECT_THAT(outcome.err, Not(HasSubstr("thousands.csv:6")));
}

TEST_F(BadInput, CharactersThatNobodySeesAreNoPartOfHeadersAndCells) {
  const Outcome trimmed = Import("returns", "unseen.csv",
                                 "\uFEFFunit_code\u00A0,period,indicator,numerator,denominator\u200B\n"
                                 "H96.1\u00A0,\u200B2026-08,ON_TIME\u202F,\u30003,4\uFEFF\n");
  EXPECT_EQ(trimmed.exit_code, 0) << trimmed.err;
  EXPECT_EQ(Points("2026-08"), "15.00");
  const Outcome inside =
      Import("returns", "inside.csv", absl::StrCat(kReturns, "H96\u00A01,2026-08,ON_TIME,3,4\n"));
  EXPECT_EQ(inside.exit_code, 1);
  EXPECT_THAT(inside.err, HasSubstr("inside.csv:2: unit_code: "));
  EXPECT_THAT(inside.err, HasSubstr("holds U+00A0 behind character 3"));
  EXPECT_EQ(
      Import("returns", "header.csv", "unit\u00A0code,period,indicator,numerator,denominator\n").exit_code,
      2);
}

TEST_F(BadInput, ANameThatASpreadsheetTakesForAFormulaIsToldOfAndWrittenAsText) {
  const Outcome units =
      Import("units", "formula.csv",
             absl::StrCat(kUnits,
                          "H98,Tỉnh =,province,,,\nH98.1,\"=HYPERLINK(\"\"x\"\")\",commune,H98,,\n"
                          "H98.2,+Xã,commune,H98,,\n"));
  EXPECT_EQ(units.exit_code, 0);
  EXPECT_THAT(units.err, Not(HasSubstr("formula.csv:2")));
  EXPECT_THAT(units.err, HasSubstr("formula.csv:3: warning: name: "));
  EXPECT_THAT(units.err, HasSubstr("formula.csv:4: warning: name: "));
  EXPECT_EQ(Import("official", "formula-figures.csv",
                   "unit_code,period,code,value\nH98.1,2026-06,TOTAL,60\nH98.1,2026-06,DELTA,-1.15\n"
                   "H98.2,2026-06,TOTAL,61\n")
                .err,
            "");
  suite_->ClientOk({"bulletin", "publish", "--unit", "H98", "--period", "2026-06", "--basis", "official"});
  const std::string annex =
      suite_->ClientOk({"bulletin", "render", "--unit", "H98", "--period", "2026-06", "--format", "csv"});
  EXPECT_THAT(annex, HasSubstr("H98.1,\"'=HYPERLINK(\"\"x\"\")\","));
  EXPECT_THAT(annex, HasSubstr("H98.2,'+Xã,"));
  EXPECT_THAT(annex, HasSubstr(",-1.15"));
  const std::string ranking = suite_->ClientOk(
      {"ranking", "--period", "2026-06", "--parent", "H98", "--basis", "official", "--format", "csv"});
  EXPECT_THAT(ranking, HasSubstr("H98.2,'+Xã,61"));
}

TEST_F(BadInput, AskingForAnUnknownUnitOrAMalformedPeriodIsOneSentence) {
  const Outcome unknown = suite_->Client({"scores", "--unit", "H95", "--period", "2026-08"});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_THAT(unknown.err, HasSubstr("H95"));
  const Outcome malformed = suite_->Client({"scores", "--unit", "H96", "--period", "08/2026"});
  EXPECT_NE(malformed.exit_code, 0);
  EXPECT_THAT(malformed.err, HasSubstr("period"));
}

TEST_F(BadInput, EmptyFileWrongHeaderAndDuplicateHeaderAreRefused) {
  EXPECT_EQ(Import("returns", "empty.csv", "").exit_code, 2);
  const Outcome duplicate =
      Import("returns", "duplicate.csv",
             "unit_code,period,period,numerator,denominator\nH96.1,2026-03,ON_TIME,1,2\n");
  EXPECT_EQ(duplicate.exit_code, 2);
  EXPECT_THAT(duplicate.err, HasSubstr("period"));
  const Outcome missing = Import("returns", "missing.csv", "unit_code,period\nH96.1,2026-03\n");
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("indicator"));
}

TEST_F(BadInput, AFileThatIsNotUtf8SaysSoAndKeepsTheGoodLines) {
  // "Phú Thọ" as an old Windows code page writes it.
  const Outcome outcome = Import("units", "cp1258.csv",
                                 "unit_code,name,level,parent_code,valid_from,valid_to\n"
                                 "H96.3,X\xe3 ba,commune,H96,,\nH96.4,Xã bốn,commune,H96,,\n");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cp1258.csv:2"));
  EXPECT_THAT(outcome.err, HasSubstr("UTF-8"));
  EXPECT_EQ(suite_->Client({"scores", "--unit", "H96.4", "--period", "2026-08"}).exit_code, 0);
}

TEST_F(BadInput, BomSemicolonsAndCarriageReturnsAreRead) {
  const Outcome outcome = Import("returns", "excel.csv",
                                 "\xEF\xBB\xBFunit_code;period;indicator;numerator;denominator\r\n"
                                 "H96.1;2026-04;ON_TIME;1;4\r\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Points("2026-04"), "5.00");
}

TEST_F(BadInput, AHugeLineIsRefusedAndTheRestGoesOn) {
  const std::string path = suite_->folder() + "/huge.csv";
  {
    std::ofstream file(path, std::ios::binary);
    file << kReturns;
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 100; ++i) file << block;
    file << "\nH96.1,2026-05,ON_TIME,1,1\n";
  }
  const Outcome outcome = suite_->Client({"import", "returns", path});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("huge.csv:2"));
  EXPECT_EQ(Points("2026-05"), "20.00");
}

TEST_F(BadInput, AnIndicatorThatNoDefinitionKnowsIsAWarning) {
  const Outcome outcome =
      Import("returns", "mistyped.csv",
             absl::StrCat(kReturns, "H96.1,2026-03,ON_TIME,1,2\nH96.1,2026-03,ONTIME,1,2\n"));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("mistyped.csv:3: warning: indicator"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("mistyped.csv:2")));
  EXPECT_EQ(Points("2026-03"), "10.00");
}

TEST_F(BadInput, ANumeratorAboveItsBaseIsAdmittedWithAWarningAndCapped) {
  const Outcome outcome =
      Import("returns", "above.csv", absl::StrCat(kReturns, "H96.1,2026-06,ON_TIME,5,4\n"));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("above.csv:2"));
  EXPECT_EQ(Points("2026-06"), "20.00");
}

TEST_F(BadInput, EmptyIsNoBaseAndAbsentIsNotReported) {
  Import("returns", "nothing.csv", absl::StrCat(kReturns, "H96.1,2026-07,ORIGINAL_RESULT_AVAILABLE,,\n"));
  const std::string scores =
      suite_->ClientOk({"scores", "--unit", "H96.1", "--period", "2026-07", "--format", "csv"});
  EXPECT_THAT(scores, HasSubstr("ORIGINAL_RESULT_AVAILABLE,NO_BASE,,,,6.00"));
  EXPECT_THAT(scores, HasSubstr("ON_TIME,NOT_REPORTED,,,,20.00"));
}

TEST_F(BadInput, OfficialFiguresOfUnknownCodesAreRefusedOneByOne) {
  const Outcome outcome = Import("official", "official.csv",
                                 "unit_code,period,code,value,read_at\n"
                                 "H96,2026,TOTAL,\"61,5\",2026-10-10\n"
                                 "H96,2026,NO_SUCH_FIGURE,1,2026-10-10\n"
                                 "H96,2026,TDGQ,abc,2026-10-10\n");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("official.csv:3: code"));
  EXPECT_THAT(outcome.err, HasSubstr("official.csv:4: value"));
  EXPECT_THAT(suite_->ClientOk({"ranking", "--period", "2026", "--level", "province", "--basis", "official",
                                "--format", "csv"}),
              HasSubstr("1,H96,Tỉnh thử,61.50"));
}

TEST_F(BadInput, AServiceThatIsAwayIsOneSentence) {
  const Outcome outcome = suite_->Client(
      {"--scoring=127.0.0.1:1", "--timeout=2", "scores", "--unit", "H96", "--period", "2026-08"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("127.0.0.1:1"));
}

}  // namespace
}  // namespace chiso::testing
