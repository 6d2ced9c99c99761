#include "common/record/content_digest.h"

#include <cstdint>
#include <limits>

#include "common/sha256.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"

namespace chiso {
namespace {

using record::v1::Record;

TEST(ContentDigestTest, IsOfTheRecordWithoutItsRevisionAndItsOrder) {
  const google::protobuf::OneofDescriptor& content = *Record::descriptor()->FindOneofByName("content");
  for (int kind = 0; kind < content.field_count(); ++kind) {
    Record record;
    record.GetReflection()->MutableMessage(&record, content.field(kind));
    const std::string expected = Sha256(record.SerializeAsString());
    for (const int64_t revision :
         {int64_t{0}, int64_t{1}, int64_t{127}, int64_t{128}, int64_t{1'790'000'000'000'000},
          std::numeric_limits<int64_t>::max(), int64_t{-1}}) {
      record.set_revision(revision);
      record.set_revision_order(0);
      EXPECT_EQ(ContentDigest(record), expected) << content.field(kind)->name() << " " << revision;
      record.set_revision_order(revision);
      EXPECT_EQ(ContentDigest(record), expected) << content.field(kind)->name() << " " << revision;
    }
    record.set_retracted(true);
    const std::string retracted = ContentDigest(record);
    EXPECT_NE(retracted, expected);
    record.set_revision_order(0);
    EXPECT_EQ(ContentDigest(record), retracted);
  }
}

TEST(ContentDigestTest, TheVersionOfARecordAsItLiesIsThatOfTheRecord) {
  for (const int64_t revision : {int64_t{1}, int64_t{1'790'000'000'000'000}}) {
    for (const int64_t order : {int64_t{0}, int64_t{5}, int64_t{1} << 50}) {
      for (const bool retracted : {false, true}) {
        Record record;
        record.set_revision(revision);
        record.set_revision_order(order);
        record.set_retracted(retracted);
        record.mutable_dossier()->set_code("H44.10-260803-0001");
        record.mutable_dossier()->mutable_receive_time()->set_seconds(1'785'000'000);
        EXPECT_EQ(VersionOf(record, record.SerializeAsString()), VersionOf(record));
      }
    }
  }
}

TEST(ContentDigestTest, FieldsInAnotherOrderHaveTheSameVersion) {
  Record record, content;
  record.set_revision(7);
  record.set_retracted(true);
  record.set_revision_order(8);
  content.mutable_dossier()->set_code("H44.10-260803-0001");
  const std::string backwards = content.SerializeAsString() + record.SerializeAsString();
  ASSERT_TRUE(record.ParseFromString(backwards));
  EXPECT_EQ(VersionOf(record, backwards), VersionOf(record));
}

TEST(ContentDigestTest, WhatTheContentSaysChangesIt) {
  Record record, other;
  record.mutable_dossier()->set_code("H44.10-260803-0001");
  other.mutable_dossier()->set_code("H44.10-260803-0002");
  EXPECT_NE(ContentDigest(record), ContentDigest(other));
}

TEST(ContentDigestTest, AVersionIsTheRevisionTheOrderAndTheDigest) {
  Record record;
  record.set_revision(7);
  record.set_revision_order(8);
  EXPECT_EQ(VersionOf(record), (Version{7, 8, ContentDigest(record)}));
}

}  // namespace
}  // namespace chiso
