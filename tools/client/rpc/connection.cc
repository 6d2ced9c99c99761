#include "tools/client/rpc/connection.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace chiso {
namespace {

// The library's message lists the chain of causes, outermost first; only the last one helps people.
std::string LastCause(absl::string_view message) {
  const size_t colon = message.rfind(": ");
  return absl::AsciiStrToLower(colon == absl::string_view::npos ? message : message.substr(colon + 2));
}

std::string Sentence(const Endpoint& endpoint, const absl::Status& status) {
  const std::string who = absl::StrCat(endpoint.service, " at ", endpoint.address);
  if (absl::IsDeadlineExceeded(status)) {
    return absl::StrCat(who, " did not answer within ", absl::FormatDuration(endpoint.timeout));
  }
  bool said_by_service = false;
  status.ForEachPayload([&](absl::string_view, const absl::Cord&) { said_by_service = true; });
  if (absl::IsUnavailable(status) && !said_by_service) {
    return absl::StrCat(who, " cannot be reached: ", LastCause(status.message()));
  }
  return absl::StrCat(who, " failed: ", status.message());
}

}  // namespace

bool IsCallersFault(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return true;
    default:
      return false;
  }
}

absl::Status Explain(const Endpoint& endpoint, const absl::Status& status) {
  if (status.ok() || IsCallersFault(status)) return status;
  absl::Status explained(status.code(), Sentence(endpoint, status));
  status.ForEachPayload(
      [&](absl::string_view type, const absl::Cord& payload) { explained.SetPayload(type, payload); });
  return explained;
}

}  // namespace chiso
