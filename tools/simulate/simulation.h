// Realistic months of one-stop counters, from a seed: what their systems would send to the national portal,
// element by element, with the flaws that such systems have.

#ifndef CHISO_TOOLS_SIMULATE_SIMULATION_H_
#define CHISO_TOOLS_SIMULATE_SIMULATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "tools/simulate/dossier.h"
#include "tools/simulate/expectation.h"
#include "tools/simulate/random.h"
#include "tools/simulate/units.h"

namespace chiso {

// About what the country handles in a year.
inline constexpr int64_t kMaxSimulatedDossiers = 100'000'000;
inline constexpr int kMaxSimulatedMonths = 120;

struct SimulationOptions {
  // At least one; their order matters as the seed does.
  std::vector<SimulatedUnit> units;
  absl::CivilMonth first_month;
  // In which dossiers are submitted; they are then followed to their ends. 1 to kMaxSimulatedMonths.
  int months = 1;
  // 1 to kMaxSimulatedDossiers, in all months.
  int64_t dossiers = 0;
  uint64_t seed = 1;
  // Each 0 to 1,000.
  SimulatedDisorder disorder;
  // The last day on which anything is sent; absent: no end.
  std::optional<absl::CivilDay> last_day;
};

struct SimulationEvent {
  // When the system sends it, Asia/Ho_Chi_Minh.
  absl::CivilSecond time;
  // Which dossier it tells of, and which of its stages.
  int64_t dossier = 0;
  int stage = 0;
  // True: CapNhatTienDoHoSoMC; false: DongBoHoSoMC.
  bool line = false;
  bool replayed = false;
  bool reordered = false;
  // What is wrong with it.
  SimulatedFault fault = SimulatedFault::kNone;
  // The element on one line, without its end.
  std::string json;
};

// The totals of the events so far.
struct SimulationCounts {
  // Dossiers of which an element was sent.
  int64_t dossiers = 0;
  int64_t dossier_elements = 0;
  int64_t line_elements = 0;
  int64_t replayed = 0;
  int64_t reordered = 0;
  // By fault, kNone left at 0. Lines of progress have no unit, and nothing is said about their codes' form:
  // they are not counted where the fault is only remarked on.
  std::array<int64_t, static_cast<size_t>(SimulatedFault::kCount)> faults = {};

  int64_t elements() const { return dossier_elements + line_elements; }
  int64_t Of(SimulatedFault fault) const { return faults[static_cast<size_t>(fault)]; }
  // How many an importer refuses, and how many dossiers it remarks on.
  int64_t refused() const;
  int64_t remarked() const;
};

// Equal options give equal events, byte for byte, on every machine. Memory grows with the dossiers that are
// open at one time, not with all of them. Not thread-safe.
class Simulation {
 public:
  // INVALID_ARGUMENT: an option is out of its bounds; the message names the command's option.
  static absl::StatusOr<Simulation> Create(SimulationOptions options);

  // The next event, in order of time; nothing at the end.
  std::optional<SimulationEvent> Next();

  const SimulationCounts& counts() const { return counts_; }
  // What the scores of its months must be. Whole once there is no further event, and last_day is absent.
  const Expectation& expectation() const { return expectation_; }
  // Submitted, and something is still to be sent.
  size_t open_dossiers() const { return open_.size(); }
  // All of what they send was sent.
  int64_t closed_dossiers() const { return submitted_ - static_cast<int64_t>(open_.size()); }

 private:
  struct Office {
    // The weights of the units up to this one.
    int64_t weight_sum = 0;
    // The last dossier: its day, and how many there are of that day.
    absl::CivilDay day;
    int sequence = 0;
  };

  explicit Simulation(SimulationOptions options);
  void DrawOffices();
  void DrawDays();
  int64_t WeightOf(absl::CivilMinute minute) const;
  void SubmitUntilNextEvent();
  void SubmitMinute();
  void Submit(absl::CivilSecond time);
  void DrawProcedure(bool online_only, SimulatedDossier& dossier);
  void Count(const SimulatedDossier& dossier, const SimulatedSend& send);
  // Whether the first is sent after the second.
  static bool Later(const std::unique_ptr<SimulatedDossier>& a, const std::unique_ptr<SimulatedDossier>& b);

  SimulationOptions options_;
  SimulationRandom random_;
  std::vector<Office> offices_;
  // The next minute in which dossiers are submitted, and the one after the last.
  absl::CivilMinute minute_, end_;
  // By day from the first one on.
  std::vector<int64_t> day_weights_;
  // The weights of all minutes, and of those before the next one.
  int64_t total_weight_ = 0, weight_before_ = 0;
  int64_t submitted_ = 0;
  // A heap; the dossier that sends next is in front.
  std::vector<std::unique_ptr<SimulatedDossier>> open_;
  SimulationCounts counts_;
  Expectation expectation_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_SIMULATION_H_
