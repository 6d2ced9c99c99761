// What was read of a log as a message, for tests.

#ifndef CHISO_SERVICES_INGESTION_TESTING_STRETCH_H_
#define CHISO_SERVICES_INGESTION_TESTING_STRETCH_H_

#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "gtest/gtest.h"
#include "services/ingestion/log/record_log.h"

namespace chiso::testing {

// The answer of ReadRecords that a stretch becomes; without a time of sending.
inline ingestion::v1::ReadRecordsResponse ToResponse(const RecordLog::Stretch& stretch) {
  ingestion::v1::ReadRecordsResponse response;
  EXPECT_TRUE(response.ParseFromString(stretch.entries));
  EXPECT_EQ(response.SerializeAsString(), stretch.entries);
  *response.mutable_position() = stretch.position;
  *response.mutable_head() = stretch.head;
  return response;
}

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_INGESTION_TESTING_STRETCH_H_
