// A simulated dossier: all that will happen to it, drawn when it arrives.

#ifndef CHISO_TOOLS_SIMULATE_DOSSIER_H_
#define CHISO_TOOLS_SIMULATE_DOSSIER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "chiso/record/v1/dossier.pb.h"
#include "tools/simulate/procedures.h"
#include "tools/simulate/random.h"

namespace chiso {

// The fault of an element. Elements with a fault before kCodeLegacy are refused, the others get a warning.
enum class SimulatedFault : uint8_t {
  kNone,
  kCodeMissing,
  kCodeMalformed,
  kStatusUnknown,
  kDateMalformed,
  kDatesReversed,
  kCodeLegacy,
  kUnitUnknown,
  // How many there are.
  kCount,
};

// A state and when it was reached. A dossier's states lie at least a second apart, in order of time.
struct SimulatedStage {
  absl::CivilSecond time;
  record::v1::DossierStatus status;
  // Whether the dossier is sent, and a line of its progress.
  bool dossier_sent;
  bool line_sent;
};

struct SimulatedSupplement {
  absl::CivilSecond request_time;
  absl::CivilSecond receive_time;
  absl::CivilSecond new_due_time;
};

// An element that goes out: what a stage shows, as a dossier or as a line of progress.
struct SimulatedSend {
  absl::CivilSecond time;
  uint16_t stage;
  bool line;
  // The same content goes out once more.
  bool replayed;
  // It goes out after an element that tells of a later stage.
  bool reordered;
  // Other than kNone: a spoilt copy, besides the right one.
  SimulatedFault fault;
};

struct SimulatedDossier {
  // From 0, in order of arrival.
  int64_t number = 0;
  // The place in the list of units.
  int unit = 0;
  const SimulatedProcedure* procedure = nullptr;
  // Of the unit and the day of submission, from 1.
  int sequence = 0;
  record::v1::Channel channel = record::v1::CHANNEL_DIRECT;
  record::v1::ApplicantKind applicant = record::v1::APPLICANT_KIND_PERSON;
  absl::CivilSecond submit_time;
  // Absent: never received.
  std::optional<absl::CivilSecond> receive_time;
  absl::CivilSecond due_time;
  // Absent: not paid online.
  std::optional<absl::CivilSecond> pay_time;
  record::v1::Payment payment = record::v1::PAYMENT_NONE;
  bool fee_exempt = false;
  bool account_verified = false;
  bool result_by_post = false;
  bool result_file = false;
  // Of the procedure's components.
  int digitised = 0;
  int reused = 0;
  std::vector<SimulatedSupplement> supplements;
  std::vector<SimulatedStage> stages;
  // What is wrong with all its elements: kNone, kCodeLegacy or kUnitUnknown.
  SimulatedFault fault = SimulatedFault::kNone;

  // In order of time.
  std::vector<SimulatedSend> sends;
  size_t next_send = 0;
};

// Draws what happens from submission on. Requires: number, unit, procedure, channel and submit_time are set,
// and where the channel is not online, submit_time is working time.
void PlanStages(SimulatedDossier& dossier, SimulationRandom& random);

// How many of 1,000 elements, or, for a fault that is only remarked on, of 1,000 dossiers.
struct SimulatedDisorder {
  int broken_permille = 0;
  int replayed_permille = 0;
  int reordered_permille = 0;
};

// Draws when the stages are sent, with what goes wrong on the way.
void PlanSends(SimulatedDossier& dossier, const SimulatedDisorder& disorder, SimulationRandom& random);

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_DOSSIER_H_
