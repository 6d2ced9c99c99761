// The ground for tests of bad company: ingestion with two well-behaved senders, beside whom everything
// happens.

#ifndef CHISO_TESTS_E2E_HOSTILE_H_
#define CHISO_TESTS_E2E_HOSTILE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "google/protobuf/stubs/logging.h"
#include "tests/load/oracle.h"
#include "tests/load/seed.h"
#include "tests/load/senders.h"
#include "tests/load/worker.h"
#include "tests/suite.h"

namespace chiso::testing {

constexpr int64_t kMiB = 1 << 20;
// As a bound of what a process takes.
#if __has_feature(thread_sanitizer)
// ThreadSanitizer keeps several bytes for each.
constexpr int64_t kResidentMiB = 8 * kMiB;
#else
constexpr int64_t kResidentMiB = kMiB;
#endif

// A batch whose records are all refused: its answer is as long as answers get.
ingestion::v1::Batch RefusedBatch(const std::string& sender, int number, int records);

class Hostile : public ::testing::Test {
 protected:
  Hostile();
  // What must hold after every one of these tests: nobody was harmed, and the service ends in order.
  void TearDown() override;

  // The well-behaved ones have got on and go on, and nothing they were told was untrue. They have finished
  // then.
  void ExpectUnharmed();
  void StartSenders();

  const uint32_t seed_ = Seed();
  // What this process parses itself is as bad as what it sends.
  const google::protobuf::LogSilencer silencer_;
  Suite suite_{std::vector<std::string>{"ingestion"}};
  std::shared_ptr<grpc::Channel> channel_ = OwnChannel(suite_.Address("ingestion"));
  std::unique_ptr<ingestion::v1::IngestionService::Stub> stub_ =
      ingestion::v1::IngestionService::NewStub(channel_);
  Oracle oracle_;
  // Whether the logs are small enough to be read as a whole.
  bool check_whole_ = true;
  Addresses addresses_{std::vector<std::string>{suite_.Address("ingestion")}};
  StreamSender stream_sender_{1, 1, addresses_, oracle_};
  UnarySender unary_sender_{2, addresses_, oracle_};
  const std::vector<Worker*> senders_ = {&stream_sender_, &unary_sender_};
};

}  // namespace chiso::testing

#endif  // CHISO_TESTS_E2E_HOSTILE_H_
