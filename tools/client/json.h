// Messages of the contracts as JSON: protobuf's own form (lowerCamelCase, 64-bit numbers as strings), as
// grpcurl shows it.

#ifndef CHISO_TOOLS_CLIENT_JSON_H_
#define CHISO_TOOLS_CLIENT_JSON_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace chiso {

// Indented, with a line end.
std::string ToJson(const google::protobuf::Message& message);

// On one line, without its end.
std::string ToJsonLine(const google::protobuf::Message& message);

// Reads a file; names of fields may be in either form. INVALID_ARGUMENT with file and field: it cannot be
// read, is not UTF-8 or not JSON, or has a field that the message does not know.
absl::Status ReadJson(const std::string& path, google::protobuf::Message& message);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_JSON_H_
