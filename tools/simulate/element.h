// Simulated dossiers and lines of progress as elements of the exchange (DongBoHoSoMC, CapNhatTienDoHoSoMC).
// Pure; thread-safe.
//
// Whatever tells of a person is invented so that nobody can take it for real: names like `Ví Dụ`, numbers
// that are never given out, addresses under `example.invalid`.

#ifndef CHISO_TOOLS_SIMULATE_ELEMENT_H_
#define CHISO_TOOLS_SIMULATE_ELEMENT_H_

#include <string>

#include "tools/simulate/dossier.h"
#include "tools/simulate/units.h"

namespace chiso {

// The dossier's code (MaHoSo): `H15.50.05.13-261008-0975`, with kCodeLegacy `000.13.05.50.H15-261008-0975`.
std::string DossierCode(const SimulatedDossier& dossier, const SimulatedUnit& unit);

// What is sent, as JSON on one line without its end: all that was known of the dossier when it reached the
// stage, with the dossier's fault and that of the send. It depends on nothing else, so that sending again
// gives the same bytes.
std::string ElementJson(const SimulatedDossier& dossier, const SimulatedSend& send,
                        const SimulatedUnit& unit);

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_ELEMENT_H_
