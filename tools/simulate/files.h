// Simulated elements in files, as one-stop systems write the bodies of their messages.

#ifndef CHISO_TOOLS_SIMULATE_FILES_H_
#define CHISO_TOOLS_SIMULATE_FILES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "chiso/record/v1/record.pb.h"
#include "tools/simulate/simulation.h"

namespace chiso {

inline constexpr int kMaxElementsPerFile = 5'000;

// Names: `DongBoHoSoMC-20261008093015-001.json`, with the time of the last element and a running number; an
// element is on a line of its own. A file appears when all of it is there. Not thread-safe.
class SimulationFiles {
 public:
  // The file of the procedures; in order of the names it comes first.
  static constexpr char kProcedures[] = "00-procedures.jsonl";

  // Makes the folder. INVALID_ARGUMENT: it cannot be made, or something is in it already.
  static absl::StatusOr<SimulationFiles> Open(const std::string& folder);

  // Writes kProcedures. INVALID_ARGUMENT: it cannot be written.
  absl::Status WriteProcedures(const std::vector<record::v1::Record>& procedures);
  // INVALID_ARGUMENT: a file cannot be written.
  absl::Status Add(const SimulationEvent& event);
  // Writes what is left.
  absl::Status Close();

  // Without that of the procedures.
  int64_t count() const { return dossiers_.files + lines_.files; }

 private:
  struct Body {
    explicit Body(std::string name) : service(std::move(name)) {}

    std::string service;
    int64_t files = 0;
    std::string text;
    int elements = 0;
    absl::CivilSecond last;
  };

  explicit SimulationFiles(std::string folder) : folder_(std::move(folder)) {}
  absl::Status Write(Body& body);

  std::string folder_;
  Body dossiers_{"DongBoHoSoMC"};
  Body lines_{"CapNhatTienDoHoSoMC"};
};

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_FILES_H_
