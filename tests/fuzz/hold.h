// How a fuzz target says that a rule does not hold: the process ends, and libFuzzer keeps the input.

#ifndef CHISO_TESTS_FUZZ_HOLD_H_
#define CHISO_TESTS_FUZZ_HOLD_H_

#include <cstdlib>
#include <iostream>

namespace chiso::fuzz {

inline void Hold(bool holds, const char* rule) {
  if (holds) return;
  std::cerr << "does not hold: " << rule << std::endl;
  std::abort();
}

}  // namespace chiso::fuzz

#endif  // CHISO_TESTS_FUZZ_HOLD_H_
