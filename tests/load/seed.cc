#include "tests/load/seed.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "absl/strings/numbers.h"

namespace chiso::testing {

int Number(const char* variable, int otherwise) {
  const char* const text = std::getenv(variable);
  int number = otherwise;
  if (text != nullptr && !absl::SimpleAtoi(text, &number)) ADD_FAILURE() << variable << " must be a number";
  return number;
}

uint32_t Seed() {
  static const uint32_t seed = Number("CHISO_SEED", static_cast<int>(std::random_device{}() >> 1));
  std::cout << "seed: " << seed << std::endl;
  return seed;
}

}  // namespace chiso::testing
