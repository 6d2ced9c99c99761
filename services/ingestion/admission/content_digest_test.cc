#include "services/ingestion/admission/content_digest.h"

#include <cstdint>
#include <limits>

#include "common/sha256.h"
#include "gtest/gtest.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

using namespace testing;  // NOLINT: the samples are this file's vocabulary.

TEST(ContentDigestTest, IsOfTheRecordWithoutItsRevision) {
  for (const record::v1::RecordKind kind : AllKinds()) {
    record::v1::Record record = SampleOf(kind);
    record.clear_revision();
    const std::string expected = Sha256(record.SerializeAsString());
    for (const int64_t revision :
         {int64_t{0}, int64_t{1}, int64_t{127}, int64_t{128}, int64_t{1'790'000'000'000'000},
          std::numeric_limits<int64_t>::max(), int64_t{-1}}) {
      record.set_revision(revision);
      EXPECT_EQ(ContentDigest(record), expected) << record::v1::RecordKind_Name(kind) << " " << revision;
    }
    record.set_retracted(true);
    EXPECT_NE(ContentDigest(record), expected);
  }
}

}  // namespace
}  // namespace chiso
