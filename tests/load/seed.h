// What random tests are told from outside.

#ifndef CHISO_TESTS_LOAD_SEED_H_
#define CHISO_TESTS_LOAD_SEED_H_

#include <cstdint>

namespace chiso::testing {

// The number that an environment variable gives; one that is malformed fails the test.
int Number(const char* variable, int otherwise);

// The seed: what CHISO_SEED says, else another one in each process. It is printed, so that a run can be
// repeated.
uint32_t Seed();

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_SEED_H_
