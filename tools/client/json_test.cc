#include "tools/client/json.h"

#include <gmock/gmock.h>

#include "chiso/reporting/v1/bulletin.pb.h"
#include "common/testing/test_file.h"

namespace chiso {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Fault(const std::string& content) {
  const TestFile file(content);
  reporting::v1::Letter letter;
  const absl::Status status = ReadJson(file.path(), letter);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()), StartsWith(file.path() + ": "));
  return std::string(status.message());
}

TEST(Json, ReadsFieldsInEitherForm) {
  const TestFile file(
      "\xEF\xBB\xBF{\"unitsBelow\": \"phường\", \"own_offices\": \"Cơ quan\", \"signer_office\": [\"X\"]}");
  reporting::v1::Letter letter;
  ASSERT_TRUE(ReadJson(file.path(), letter).ok());
  EXPECT_EQ(letter.units_below(), "phường");
  EXPECT_EQ(letter.own_offices(), "Cơ quan");
  EXPECT_EQ(letter.signer_office(0), "X");
}

TEST(Json, NamesTheFieldAtFault) {
  EXPECT_THAT(Fault("{\"agency\": \"x\", \"colour\": \"red\"}"), HasSubstr("colour"));
  EXPECT_THAT(Fault("{\"agency\": [1]}"), HasSubstr("agency"));
}

TEST(Json, WhatIsNoJsonIsOneSentence) {
  EXPECT_THAT(Fault("{\"agency\": \n\n"), ::testing::Not(HasSubstr("\n")));
  Fault("");
  Fault("\xff{}");
}

TEST(Json, AFileThatIsMissingSaysSo) {
  reporting::v1::Letter letter;
  EXPECT_THAT(std::string(ReadJson("/no/such/file.json", letter).message()), HasSubstr("No such file"));
}

TEST(Json, WritesLowerCamelCase) {
  reporting::v1::Letter letter;
  letter.set_units_below("xã");
  EXPECT_EQ(ToJson(letter), "{\n \"unitsBelow\": \"xã\"\n}\n");
}

}  // namespace
}  // namespace chiso
