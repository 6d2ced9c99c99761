#include "tools/client/import/chunk/file_kind.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

TEST(FileKind, FieldsOfTheContractsLeadBackToColumns) {
  EXPECT_EQ(ColumnOf(FileKind::kReturns, "unit_return.unit_code"), "unit_code");
  EXPECT_EQ(ColumnOf(FileKind::kUnits, "unit.code"), "unit_code");
  EXPECT_EQ(ColumnOf(FileKind::kOfficial, "figures[3].read_time"), "read_at");
  EXPECT_EQ(ColumnOf(FileKind::kOfficial, "code"), "code");
  EXPECT_EQ(ColumnOf(FileKind::kReturns, "revision"), "revision");
  EXPECT_EQ(ColumnOf(FileKind::kReturns, ""), "");
  EXPECT_EQ(ColumnOf(FileKind::kProcedures, "procedure.levels[1]"), "levels");
  EXPECT_EQ(ColumnOf(FileKind::kPetitions, "petition.code"), "code");
  EXPECT_EQ(ColumnOf(FileKind::kChanges, "unit_change.from.valid_from"), "from_valid_from");
  EXPECT_EQ(ColumnOf(FileKind::kRecords, "unit_change.from.valid_from"), "unit_change.from.valid_from");
}

}  // namespace
}  // namespace chiso
