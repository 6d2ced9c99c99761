#include "common/errors.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace chiso {
namespace {

template <typename Detail>
std::string TypeUrl() {
  return absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name());
}

template <typename Detail>
void AddDetail(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

}  // namespace

absl::Status InvalidArgument(absl::string_view field, absl::string_view description) {
  absl::Status status = absl::InvalidArgumentError(absl::StrCat(field, ": ", description));
  google::rpc::BadRequest detail;
  auto* const violation = detail.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(description));
  AddDetail(status, detail);
  return status;
}

absl::Status ErrorWithReason(absl::StatusCode code, absl::string_view reason, absl::string_view message) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo detail;
  detail.set_reason(std::string(reason));
  detail.set_domain("chiso");
  AddDetail(status, detail);
  return status;
}

absl::Status RetryLater(absl::StatusCode code, absl::string_view message, absl::Duration delay) {
  absl::Status status(code, message);
  google::rpc::RetryInfo detail;
  const absl::Duration fraction = delay - absl::Seconds(absl::ToInt64Seconds(delay));
  detail.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
  detail.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(fraction)));
  AddDetail(status, detail);
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(TypeUrl<google::rpc::ErrorInfo>());
  google::rpc::ErrorInfo detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return "";
  return detail.reason();
}

}  // namespace chiso
