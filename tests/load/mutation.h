// Messages that say anything, and bytes that are almost or not at all a message.

#ifndef CHISO_TESTS_LOAD_MUTATION_H_
#define CHISO_TESTS_LOAD_MUTATION_H_

#include <random>
#include <string>

#include "google/protobuf/message.h"

namespace chiso::testing {

// Fills fields of the message, and of those in it, with what is rarely asked of them: the greatest and the
// least numbers, texts with NULs and marks of quotation, and now and then what is right.
void FillAtRandom(google::protobuf::Message& message, std::mt19937& random);

// One of: the message itself; bytes at random; the message with a bit turned, with a byte of another value,
// cut off, or with a piece of itself repeated; fields of unknown numbers, of wrong wire types, or nested
// without end behind it; texts that are no UTF-8; lengths that promise more than there is.
std::string Mutate(const std::string& message, std::mt19937& random);

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_MUTATION_H_
