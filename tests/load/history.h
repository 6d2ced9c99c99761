// Random histories of tests/oracle, sent as systems would send them.

#ifndef CHISO_TESTS_LOAD_HISTORY_H_
#define CHISO_TESTS_LOAD_HISTORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tests/load/worker.h"

namespace chiso::testing {

// The history of the seed, some hundred records, in batches of random sizes in the order of arrival. What
// happens in it turns about `as_of`.
std::vector<ingestion::v1::Batch> BatchesOfHistory(uint32_t seed, absl::Time as_of);

// Sends batches one after another, and each again until it has a receipt. Its progress is the number of its
// receipts.
class BatchSender final : public Worker {
 public:
  BatchSender(std::vector<ingestion::v1::Batch> batches, const std::string& address);
  ~BatchSender() override { Finish(); }

  int64_t batch_count() const { return static_cast<int64_t>(batches_.size()); }

 private:
  void Run() override;

  const std::vector<ingestion::v1::Batch> batches_;
  const std::unique_ptr<ingestion::v1::IngestionService::Stub> stub_;
};

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_HISTORY_H_
