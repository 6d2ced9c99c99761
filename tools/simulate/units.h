// The units that receive simulated dossiers.

#ifndef CHISO_TOOLS_SIMULATE_UNITS_H_
#define CHISO_TOOLS_SIMULATE_UNITS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace chiso {

struct SimulatedUnit {
  std::string code;
  // With what its dossiers' codes begin: `H53.30.20` for `000.20.30.H53` and for itself.
  std::string prefix;
  // A department handles other procedures than a commune or a district.
  bool is_department = false;
  // The province or ministry above it, whose procedures it handles.
  std::string authority = "";
};

// The beginning of dossier codes of the unit; nothing where they would not have the form that the national
// portal prescribes.
std::optional<std::string> DossierPrefix(absl::string_view unit_code);

// The communes, districts and departments of a file as `chiso import units` reads it that are valid from
// `first` to `last`, each once; those whose codes give no dossier code are left out. INVALID_ARGUMENT: the
// file or one of its rows cannot be read, or no unit remains.
absl::StatusOr<std::vector<SimulatedUnit>> ReadSimulatedUnits(const std::string& path, absl::CivilDay first,
                                                              absl::CivilDay last);

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_UNITS_H_
