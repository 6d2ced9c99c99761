#include "tools/client/import/chunk/chunk.h"

#include <gmock/gmock.h>

namespace chiso {
namespace {

using ::testing::StartsWith;

ingestion::v1::Batch BatchOf(const std::string& unit_code, int64_t revision) {
  ingestion::v1::Batch batch;
  batch.add_records()->set_revision(revision);
  batch.mutable_records(0)->mutable_unit_return()->set_unit_code(unit_code);
  return batch;
}

TEST(Chunk, ABatchIsNamedAfterItsContentAlone) {
  ingestion::v1::Batch batch = BatchOf("H44", 1);
  const std::string name = BatchIdOf(FileKind::kReturns, batch);
  EXPECT_THAT(name, StartsWith("returns-"));
  batch.set_sender("someone");
  batch.set_validate_only(true);
  EXPECT_EQ(BatchIdOf(FileKind::kReturns, batch), name);
  EXPECT_NE(BatchIdOf(FileKind::kReturns, BatchOf("H45", 1)), name);
  EXPECT_NE(BatchIdOf(FileKind::kReturns, BatchOf("H44", 2)), name);
}

}  // namespace
}  // namespace chiso
