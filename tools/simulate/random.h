// Chance for the simulation: the same seed gives the same draws on every machine. The standard library's
// distributions do not, so none is used, and no floating point.

#ifndef CHISO_TOOLS_SIMULATE_RANDOM_H_
#define CHISO_TOOLS_SIMULATE_RANDOM_H_

#include <cstdint>
#include <random>

namespace chiso {

// Not thread-safe. An expression must not draw twice, unless the order of the draws does not matter: the
// language leaves it open.
class SimulationRandom {
 public:
  explicit SimulationRandom(uint64_t seed) : engine_(seed) {}

  // 0 to bound - 1. Requires: bound > 0; up to 2^32 no value is preferred by more than one in 2^32.
  int64_t Below(int64_t bound) { return static_cast<int64_t>(engine_() % static_cast<uint64_t>(bound)); }
  // `low` to `high`, both included.
  int64_t Between(int64_t low, int64_t high) { return low + Below(high - low + 1); }
  // True in so many of 1,000 cases.
  bool Chance(int permille) { return Below(1000) < permille; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_RANDOM_H_
