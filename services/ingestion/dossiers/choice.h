// Which of several records of one key counts, where several senders give it. Pure; thread-safe.

#ifndef CHISO_SERVICES_INGESTION_DOSSIERS_CHOICE_H_
#define CHISO_SERVICES_INGESTION_DOSSIERS_CHOICE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/types/span.h"
#include "common/version.h"

namespace chiso {

// One of the records of a key.
struct Contender {
  std::string sender;
  Version version;
  // The smallest that the sender declares for records like this one; absent: none.
  std::optional<int32_t> precedence;
};

// Which one is in force. Of each sender its newest version counts; among senders the smallest precedence,
// none last, then the newest version, then the name. The choice is a join: order and repetition cannot change
// it. Of repetitions the first in the span is taken. Requires: at least one.
size_t InForce(absl::Span<const Contender> contenders);

// Whether the newest records of two senders differ in content. What a newer one of the same sender has
// settled is no dispute.
bool IsDisputed(absl::Span<const Contender> contenders);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_DOSSIERS_CHOICE_H_
