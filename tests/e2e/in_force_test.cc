// Which of several records is in force, and that whoever imports one that is not is told of it: with the real
// services and the real client.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kUnits[] =
    "unit_code,name,level,parent_code,valid_from,valid_to\nH91,Tỉnh thử,province,,,\n"
    "H91.10,Xã một,commune,H91,,\n";
constexpr char kReturns[] = "unit_code,period,indicator,numerator,denominator\n";
constexpr char kKey[] = "H91.10/2026-06/ON_TIME/subtree";
constexpr char kNotInForce[] = "stored, not in force: ";

class InForce : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = new Suite;
    suite_->ClientOk({"import", "units", suite_->File("units.csv", kUnits)});
  }
  static void TearDownTestSuite() { delete suite_; }

  // A file that was last changed at this time.
  static std::string File(const std::string& name, const std::string& content, absl::Time changed) {
    const std::string path = suite_->File(name, content);
    const timespec time = absl::ToTimespec(changed);
    const timespec times[] = {time, time};
    EXPECT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
    return path;
  }
  static std::string Return(const std::string& indicator, int numerator) {
    return absl::StrCat(kReturns, "H91.10,2026-06,", indicator, ",", numerator, ",10\n");
  }
  // A file of the exchange with one dossier of each code, received once, due on the day.
  static std::string Dossiers(const std::vector<std::string>& codes, const std::string& due,
                              const std::string& status = "2") {
    std::string text = "{\"data\":[";
    for (const std::string& code : codes) {
      absl::StrAppend(&text, text.back() == '[' ? "" : ",", "{\"MaHoSo\":\"", code,
                      "\",\"MaTTHC\":\"2.000815\",\"NgayTiepNhan\":\"20261102080000\",\"NgayHenTra\":\"", due,
                      "\",\"TrangThaiHoSo\":\"", status, "\",\"DonViXuLy\":\"H91.10\"}");
    }
    return text + "]}";
  }
  static std::string Import(const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {"import"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return suite_->ClientOk(command);
  }
  static std::string Points(const std::string& indicator) {
    for (const auto& row : ReadCsv(
             suite_->ClientOk({"scores", "--unit", "H91.10", "--period", "2026-06", "--format", "csv"}))) {
      if (row.at("code") == indicator) return row.at("points");
    }
    return "no row";
  }

  static Suite* suite_;
  const absl::Time now_ = absl::Now();
};

Suite* InForce::suite_ = nullptr;

TEST_F(InForce, WhatIsStoredAndNotInForceIsCountedAndToldOf) {
  const std::string first = File("first.csv", Return("ON_TIME", 5), now_ - absl::Hours(1));
  const std::string corrected =
      File("corrected.csv", Return("ON_TIME", 10), absl::FromUnixSeconds(315'500'000));
  EXPECT_THAT(Import({"returns", first}),
              AllOf(HasSubstr("stored 1, unchanged 0"), Not(HasSubstr("not in force"))));
  EXPECT_THAT(Import({"returns", corrected, "--validate-only"}), HasSubstr("would not be in force: 1"));
  const std::string told = Import({"returns", corrected});
  EXPECT_THAT(told,
              AllOf(HasSubstr("stored 1, unchanged 0, refused 0, warnings 0"),
                    HasSubstr(absl::StrCat(kNotInForce, "1")), HasSubstr(kKey), HasSubstr("--revision")));
  EXPECT_EQ(Points("ON_TIME"), "10.00");
  // Unchanged is what equals what is in force.
  EXPECT_THAT(Import({"returns", first}),
              AllOf(HasSubstr("stored 0, unchanged 1"), Not(HasSubstr("in force"))));
  EXPECT_THAT(Import({"returns", corrected}),
              AllOf(HasSubstr("stored 0, unchanged 0"), HasSubstr(absl::StrCat(kNotInForce, "1"))));
  EXPECT_THAT(Import({"returns", corrected, "--no-wait"}),
              AllOf(HasSubstr("stored 0, unchanged 0"), HasSubstr(absl::StrCat(kNotInForce, "1"))));
  // With a revision of its own it counts.
  EXPECT_THAT(Import({"returns", corrected, "--revision", "now"}), Not(HasSubstr("in force")));
  EXPECT_EQ(Points("ON_TIME"), "20.00");
  EXPECT_THAT(Import({"returns", first}), HasSubstr(absl::StrCat(kNotInForce, "1")));
}

TEST_F(InForce, UnitsAndRowsOfOneFileAreToldOfToo) {
  EXPECT_THAT(Import({"units", File("old.csv",
                                    "unit_code,name,level,parent_code,valid_from,valid_to\n"
                                    "H91.10,Xã khác,commune,H91,,\n",
                                    now_ - absl::Hours(100))}),
              AllOf(HasSubstr("stored 1"), HasSubstr(absl::StrCat(kNotInForce, "1; ")), HasSubstr("H91.10")));
  const std::string rows =
      "unit_code,period,indicator,numerator,denominator,revision\n"
      "H91.10,2026-06,ONLINE_DOSSIERS,1,10,7\nH91.10,2026-06,ONLINE_DOSSIERS,2,10,9\n"
      "H91.10,2026-06,ONLINE_DOSSIERS,3,10,8\n";
  EXPECT_THAT(Import({"returns", suite_->File("rows.csv", rows)}),
              AllOf(HasSubstr("stored 3"), HasSubstr(absl::StrCat(kNotInForce, "2"))));
}

TEST_F(InForce, OfRowsWithEqualRevisionsTheFileMadeLaterCountsInEitherOrder) {
  int number = 0;
  for (const std::string indicator : {"DOSSIER_SYNC", "PAYMENT_DOSSIERS"}) {
    for (const int later : {0, 10}) {
      const std::string period = absl::StrCat("2026-0", 1 + number++);
      std::vector<std::string> files;
      for (const int numerator : {later, 10 - later}) {
        const std::string text =
            absl::StrCat("unit_code,period,indicator,numerator,denominator,revision\nH91.10,", period, ",",
                         indicator, ",", numerator, ",10,77\n");
        files.push_back(File(
            absl::StrCat("r", number, numerator == later ? "-20261103101500" : "-20261103100000", ".csv"),
            text, now_));
      }
      if (indicator[0] == 'P') std::swap(files[0], files[1]);
      for (const std::string& path : files) Import({"returns", path});
      const auto rows =
          ReadCsv(suite_->ClientOk({"scores", "--unit", "H91.10", "--period", period, "--format", "csv"}));
      for (const auto& row : rows) {
        if (row.at("code") == indicator) EXPECT_EQ(row.at("numerator"), absl::StrCat(later)) << period;
      }
    }
  }
}

TEST_F(InForce, ContentsOfOneAgeAreToldOfWhicheverCounts) {
  const auto file = [&](const std::string& name, int numerator) {
    return File(name, Return("PETITION_PROCESSING_ON_TIME", numerator), absl::FromUnixSeconds(1'790'000'000));
  };
  Import({"returns", file("one.csv", 1)});
  EXPECT_THAT(
      Import({"returns", file("other.csv", 2)}),
      AllOf(HasSubstr("as new as other content"), HasSubstr("H91.10/2026-06/PETITION_PROCESSING_ON_TIME")));
}

TEST_F(InForce, RecordsOfAPipeAndOfAWatchedFolderAreToldOf) {
  namespace fs = std::filesystem;
  const auto line = [](int revision, int numerator) {
    return absl::StrCat("{\"revision\":\"", revision,
                        "\",\"unitReturn\":{\"unitCode\":\"H91.10\",\"period\":\"2026-06\","
                        "\"indicator\":\"PUBLISH_ON_TIME\",\"scope\":\"SCOPE_SUBTREE\",\"numerator\":\"",
                        numerator, "\",\"denominator\":\"10\"}}\n");
  };
  EXPECT_THAT(Import({"records", suite_->File("newer.jsonl", line(9, 9))}), Not(HasSubstr("in force")));
  const std::string pipe = absl::StrCat(suite_->folder(), "/pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << line(8, 8); });
  EXPECT_THAT(Import({"records", pipe}), HasSubstr(absl::StrCat(kNotInForce, "1")));
  writer.join();

  const std::string folder = absl::StrCat(suite_->folder(), "/spool");
  fs::create_directory(folder);
  Program watch(suite_->ClientCommand({"import", "records", "--watch", folder}));
  fs::rename(suite_->File("older.jsonl", line(7, 7)), absl::StrCat(folder, "/older.jsonl"));
  const absl::Time end = absl::Now() + absl::Seconds(60);
  while (!fs::exists(absl::StrCat(folder, "/done/older.jsonl")) && absl::Now() < end) {
    absl::SleepFor(absl::Milliseconds(50));
  }
  watch.Kill();
  EXPECT_THAT(watch.Wait().out, HasSubstr(absl::StrCat(kNotInForce, "1")));
}

TEST_F(InForce, OfficialFiguresThatAreOlderAreToldOf) {
  const auto file = [&](const std::string& name, const std::string& value, absl::Duration age) {
    return File(
        name,
        absl::StrCat("unit_code,period,code,value,read_at\nH91.10,2026-06,TOTAL,", value, ",2026-07-01\n"),
        now_ - age);
  };
  const std::string older = file("older.csv", "80.5", absl::Hours(2));
  Import({"official", file("newer.csv", "90.5", absl::Hours(1))});
  EXPECT_THAT(Import({"official", older, "--validate-only"}), HasSubstr("would not be in force: 1"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Import({"official", older}),
                AllOf(HasSubstr("stored 0, unchanged 0"), HasSubstr(absl::StrCat(kNotInForce, "1")),
                      HasSubstr("H91.10/2026-06/TOTAL")));
  }
  EXPECT_THAT(Import({"official", file("newer.csv", "90.5", absl::Hours(1))}), HasSubstr("unchanged 1"));
}

TEST_F(InForce, OfficialFiguresThatWereReadBeforeWhatIsShownAreToldOf) {
  const auto file = [&](const std::string& name, const std::string& value, absl::Duration age) {
    return File(name, absl::StrCat("unit_code,period,code,value\nH91.10,2026-06,TOTAL,", value, "\n"),
                now_ - age);
  };
  Import({"official", file("shown.csv", "90.5", absl::Hours(1))});
  const std::string corrected = file("corrected.csv", "80.5", absl::Hours(2));
  EXPECT_THAT(Import({"official", corrected}),
              AllOf(HasSubstr("stored 1, unchanged 0"), HasSubstr(absl::StrCat(kNotInForce, "1")),
                    HasSubstr("rows without read_at were read when their file was last changed")));
  EXPECT_THAT(Import({"official", corrected}),
              AllOf(HasSubstr("stored 0, unchanged 0"), HasSubstr(absl::StrCat(kNotInForce, "1"))));
}

TEST_F(InForce, ARevisionFromTheTimeOfTheFileIsSpokenOfAsThat) {
  for (const char* const kind : {"returns", "official"}) {
    const std::string content = kind[0] == 'r' ? Return("ON_TIME", 1)
                                               : "unit_code,period,code,value,read_at\n"
                                                 "H91.10,2026-06,TOTAL,80,2026-07-01\n";
    for (const absl::Time time : {now_ + absl::Hours(72), absl::FromUnixSeconds(-1000)}) {
      const Outcome outcome = suite_->Client({"import", kind, File("time.csv", content, time)});
      EXPECT_EQ(outcome.exit_code, 1);
      EXPECT_THAT(outcome.err, AllOf(HasSubstr("time.csv:2: its revision is the time of the file, "),
                                     HasSubstr("; give --revision")));
    }
  }
  EXPECT_THAT(suite_
                  ->Client({"import", "returns", suite_->File("own.csv", Return("ON_TIME", 1)), "--revision",
                            "4102419600000000"})
                  .err,
              HasSubstr("own.csv:2: revision: must not lie"));
}

TEST_F(InForce, OfTwoFilesOfTheExchangeTheOneMadeLaterCountsInEitherOrder) {
  struct Case {
    std::string earlier, later;
    absl::Time earlier_changed, later_changed;
  };
  const std::vector<Case> cases = {
      // By the time in the name, whatever the change.
      {"DongBo-20261103100000.json", "DongBo-20261103101500.json", now_, now_ - absl::Hours(1)},
      // By the day in the name, then the change.
      {"hoso_20261103_01.json", "hoso_20261103_02.json", now_ - absl::Milliseconds(2), now_},
      {"hoso_20261103.json", "hoso_20261104.json", now_, now_ - absl::Hours(30)},
      // By the change.
      {"b.json", "a.json", now_ - absl::Milliseconds(2), now_},
  };
  std::vector<std::string> names;
  int number = 0;
  for (const Case& c : cases) {
    for (const bool reversed : {false, true}) {
      for (const bool undone : {false, true}) {
        std::vector<std::string> codes;
        for (int i = 0; i < 4; ++i) codes.push_back(absl::StrCat("H91.10-261102-", 1000 + 10 * number + i));
        ++number;
        // A step that is undone has an earlier state.
        std::vector<std::string> files = {
            File(c.earlier, Dossiers(codes, "20261104", undone ? "4" : "2"), c.earlier_changed),
            File(c.later, Dossiers(codes, "20261218"), c.later_changed)};
        if (reversed) std::swap(files[0], files[1]);
        for (const std::string& path : files) Import({"records", path, "--sender", "one-stop", "--no-wait"});
        for (const std::string& code : codes) {
          EXPECT_THAT(suite_->ClientOk({"dossiers", "show", code}),
                      AllOf(HasSubstr("2026-12-18"), Not(HasSubstr("disagree"))))
              << c.later << reversed << undone;
        }
      }
    }
  }
}

TEST_F(InForce, DossiersThatAreOlderAreToldOf) {
  const std::vector<std::string> codes = {"H91.10-261102-9001", "H91.10-261102-9002"};
  const std::string first = File("20261103100000.json", Dossiers(codes, "20261104", "4"), now_);
  const std::string second = File("20261103101500.json", Dossiers(codes, "20261218"), now_);
  EXPECT_THAT(Import({"records", second, "--sender", "one-stop"}),
              AllOf(HasSubstr("stored 2, unchanged 0"), Not(HasSubstr("not in force"))));
  EXPECT_THAT(Import({"records", first, "--sender", "one-stop"}),
              AllOf(HasSubstr("stored 2, unchanged 0"), HasSubstr(absl::StrCat(kNotInForce, "2; ")),
                    HasSubstr(codes[0])));
  EXPECT_THAT(Import({"records", first, "--sender", "one-stop", "--no-wait"}),
              AllOf(HasSubstr("stored 0, unchanged 0"), HasSubstr(absl::StrCat(kNotInForce, "2; "))));
  EXPECT_THAT(Import({"records", second, "--sender", "one-stop"}),
              AllOf(HasSubstr("stored 0, unchanged 2"), Not(HasSubstr("not in force"))));
  // Of two made at the same time a digest decides, and it is told of whichever counts.
  const std::vector<std::string> tied = {"H91.10-261102-9003"};
  Import({"records", File("p.json", Dossiers(tied, "20261104"), now_), "--sender", "one-stop"});
  EXPECT_THAT(Import({"records", File("q.json", Dossiers(tied, "20261218"), now_), "--sender", "one-stop"}),
              AllOf(HasSubstr("as new as other content"), HasSubstr(tied[0])));
  // Another sender's are not in force where those of the first one are newer, or go before.
  EXPECT_THAT(Import({"records", first, "--sender", "another"}),
              AllOf(HasSubstr("stored 2, unchanged 0"), HasSubstr(absl::StrCat(kNotInForce, "2; "))));
  EXPECT_THAT(Import({"records", first, "--sender", "another", "--revision", "now"}),
              AllOf(HasSubstr("stored 2, unchanged 0"), Not(HasSubstr("not in force"))));
  Import(
      {"records", suite_->File("feed.jsonl",
                               R"({"revision":"1","feed":{"sender":"one-stop","kind":"RECORD_KIND_DOSSIER",)"
                               R"("unitCode":"H91.10","precedence":1}})")});
  EXPECT_THAT(Import({"records", first, "--sender", "another", "--revision", "now"}),
              HasSubstr(absl::StrCat(kNotInForce, "2; ")));
}

TEST_F(InForce, RecordsOfEveryKindThatAreOlderAreToldOf) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {R"("procedure":{"code":"1.1","unitCode":"H91","name":"$0"})", "H91/1.1"},
      {R"("unitAlias":{"alias":"UBND xã Một","unitCode":"H91.1$0"})", "/UBND xã Một"},
      {R"("calendarDay":{"date":"2026-09-02","kind":$0})", "/2026-09-02"},
      {R"("certifiedCopy":{"unitCode":"H91.10","period":"2026-06","copyCount":"$0"})", "H91.10/2026-06"},
      {R"("petition":{"code":"H91-P1","unitCode":"H91.10","receiveTime":"2026-06-0$0T01:00:00Z"})", "H91-P1"},
  };
  for (const auto& [content, key] : kinds) {
    const auto line = [&content = content](int revision, int value) {
      return absl::StrCat("{\"revision\":\"", revision, "\",", absl::Substitute(content, value), "}\n");
    };
    const auto import = [&](int revision, int value) {
      return Import(
          {"records", suite_->File(absl::StrCat("kind", revision, ".jsonl"), line(revision, value))});
    };
    EXPECT_THAT(import(9, 1), AllOf(HasSubstr("stored 1"), Not(HasSubstr("not in force")))) << key;
    EXPECT_THAT(import(8, 2), AllOf(HasSubstr(absl::StrCat(kNotInForce, "1; ")), HasSubstr(key))) << key;
  }
}

TEST_F(InForce, WhatCannotBeAskedIsSaid) {
  suite_->Stop("scoring", SIGKILL);
  const std::string path = suite_->File("away.csv", Return("DOSSIER_SYNC", 3));
  Outcome outcome = suite_->Client({"import", "returns", path, "--no-wait"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("stored 1, unchanged 0"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("could not be asked")));
  // Whether what is known is in force nobody says: it is not called unchanged.
  outcome = suite_->Client({"import", "returns", path, "--no-wait"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("stored 0, unchanged 0"));
  EXPECT_THAT(outcome.err, HasSubstr("which of 1 records are in force could not be asked: scoring"));
  suite_->Start("scoring");
  suite_->AwaitServing("scoring");
  EXPECT_THAT(Import({"returns", path}), HasSubstr("stored 0, unchanged 1"));
}

}  // namespace
}  // namespace chiso::testing
