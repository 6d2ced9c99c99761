#include "common/personal.h"

#include <gtest/gtest.h>

#include "common/testing/names.h"

namespace chiso {
namespace {

TEST(Personal, NumbersOfPersonsAreFoundHoweverTheyAreGrouped) {
  for (const char* const name : testing::kPersonalNames) EXPECT_TRUE(LooksPersonal(name)) << name;
}

TEST(Personal, NamesOfOfficesAndTheirCodesAreNot) {
  for (const char* const name : testing::kOfficeNames) EXPECT_FALSE(LooksPersonal(name)) << name;
}

TEST(Personal, ACodeIsAPersonsNumberOnlyWhereItHasNoLetter) {
  EXPECT_TRUE(IsPersonalNumber("001099012345"));
  EXPECT_TRUE(IsPersonalNumber("0912.345.678"));
  EXPECT_FALSE(IsPersonalNumber("H001099012345"));
  EXPECT_FALSE(IsPersonalNumber("2.000815"));
}

}  // namespace
}  // namespace chiso
