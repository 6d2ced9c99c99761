// Channels to the servers that are measured.

#ifndef CHISO_TOOLS_BENCHMARK_TARGET_H_
#define CHISO_TOOLS_BENCHMARK_TARGET_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/credentials.h"
#include "grpcpp/grpcpp.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {

// A channel with a connection of its own, already made. Failure: nothing serves there within half a minute.
inline std::shared_ptr<grpc::Channel> Connect(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // The server may only just be starting.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  auto channel = grpc::CreateCustomChannel(target, CallerCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(30))) {
    Fail(absl::StrCat("nothing serves at ", target));
  }
  return channel;
}

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_TARGET_H_
