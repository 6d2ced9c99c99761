// Protobuf's text form, in files.

#ifndef CHISO_COMMON_PROTO_TEXT_H_
#define CHISO_COMMON_PROTO_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace chiso {

// Reads the message that the file holds in text form; gives the file's bytes. NOT_FOUND "path: cannot be
// read". INVALID_ARGUMENT "name of the file: line 3, column 7: reason": it is no such message; the first
// fault is named.
absl::StatusOr<std::string> ReadTextProto(const std::string& path, google::protobuf::Message& message);

}  // namespace chiso

#endif  // CHISO_COMMON_PROTO_TEXT_H_
