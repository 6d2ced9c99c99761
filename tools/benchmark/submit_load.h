// The load on chiso: a sender's program that streams batches and takes their receipts.

#ifndef CHISO_TOOLS_BENCHMARK_SUBMIT_LOAD_H_
#define CHISO_TOOLS_BENCHMARK_SUBMIT_LOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "chiso/ingestion/v1/batch.pb.h"
#include "tools/benchmark/dossiers.h"

namespace chiso::bench {

struct SubmitLoad {
  // The service, e.g. 127.0.0.1:7661.
  std::string target;
  // Names the batches; loads of one database need different names.
  std::string name;
  // Each stream has a sender, a thread and a connection of its own.
  int streams = 1;
  // How many batches of a stream may be without an answer.
  int window = 8;
  int batch_records = 1000;
  int64_t batches = 0;
  // The number of the first dossier.
  int64_t first = 0;
  // Batches in a second over all streams: each is sent at its time, however the answers come. 0: as fast as
  // the window lets them go.
  double batches_per_second = 0;

  int64_t records() const { return batches * batch_records; }
  // Fills the batch of that number, counted from 0.
  void FillBatch(const Dossiers& dossiers, int64_t number, ingestion::v1::Batch& batch) const;
};

struct SubmitOutcome {
  // From the first batch to the last answer.
  double seconds = 0;
  // In milliseconds, from when a batch was to be sent (paced), or was handed to gRPC, to its answer.
  std::vector<double> latencies;
  // By number of batch.
  std::vector<ingestion::v1::Receipt> receipts;
};

// Records the units and procedures that dossiers name. Failure: they are refused.
void SubmitReference(const std::string& target, const Dossiers& dossiers);

// Sends all of it, and waits for all answers. Failure: a batch was refused, or the call ended.
SubmitOutcome Submit(const SubmitLoad& load, const Dossiers& dossiers);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_SUBMIT_LOAD_H_
