#include "common/rpc/channel.h"

#include "common/rpc/credentials.h"

namespace chiso {
namespace {

// The pauses between attempts to connect grow from the first to the longest; gRPC's own grow to two minutes.
constexpr int kFirstPauseMillis = 100;
constexpr int kLongestPauseMillis = 1'000;
// How long an attempt may take where nothing refuses it, as when a machine is gone. gRPC gives it 20 seconds.
constexpr int kAttemptMillis = 5'000;
// How long a service may be silent before it is asked whether it lives, and then until it counts as gone. A
// server bears no caller that asks much more often (common/rpc/server.cc).
constexpr int kKeepaliveMillis = 10'000;

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstPauseMillis);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestPauseMillis);
  // Its name says otherwise, but this bounds the time of an attempt.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kAttemptMillis);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMillis);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveMillis);
  // A reader sends nothing, and gRPC stops asking after two pings without data unless told otherwise.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // The services run on a private network, to which a proxy for the web (http_proxy) does not lead.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Receipts and documents of former versions may exceed the library's 4 MiB.
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address, CallerCredentials(), arguments);
}

}  // namespace chiso
