// What a request may hold, told from its bytes before a message is made of them: 16 MiB can be millions of
// empty messages, each of which takes a hundred times its bytes in memory.

#ifndef CHISO_COMMON_BOUNDS_MESSAGE_BOUNDS_H_
#define CHISO_COMMON_BOUNDS_MESSAGE_BOUNDS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace chiso {

// The most bytes of a request of the method, by its contract.
int64_t MaxRequestBytes(const google::protobuf::MethodDescriptor& method);

// Whether the bytes may be parsed as a message of this type: whether they are one, as far as that can be told
// without looking into texts; whether repeated fields have as many elements as the contract allows
// (chiso/bounds/v1) and texts at most kMaxTextBytes, but for what is judged alone; and whether the message
// takes at most kMaxParsedBytes of memory. Takes no memory but for a few hundred bytes. Pure; thread-safe.
//
// INVALID_ARGUMENT: they may not. It names the field, or has the reason MESSAGE_MALFORMED or
// MESSAGE_TOO_LARGE.
absl::Status CheckBounds(const google::protobuf::Descriptor& type, absl::string_view bytes);

// About what a message of this type takes in memory once parsed from the bytes, and never less; -1 where the
// bytes are none. Counts no further than to some number above `most`.
int64_t ParsedBytes(const google::protobuf::Descriptor& type, absl::string_view bytes, int64_t most);

// INVALID_ARGUMENT, reason MESSAGE_MALFORMED: the bytes of a request are none.
absl::Status MessageMalformed();
// INVALID_ARGUMENT, reason MESSAGE_TOO_LARGE: a message takes more than kMaxParsedBytes.
absl::Status MessageTooLarge();

}  // namespace chiso

#endif  // CHISO_COMMON_BOUNDS_MESSAGE_BOUNDS_H_
