// Simulated dossiers and lines of progress as elements of the exchange (DongBoHoSoMC, CapNhatTienDoHoSoMC).
// Pure; thread-safe.
//
// Personal data is invented so that it cannot be taken for real: names like `Ví Dụ`, numbers that are never
// given out, addresses under `example.invalid`.

#ifndef CHISO_TOOLS_SIMULATE_ELEMENT_H_
#define CHISO_TOOLS_SIMULATE_ELEMENT_H_

#include <string>

#include "tools/simulate/dossier.h"
#include "tools/simulate/units.h"

namespace chiso {

// The dossier's code (MaHoSo): `H15.50.05.13-261008-0975`, with kCodeLegacy `000.13.05.50.H15-261008-0975`.
std::string DossierCode(const SimulatedDossier& dossier, const SimulatedUnit& unit);

// The element as JSON on one line without its end: the dossier as known when it reached the stage, with the
// faults of dossier and send. A function of its arguments alone, so sending again gives the same bytes.
std::string ElementJson(const SimulatedDossier& dossier, const SimulatedSend& send,
                        const SimulatedUnit& unit);

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_ELEMENT_H_
