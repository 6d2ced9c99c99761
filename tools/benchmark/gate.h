// The gate: what was acknowledged is what lies in the log. Without it no figure counts.

#ifndef CHISO_TOOLS_BENCHMARK_GATE_H_
#define CHISO_TOOLS_BENCHMARK_GATE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "chiso/ingestion/v1/batch.pb.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/dossiers.h"
#include "tools/benchmark/submit_load.h"
#include "tools/client/receipts/receipt_check.h"

namespace chiso::bench {

// Collects what was sent and answered, and compares. Not thread-safe.
class Gate {
 public:
  // Adds the answers to a load, each of which must say: all accepted, without remark, of the very bytes sent.
  // `receipts` are by number of batch.
  void Add(const SubmitLoad& load, const Dossiers& dossiers,
           const std::vector<ingestion::v1::Receipt>& receipts);

  // Compares the log `main` with all loads added: the sequence is contiguous from 1 to the head; as many
  // records, and the same ones, by a digest that their order does not matter to; the receipts of each sender
  // form one chain, and account for the whole log. Called once for a number of loads; more may be added, and
  // it be called again. Failure: something differs. Returns how many records there are.
  int64_t Check(Database& database) const;

 private:
  // The sum of the SHA-256 of all records, in four parts.
  struct Digest {
    std::array<uint64_t, 4> sum = {};
    bool operator==(const Digest&) const = default;
  };
  static void Add(absl::string_view fields, Digest& digest);

  int64_t count_ = 0;
  Digest sent_;
  std::vector<ingestion::v1::Receipt> receipts_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_GATE_H_
