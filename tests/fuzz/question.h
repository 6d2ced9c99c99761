// A question to ingestion as the bytes of a file: a byte that says by its remainder which call it is of, then
// the message.

#ifndef CHISO_TESTS_FUZZ_QUESTION_H_
#define CHISO_TESTS_FUZZ_QUESTION_H_

#include <cstdint>
#include <iterator>

#include "absl/strings/string_view.h"

namespace chiso::fuzz {

inline constexpr absl::string_view kQuestions[] = {
    "ReadRecords",    "ListSenders", "ListSenderFindings",  "ListReceipts",
    "ListRejections", "GetDossier",  "ListDossierRevisions"};

// Requires: there is a first byte.
inline absl::string_view QuestionOf(absl::string_view file) {
  return kQuestions[static_cast<uint8_t>(file[0]) % std::size(kQuestions)];
}

}  // namespace chiso::fuzz

#endif  // CHISO_TESTS_FUZZ_QUESTION_H_
