// What ingestion says of itself, read as a whole and checked for contradictions.

#ifndef CHISO_TESTS_LOAD_AUDIT_H_
#define CHISO_TESTS_LOAD_AUDIT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"

namespace chiso::testing {

// A batch as its sender and its name.
using BatchName = std::pair<std::string, std::string>;

// The run of records that one batch put into one log.
struct LoggedRun {
  std::string log;
  BatchName batch;
  int64_t first = 0;
  int64_t last = 0;
};

// Faults become failures of the test. Not thread-safe; called while nobody sends.
class Audit {
 public:
  explicit Audit(ingestion::v1::IngestionService::Stub& stub) : stub_(stub) {}

  // Called for each run, with its records serialised.
  using TakeRun = std::function<void(const LoggedRun&, const std::vector<std::string>& records)>;
  // Called for each receipt.
  using TakeReceipt = std::function<void(const ingestion::v1::Receipt&)>;

  // Reads all logs from their beginnings: no gap, no batch twice, and the end is the head.
  void ReadLogs(const TakeRun& take);
  // Reads all receipts: each chain follows, and each receipt agrees with the logs, the quarantine and what is
  // said of its sender. After ReadLogs.
  void ReadReceipts(const TakeReceipt& take);
  // The digests of the logs follow from the batches. After ReadReceipts.
  void CheckDigests() const;

 private:
  // The digest of a batch, and that of each log after it.
  struct Digests {
    std::string batch;
    std::map<std::string, std::string> logs;
  };

  void ReadLog(const std::string& log, const TakeRun& take);
  void AddRun(const LoggedRun& run);
  void ReadReceiptsOf(const ingestion::v1::Sender& sender, const TakeReceipt& take);
  void CheckReceipt(const ingestion::v1::Receipt& receipt);
  void CheckQuarantine(const std::string& sender, const std::map<std::pair<std::string, int>, int>& refused);

  ingestion::v1::IngestionService::Stub& stub_;
  // By log: the digest at its head.
  std::map<std::string, std::string> heads_;
  // By log, in order.
  std::map<std::string, std::vector<LoggedRun>> runs_;
  // By batch and log: the run's place in runs_.
  std::map<std::pair<BatchName, std::string>, size_t> places_;
  std::map<BatchName, Digests> digests_;
};

// What the contract of Receipt.chain_version gives for version 1, hashed.
std::string ChainOf(const ingestion::v1::Receipt& receipt);

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_AUDIT_H_
