// The scores of simulated dossiers are those that were planted with them, whatever goes wrong on the way.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using Row = std::map<std::string, std::string>;

TEST(SimulatedScores, AreWhatWasPlanted) {
  Suite suite({"ingestion", "scoring"});
  const std::string units = suite.File("units.csv",
                                       "unit_code,name,level,parent_code,valid_from,valid_to\n"
                                       "H91,Tỉnh thử,province,,,\n"
                                       "H91.08,Sở một,department,H91,,\n"
                                       "H91.30,Huyện một,district,H91,,\n"
                                       "H91.30.10,Xã một,commune,H91.30,,\n"
                                       "H91.30.11,Xã hai,commune,H91.30,,\n");
  suite.ClientOk({"import", "units", units, "--no-wait"});
  const std::string sent = absl::StrCat(suite.folder(), "/sent"),
                    planted = absl::StrCat(suite.folder(), "/planted.csv"),
                    totals = absl::StrCat(suite.folder(), "/totals.csv");
  suite.ClientOk({"simulate", "--units", units, "--month",  "2025-05", "--months",   "2",    "--dossiers",
                  "1000",     "--seed",  "766", "--broken", "40",      "--replayed", "60",   "--reordered",
                  "60",       "--out",   sent,  "--totals", totals,    "--expect",   planted});
  std::vector<std::string> import = {"import", "records", "--sender", "one-stop-h91", "--no-wait"};
  for (const auto& file : std::filesystem::directory_iterator(sent)) import.push_back(file.path());
  // Some are broken on purpose.
  EXPECT_EQ(suite.Client(import).exit_code, 1);
  suite.ClientOk({"import", "totals", totals, "--no-wait"});
  // A list waits until scoring has read what was imported.
  suite.ClientOk({"dossiers", "list", "--unit", "H91.08", "--format", "csv"});

  std::map<std::vector<std::string>, std::map<std::string, Row>>
      scores;  // by unit, period and scope, then code
  const std::vector<Row> rows = ReadCsv(ReadFile(planted));
  for (const Row& row : rows) {
    const std::vector<std::string> cell = {row.at("unit"), row.at("period"), row.at("scope")};
    auto [known, is_new] = scores.try_emplace(cell);
    if (is_new) {
      for (Row& score : ReadCsv(suite.ClientOk(
               {"scores", "--unit", cell[0], "--period", cell[1], "--scope", cell[2], "--format", "csv"}))) {
        known->second[score.at("code")] = std::move(score);
      }
    }
    const Row& score = known->second.at(row.at("code"));
    EXPECT_EQ(absl::StrCat(score.at("numerator"), "/", score.at("denominator")),
              absl::StrCat(row.at("numerator"), "/", row.at("denominator")))
        << cell[0] << " " << cell[1] << " " << cell[2] << " " << row.at("code");
  }
  // Four offices and their province, in two months.
  EXPECT_EQ(scores.size(), 10u);
  EXPECT_EQ(rows.size(), 110u);
}

}  // namespace
}  // namespace chiso::testing
