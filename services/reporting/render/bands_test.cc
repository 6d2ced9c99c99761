#include "services/reporting/render/bands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/proto_text.h"
#include "common/testing/test_file.h"
#include "services/reporting/testing/annex.h"

namespace chiso {
namespace {

using ::testing::HasSubstr;
using testing::SourcePath;

TEST(Bands, OfTheChartAreThoseOfEveryDefinition) {
  const auto bands = LoadBands(SourcePath("services/reporting/templates/bands.textproto"));
  ASSERT_TRUE(bands.ok()) << bands.status();
  for (const char* const id : {"766-2022", "766-2026"}) {
    index::v1::IndexDefinition definition;
    const std::string path = SourcePath(std::string("services/scoring/definitions/") + id + ".textproto");
    ASSERT_TRUE(ReadTextProto(path, definition).ok());
    ASSERT_EQ(bands->size(), definition.bands_size()) << id;
    for (int i = 0; i < bands->size(); ++i) {
      EXPECT_EQ((*bands)[i].SerializeAsString(), definition.bands(i).SerializeAsString()) << id << " " << i;
    }
  }
}

TEST(Bands, MustBeAsManyAsThereAreColoursFromHighToLow) {
  for (const char* const text : {
           "",
           "bands { min_points: 9000 } bands { min_points: 0 }",
           "bands { min_points: 4 } bands { min_points: 3 } bands { min_points: 2 } bands { min_points: 2 } "
           "bands {}",
           "bands { min_points: 5 } bands { min_points: 4 } bands { min_points: 3 } bands { min_points: 2 }"
           " bands { min_points: 1 }",
       }) {
    const TestFile file(text);
    const absl::Status status = LoadBands(file.path()).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("bands: must be 5"));
  }
}

}  // namespace
}  // namespace chiso
