// The dossiers that are sent: those of one province, or of several, each a pure function of its number. They
// carry every field that a one-stop system has for a dossier, and come as such systems give them: day by day,
// numbers ascending in each unit.

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
  static constexpr int kProcedures = 40;  // of a province
  // How many are received in a day, and in how many days.
  static constexpr int64_t kPerDay = 8192;
  static constexpr int kDays = 280;

  // Of one province with eleven departments. All of it lies in the past of `now`.
  explicit Dossiers(absl::Time now);
  // Of so many provinces with so many communes each; those of a day are spread over all of them.
  Dossiers(absl::Time now, int provinces, int communes);

  // Makes the record that dossier. A record that was filled before is filled again without allocating anew.
  void Fill(int64_t number, record::v1::Record& record) const;
  // Fills batch.records with `count` dossiers from `first` on.
  void FillBatch(int64_t first, int count, ingestion::v1::Batch& batch) const;
  // The units and procedures that the dossiers name, and the provinces.
  void FillReference(ingestion::v1::Batch& batch) const;

  // The codes of the units that dossiers name, province by province.
  const std::vector<std::string>& units() const { return units_; }

 private:
  Dossiers(absl::Time now, std::vector<record::v1::Unit> units);

  int64_t first_midnight_;
  std::vector<std::string> days_;
  std::vector<record::v1::Unit> tree_;
  std::vector<std::string> units_;
  std::vector<std::string> procedures_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_DOSSIERS_H_
