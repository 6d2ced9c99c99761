#include "tools/client/rpc/retry_policy.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"

namespace chiso {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(2);

}  // namespace

std::optional<absl::Duration> RetryDelayOf(const absl::Status& status) {
  const auto payload = status.GetPayload(
      absl::StrCat("type.googleapis.com/", google::rpc::RetryInfo::descriptor()->full_name()));
  google::rpc::RetryInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) return std::nullopt;
  const auto& delay = info.retry_delay();
  return std::max(absl::ZeroDuration(), absl::Seconds(delay.seconds()) + absl::Nanoseconds(delay.nanos()));
}

RetryPolicy::RetryPolicy(absl::Duration limit, Notice notice) : limit_(limit), notice_(std::move(notice)) {
  Reset();
}

void RetryPolicy::Reset() {
  deadline_ = absl::Now() + limit_;
  pause_ = kFirstPause;
  noticed_ = false;
}

bool RetryPolicy::WaitToRetry(const absl::Status& status) {
  if (!absl::IsUnavailable(status) && !absl::IsResourceExhausted(status) && !absl::IsCancelled(status)) {
    return false;
  }
  const absl::Duration pause = RetryDelayOf(status).value_or(pause_);
  if (absl::Now() + pause >= deadline_) return false;
  if (notice_ && !noticed_) notice_(status);
  noticed_ = true;
  pause_ = std::min(pause_ * 2, kLongestPause);
  absl::SleepFor(pause);
  return true;
}

}  // namespace chiso
