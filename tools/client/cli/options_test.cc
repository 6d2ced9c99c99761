#include "tools/client/cli/options.h"

#include <gmock/gmock.h>

#include <string>

namespace chiso {
namespace {

using ::testing::HasSubstr;

// Parses `--unit TEXT`; returns the unit, or what is wrong with it.
std::string Unit(const std::string& text) {
  CLI::App program;
  std::string unit;
  AddUnit(program, unit);
  try {
    program.parse(std::vector<std::string>{text, "--unit"});
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return unit;
}

TEST(Options, WhatNobodySeesIsNoPartOfACodeAndIsNamedInside) {
  EXPECT_EQ(Unit("H91.10"), "H91.10");
  EXPECT_EQ(Unit("\uFEFF H91.10\u00A0"), "H91.10");
  EXPECT_THAT(Unit("H91\u200B.10"), HasSubstr("holds U+200B behind character 3"));
  EXPECT_THAT(Unit("H91\n.10"), HasSubstr("must be UTF-8"));
}

}  // namespace
}  // namespace chiso
