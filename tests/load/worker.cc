#include "tests/load/worker.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "common/rpc/credentials.h"

namespace chiso::testing {

std::shared_ptr<grpc::Channel> OwnChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  return grpc::CreateCustomChannel(address, CallerCredentials(), arguments);
}

std::shared_ptr<grpc::Channel> NarrowChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // Else the window grows with what has been sent.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(address, CallerCredentials(), arguments);
}

bool Await(const std::function<bool()>& condition) {
  const absl::Time give_up = absl::Now() + kHanging;
  while (!condition()) {
    if (absl::Now() > give_up) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

void Addresses::Set(std::vector<std::string> addresses) {
  absl::MutexLock lock(&mutex_);
  addresses_ = std::move(addresses);
}

std::vector<std::string> Addresses::All() const {
  absl::MutexLock lock(&mutex_);
  return addresses_;
}

std::string Addresses::Pick(std::mt19937& random) const {
  absl::MutexLock lock(&mutex_);
  return addresses_[random() % addresses_.size()];
}

void Worker::Start() {
  finishing_ = false;
  thread_ = std::thread([this] { Run(); });
}

void Worker::Finish() {
  finishing_ = true;
  if (thread_.joinable()) thread_.join();
}

void Worker::Advance() {
  ++progress_;
  if (rest_ > absl::ZeroDuration()) absl::SleepFor(rest_);
}

void AwaitProgress(const std::vector<Worker*>& workers, int64_t steps) {
  std::vector<int64_t> goals;
  for (const Worker* worker : workers) goals.push_back(worker->progress() + steps);
  for (size_t i = 0; i < workers.size(); ++i) {
    const auto done = [&] { return workers[i]->progress() >= goals[i] || ::testing::Test::HasFailure(); };
    EXPECT_TRUE(Await(done)) << "worker " << i << " hangs";
  }
}

}  // namespace chiso::testing
