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

TEST(Chunk, WhatIsSaidOfAValueThatIsTheFilesTimeSpeaksOfThatTime) {
  Chunk chunk;
  const absl::Time time = absl::FromUnixSeconds(4'102'419'600);
  const auto said = [&](absl::Time value) {
    Finding finding{1, "revision", "must not lie more than a day in the future", true};
    SpeakOfFileTime(chunk, value, "--revision", finding);
    return finding.message;
  };
  EXPECT_EQ(said(time), "must not lie more than a day in the future");
  chunk.file_time = time;
  EXPECT_EQ(
      said(time + absl::Microseconds(7)),
      "its revision is the time of the file, 2100-01-01, which must not lie more than a day in the future; "
      "give --revision");
  EXPECT_EQ(said(time + absl::Seconds(1)), "must not lie more than a day in the future");
}

}  // namespace
}  // namespace chiso
