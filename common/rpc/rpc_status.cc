#include "common/rpc/rpc_status.h"

#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"

namespace chiso {
namespace {

// A status message travels in an HTTP/2 header, and headers are limited to 8 KiB in all.
constexpr size_t kMaxMessageBytes = 1024;
// So do the details, a third longer there, beside a message that may be three times as long there.
constexpr size_t kMaxDetailsBytes = 3072;

std::string Cut(absl::string_view message) {
  if (message.size() <= kMaxMessageBytes) return std::string(message);
  size_t end = kMaxMessageBytes;
  // Never in the middle of a character of UTF-8.
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;
  return std::string(message.substr(0, end));
}

// A code of an error, whatever was sent for one.
absl::StatusCode ErrorCode(int code) {
  const bool known = code > static_cast<int>(absl::StatusCode::kOk) &&
                     code <= static_cast<int>(absl::StatusCode::kUnauthenticated);
  return known ? static_cast<absl::StatusCode>(code) : absl::StatusCode::kUnknown;
}

absl::Status Error(int code, absl::string_view message, const google::rpc::Status& details) {
  absl::Status status(ErrorCode(code), message);
  for (const auto& detail : details.details()) {
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return status;
}

// Headers that are too long would cost the caller the whole status. What a program goes by, reasons and
// delays, is short; a text that is not stands in the message too.
void DropDetailsBeyondTheLimit(google::rpc::Status& message) {
  google::rpc::Status kept;
  kept.set_code(message.code());
  kept.set_message(message.message());
  for (auto& detail : *message.mutable_details()) {
    *kept.add_details() = std::move(detail);
    if (kept.ByteSizeLong() > kMaxDetailsBytes) kept.mutable_details()->RemoveLast();
  }
  message = std::move(kept);
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status message;
  message.set_code(static_cast<int>(status.code()));
  message.set_message(Cut(status.message()));
  status.ForEachPayload([&message](absl::string_view type_url, const absl::Cord& payload) {
    auto* const detail = message.add_details();
    detail->set_type_url(std::string(type_url));
    detail->set_value(std::string(payload));
  });
  return message;
}

absl::Status FromRpcStatus(const google::rpc::Status& message) {
  return Error(message.code(), message.message(), message);
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status message = ToRpcStatus(status);
  DropDetailsBeyondTheLimit(message);
  std::string details;
  if (message.details_size() > 0) details = message.SerializeAsString();
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message.message(), details);
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status message;
  if (!message.ParseFromString(status.error_details())) message.Clear();
  // How the call ended is said by its own code, whatever its details say.
  return Error(status.error_code(), status.error_message(), message);
}

}  // namespace chiso
