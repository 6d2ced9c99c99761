// Every grpcurl example of README.md, run as a reader would run it.

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

// The commands between the markers; an empty line ends a command.
std::vector<std::string> Examples(const std::string& readme) {
  const size_t begin = readme.find("<!-- grpcurl begin -->");
  const size_t end = readme.find("<!-- grpcurl end -->");
  if (begin == std::string::npos || end == std::string::npos) return {};
  std::vector<std::string> examples;
  for (absl::string_view part : absl::StrSplit(readme.substr(begin, end - begin), "\n\n")) {
    const size_t command = part.find("grpcurl -");
    if (command == absl::string_view::npos) continue;
    part.remove_prefix(command);
    part = part.substr(0, part.find("```"));
    examples.emplace_back(part);
  }
  return examples;
}

TEST(Readme, EveryGrpcurlExampleWorks) {
  const std::string root = std::filesystem::path(TestData("")).parent_path().parent_path().parent_path();
  const std::vector<std::string> examples = Examples(ReadFile(root + "/README.md"));
  ASSERT_GE(examples.size(), 7u);

  Suite suite;
  suite.ClientOk({"import", "units", TestData("demo/phu-tho-units.csv")});
  suite.ClientOk({"import", "returns", TestData("demo/phu-tho-returns.csv")});
  const std::string bin = suite.folder() + "/bin";
  std::filesystem::create_directory(bin);
  std::filesystem::create_symlink(root + "/tools/grpcurl", bin + "/grpcurl");
  // What shows that a command did what it is there for, by what stands in it.
  std::set<std::string> proved;
  const std::vector<std::pair<std::string, std::string>> proofs = {
      {" list ", "GetIndexDefinition"}, {"/GetScore", "5991"},
      {"/ScoreTallies", "1568"},        {"/SubmitBatch", "ccepted"},
      {"/ReadRecords", "2026-08"},      {"/ListSenders", "one-stop-h44"},
      {"/ListRanking", "18.45"},        {"publication", "bulletins/2026-07.1"},
  };
  for (const std::string& example : examples) {
    const std::string command =
        absl::StrReplaceAll(example, {{"127.0.0.1:7661", suite.Address("ingestion")},
                                      {"127.0.0.1:7662", suite.Address("scoring")},
                                      {"127.0.0.1:7663", suite.Address("reporting")}});
    const Outcome outcome = RunProgram({"/bin/bash", "-c", absl::StrCat("PATH=", bin, ":$PATH\n", command)});
    EXPECT_EQ(outcome.exit_code, 0) << example << "\n" << outcome.err;
    EXPECT_NE(outcome.out, "") << example;
    for (const auto& [part, proof] : proofs) {
      if (!absl::StrContains(example, part)) continue;
      EXPECT_TRUE(absl::StrContains(outcome.out, proof)) << example << "\n" << outcome.out;
      proved.insert(part);
    }
    // Only a receipt of nothing but accepted records has no verdicts.
    EXPECT_FALSE(absl::StrContains(outcome.out, "verdicts")) << outcome.out;
  }
  EXPECT_EQ(proved.size(), proofs.size());
}

}  // namespace
}  // namespace chiso::testing
