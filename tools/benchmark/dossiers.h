// The dossiers that are sent: those of one province, each a pure function of its number. They carry every
// field that a one-stop system has for a dossier, and come as such systems give them: day by day, numbers
// ascending in each unit.

#ifndef CHISO_TOOLS_BENCHMARK_DOSSIERS_H_
#define CHISO_TOOLS_BENCHMARK_DOSSIERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chiso/ingestion/v1/batch.pb.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso::bench {

// Thread-safe.
class Dossiers {
 public:
  static constexpr int kUnits = 11;
  static constexpr int kProcedures = 40;

  // All of it lies in the past of `now`.
  explicit Dossiers(absl::Time now);

  // Makes the record that dossier. A record that was filled before is filled again without allocating anew.
  void Fill(int64_t number, record::v1::Record& record) const;
  // Fills batch.records with `count` dossiers from `first` on.
  void FillBatch(int64_t first, int count, ingestion::v1::Batch& batch) const;
  // The units and procedures that the dossiers name.
  void FillReference(ingestion::v1::Batch& batch) const;

 private:
  static constexpr int kDays = 280;

  int64_t first_midnight_;
  std::vector<std::string> days_;
  std::vector<std::string> units_;
  std::vector<std::string> procedures_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_DOSSIERS_H_
