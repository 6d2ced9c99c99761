// What chiso is compared with inside PostgreSQL: the same dossiers, encoded before the clock starts, written
// by libpq.

#ifndef CHISO_TOOLS_BENCHMARK_PEERS_H_
#define CHISO_TOOLS_BENCHMARK_PEERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tools/benchmark/database.h"
#include "tools/benchmark/dossiers.h"
#include "tools/benchmark/record_rows.h"

namespace chiso::bench {

// Raw binary COPY into a partition of `record`, a transaction for each group.
class CopyPeer {
 public:
  CopyPeer(const std::string& conninfo, int connections);

  // Encodes the dossiers as rows of that log and month, in groups. Not part of what is measured.
  void Prepare(const Dossiers& dossiers, int64_t first, int64_t count, int64_t group_records, int16_t log_id,
               int32_t month);
  // Of all groups.
  int64_t bytes() const;
  // Writes the groups, each connection the next one, and returns the seconds that took.
  double Run(const std::string& table);

 private:
  std::vector<std::unique_ptr<Database>> connections_;
  std::vector<RecordRows> groups_;
};

// INSERT … ON CONFLICT (kind, subject) DO UPDATE where the revision is newer, of arrays of 1,000 records, a
// transaction for each group.
class UpsertPeer {
 public:
  // Makes the table.
  explicit UpsertPeer(const std::string& conninfo);

  // Encodes the arrays. Not part of what is measured. `count` and `group_records` are whole thousands.
  void Prepare(const Dossiers& dossiers, int64_t first, int64_t count, int64_t group_records);
  double Run();

 private:
  static constexpr int kArray = 1000;

  Database database_;
  int64_t group_arrays_ = 1;
  // Five arrays for each thousand records.
  std::vector<std::vector<std::string>> arrays_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_PEERS_H_
