// Errors as callers see them: an absl::Status with google.rpc details in its payloads.
//
// Messages are one lower-case sentence that names the field and the bound; never SQL, host names or record
// contents.

#ifndef CHISO_COMMON_ERRORS_H_
#define CHISO_COMMON_ERRORS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace chiso {

// INVALID_ARGUMENT with a BadRequest that names the field; the message becomes "field: description".
absl::Status InvalidArgument(absl::string_view field, absl::string_view description);

// Any code with an ErrorInfo whose reason is a stable UPPER_SNAKE_CASE word.
absl::Status ErrorWithReason(absl::StatusCode code, absl::string_view reason, absl::string_view message);

// RESOURCE_EXHAUSTED or UNAVAILABLE with a RetryInfo.
absl::Status RetryLater(absl::StatusCode code, absl::string_view message, absl::Duration delay);

// The reason of an ErrorInfo in the status; empty where there is none.
std::string ReasonOf(const absl::Status& status);

}  // namespace chiso

#endif  // CHISO_COMMON_ERRORS_H_
