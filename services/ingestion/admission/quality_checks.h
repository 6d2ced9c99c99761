// The data-quality checks: what is odd about a sender's dossiers, counted over all of them. A single dossier
// shows nothing, so none is refused for it. Pure; not thread-safe.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_QUALITY_CHECKS_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_QUALITY_CHECKS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "chiso/ingestion/v1/sender.pb.h"
#include "chiso/record/v1/dossier.pb.h"

namespace chiso {

class QualityChecks {
 public:
  static constexpr size_t kMaxExamples = 5;

  // Of one check.
  struct Tally {
    // How many dossiers fail it, of how many that could.
    int64_t count = 0;
    int64_t of_count = 0;
    // The codes of the first kMaxExamples different ones that fail it.
    std::vector<std::string> examples;

    // Adds what another one counts, of dossiers that come after these.
    void Add(const Tally& later);
  };

  void Add(const record::v1::Dossier& dossier);

  const Tally& tally(ingestion::v1::Oddity check) const { return tallies_[check]; }
  bool empty() const { return dossiers_ == 0; }

 private:
  // `could`: whether the dossier could fail the check; `fails`: whether it does.
  void Note(ingestion::v1::Oddity check, bool could, bool fails, const std::string& code);

  int64_t dossiers_ = 0;
  std::array<Tally, ingestion::v1::Oddity_ARRAYSIZE> tallies_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_QUALITY_CHECKS_H_
