// What chiso is compared with inside PostgreSQL: the same dossiers, encoded before the clock starts, written
// by libpq.

#ifndef CHISO_TOOLS_BENCHMARK_COPY_PEER_H_
#define CHISO_TOOLS_BENCHMARK_COPY_PEER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/benchmark/database.h"
#include "tools/benchmark/dossiers.h"
#include "tools/benchmark/record_rows.h"

namespace chiso::bench {

// Raw binary COPY into a partition of `record`, on one connection, a transaction for each group.
class CopyPeer {
 public:
  explicit CopyPeer(const std::string& conninfo) : database_(conninfo) {}

  // Encodes the dossiers as rows of that log and month, in groups. Not part of what is measured.
  void Prepare(const Dossiers& dossiers, int64_t first, int64_t count, int64_t group_records, int16_t log_id,
               int32_t month);
  // Writes the groups, and returns the seconds that took.
  double Run(const std::string& table);

 private:
  Database database_;
  std::vector<RecordRows> groups_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_COPY_PEER_H_
