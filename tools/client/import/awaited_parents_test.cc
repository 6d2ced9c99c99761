#include "tools/client/import/awaited_parents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

Chunk ChunkOf(int64_t first_line, const std::vector<std::string>& units) {
  Chunk chunk;
  for (const std::string& unit : units) {
    chunk.batch.add_records()->mutable_unit()->set_code(unit);
    chunk.lines.push_back(first_line++);
  }
  return chunk;
}

Finding Unknown(int64_t line, const std::string& parent) {
  Finding finding{line, "parent_code", "", false, "UNIT_UNKNOWN"};
  finding.parent = parent;
  return finding;
}

TEST(AwaitedParents, WhatNoLineBringsIsToldOfAtTheEnd) {
  AwaitedParents parents;
  ChunkAnswer first;
  first.findings = {Unknown(2, "H44"), Unknown(3, "H4A"), {3, "name", "", false}};
  parents.Take(ChunkOf(2, {"H44.1", "H44.2"}), first);
  EXPECT_THAT(first.findings, ElementsAre(Field(&Finding::column, "name")));
  ChunkAnswer second;
  parents.Take(ChunkOf(4, {"H44"}), second);
  EXPECT_THAT(parents.Finish(), ElementsAre(Field(&Finding::line, 3)));
  EXPECT_THAT(parents.Finish(), IsEmpty());
}

TEST(AwaitedParents, AUnitThatIsRefusedOrTakenBackBringsNothing) {
  AwaitedParents parents;
  ChunkAnswer answer;
  answer.findings = {Unknown(2, "H44"), Unknown(3, "H15"), {4, "level", "", true}};
  Chunk chunk = ChunkOf(2, {"H44.1", "H15.1", "H44", "H15"});
  chunk.batch.mutable_records(3)->set_retracted(true);
  parents.Take(chunk, answer);
  EXPECT_THAT(parents.Finish(), ElementsAre(Field(&Finding::line, 2), Field(&Finding::line, 3)));
}

TEST(AwaitedParents, WhereNothingIsStoredEarlierLinesBringTheirUnitsToo) {
  AwaitedParents parents;
  ChunkAnswer first, second;
  parents.Take(ChunkOf(2, {"H44"}), first);
  second.findings = {Unknown(3, "H44")};
  parents.Take(ChunkOf(3, {"H44.1"}), second);
  EXPECT_THAT(parents.Finish(), IsEmpty());
}

}  // namespace
}  // namespace chiso
