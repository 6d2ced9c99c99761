// What is odd about a sender's dossiers, counted. Pure; thread-safe.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_ODDITIES_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_ODDITIES_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "chiso/ingestion/v1/sender.pb.h"
#include "chiso/record/v1/dossier.pb.h"

namespace chiso {

class Oddities {
 public:
  static constexpr size_t kMaxExamples = 5;

  struct Tally {
    // How many records show it, of how many that could.
    int64_t count = 0;
    int64_t of_count = 0;
    // The codes of the first few that do.
    std::vector<std::string> examples;
  };

  void Add(const record::v1::Dossier& dossier);

  const Tally& tally(ingestion::v1::Oddity oddity) const { return tallies_[oddity]; }
  bool empty() const { return dossiers_ == 0; }

 private:
  // `could`: whether the record could show it.
  void Note(ingestion::v1::Oddity oddity, bool could, bool shows, const std::string& code);

  int64_t dossiers_ = 0;
  std::array<Tally, ingestion::v1::Oddity_ARRAYSIZE> tallies_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_ODDITIES_H_
