// The gate of tools/bench score: whoever is timed gives the figures of the ledger.

#include "tools/benchmark/score.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/test_postgres.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace chiso::bench {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

class ScoreBenchTest : public ::testing::Test {
 protected:
  ScoreBenchTest() {
    std::filesystem::create_directories(folder_ + "/sql");
    std::filesystem::copy(source_ + "/tools/benchmark/sql", folder_ + "/sql",
                          std::filesystem::copy_options::recursive);
  }
  ~ScoreBenchTest() override { std::filesystem::remove_all(folder_); }

  ScoreOptions Options() const {
    ScoreOptions options;
    options.postgres = testing::FreshDatabase();
    options.ledger = absl::StrCat(std::getenv("CHISO_BUILD_DIR"), "/services/scoring/measure_ledger");
    options.definitions = source_ + "/services/scoring/definitions";
    options.sql = folder_ + "/sql";
    options.folder = folder_;
    options.log = folder_ + "/log";
    options.dossiers = 1'000;
    options.communes = 1;
    options.months = 2;
    options.rounds = 1;
    options.peers = {"postgres", "trigger"};
    return options;
  }

  // Puts another rule into one of the peers' files.
  void Change(const std::string& file, const std::string& from, const std::string& to) const {
    const std::string path = absl::StrCat(folder_, "/sql/", file);
    std::ifstream in(path);
    const std::string sql((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    ASSERT_TRUE(absl::StrContains(sql, from));
    std::ofstream(path) << absl::StrReplaceAll(sql, {{from, to}});
  }

  const std::string source_ = std::getenv("CHISO_SOURCE_DIR");
  const std::string folder_ = absl::StrCat(::testing::TempDir(), "/chiso-score-bench-", getpid());
};

std::vector<std::string> GoalsOf(const Report& report) {
  std::vector<std::string> goals;
  for (const Goal& goal : report.goals) goals.push_back(goal.what);
  return goals;
}

TEST_F(ScoreBenchTest, PeersGiveTheFiguresOfTheLedger) {
  const Report report = MeasureScore(Options());
  EXPECT_THAT(report.facts, Contains(Pair("gate", HasSubstr("in SQL: the same in 680"))));
  EXPECT_THAT(report.facts, Contains(Pair("gate", HasSubstr("triggers: the same in 680"))));
  EXPECT_THAT(GoalsOf(report), Contains(HasSubstr("PostgreSQL by chiso")));
  EXPECT_THAT(GoalsOf(report), Contains(HasSubstr("triggers by chiso")));
}

TEST_F(ScoreBenchTest, AWrongPeerIsToldOfAndNotTimed) {
  // The oldest version in place of the newest one; and what is received is not counted.
  Change("newest.sql", "revision DESC", "revision");
  Change("trigger_counting.sql", "flow.opened_n + excluded.opened_n", "flow.opened_n");
  const Report report = MeasureScore(Options());
  EXPECT_THAT(report.facts, Contains(Pair("gate", HasSubstr("in SQL: WRONG"))));
  EXPECT_THAT(report.facts, Contains(Pair("gate", HasSubstr("triggers: WRONG"))));
  EXPECT_THAT(GoalsOf(report), Not(Contains(HasSubstr("PostgreSQL"))));
}

}  // namespace
}  // namespace chiso::bench
