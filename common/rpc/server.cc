#include "common/rpc/server.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/bounds/limits.h"
#include "common/bounds/message_bounds.h"
#include "common/log.h"
#include "common/rpc/checked_service.h"
#include "common/rpc/credentials.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/channelz_service_plugin.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"

namespace chiso {
namespace {

// How long a connection may be silent before the server asks whether it lives, and how long the answer may
// take.
constexpr int kKeepaliveMillis = 30'000;
constexpr int kKeepaliveTimeoutMillis = 10'000;
// How often callers may ask; gRPC ends the connections of those that ask more often.
constexpr int kLeastPingMillis = 5'000;

void InitPlugins() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // This reference to the descriptor keeps the linker from dropping it: reflection describes what is
    // linked.
    (void)grpc::health::v1::HealthCheckRequest::descriptor();
  });
}

// What the services at one port may take.
struct Bounds {
  int64_t message_bytes = kMaxRequestBytes;
  int64_t receiving_bytes = kMaxReceivingBytes;
  int threads = kMaxThreads;
};

absl::StatusOr<std::unique_ptr<grpc::Server>> Build(
    const std::string& address, const std::shared_ptr<grpc::ServerCredentials>& credentials,
    const std::vector<grpc::Service*>& services, const Bounds& bounds, int& port) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, credentials, &port);
  builder.SetMaxReceiveMessageSize(static_cast<int>(bounds.message_bytes));
  builder.SetResourceQuota(grpc::ResourceQuota()
                               .Resize(static_cast<size_t>(bounds.receiving_bytes))
                               .SetMaxThreads(bounds.threads));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsOfConnection);
  // The library would unpack a message before it looks how large that is, and kilobytes can be gigabytes.
  for (const auto algorithm : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
    builder.SetCompressionAlgorithmSupportStatus(algorithm, false);
  }
  // With SO_REUSEPORT two servers would share a port, and nobody would notice.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // A caller whose machine is gone stays silent for ever. Callers may ask after this server the same way.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMillis);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMillis);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kLeastPingMillis);
  for (grpc::Service* const service : services) builder.RegisterService(service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", address, ": is the port taken?"));
  }
  return server;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options,
                                                      const std::vector<Service>& services) {
  InitPlugins();
  std::unique_ptr<Server> server(new Server);
  server->options_ = options;
  Bounds bounds;
  std::vector<grpc::Service*> offered;
  for (const Service& service : services) {
    server->names_.push_back(service.name);
    const auto* const contract =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service.name);
    if (contract == nullptr) {
      offered.push_back(service.methods);
      continue;
    }
    server->checked_.push_back(std::make_unique<CheckedService>(*service.methods, *contract));
    offered.push_back(server->checked_.back().get());
    for (int i = 0; i < contract->method_count(); ++i) {
      bounds.message_bytes = std::max(bounds.message_bytes, MaxRequestBytes(*contract->method(i)));
    }
  }
  auto main = Build(options.listen, ServiceCredentials(), offered, bounds, server->port_);
  if (!main.ok()) return main.status();
  server->server_ = *std::move(main);
  if (!options.admin_listen.empty()) {
    // Every server that is built after this call exposes channelz, so the public one is built before it.
    grpc::channelz::experimental::InitChannelzService();
    const Bounds small{.receiving_bytes = kMaxAdminReceivingBytes, .threads = kMaxAdminThreads};
    auto admin =
        Build(options.admin_listen, grpc::InsecureServerCredentials(), {}, small, server->admin_port_);
    if (!admin.ok()) return admin.status();
    server->admin_ = *std::move(admin);
  }
  server->SetServing(false);
  SPDLOG_INFO("listening on {}", options.listen);
  return server;
}

Server::~Server() { Shutdown(); }

void Server::SetServing(bool serving) {
  for (const auto& server : {server_.get(), admin_.get()}) {
    if (server == nullptr) continue;
    grpc::HealthCheckServiceInterface& health = *server->GetHealthCheckService();
    // Each by its name: to set all at once would also make known what somebody watches that is not there.
    health.SetServingStatus("", serving);
    for (const std::string& name : names_) health.SetServingStatus(name, serving);
  }
}

void Server::SetHealth(const std::string& name, bool healthy) {
  for (const auto& server : {server_.get(), admin_.get()}) {
    if (server != nullptr) server->GetHealthCheckService()->SetServingStatus(name, healthy);
  }
}

void Server::Shutdown() {
  if (server_ == nullptr) return;
  SetServing(false);
  // Handlers that go on for longer look at IsCancelled.
  server_->Shutdown(absl::ToChronoTime(absl::Now() + options_.drain));
  server_->Wait();
  if (admin_ != nullptr) {
    admin_->Shutdown(absl::ToChronoTime(absl::Now()));
    admin_->Wait();
  }
  server_.reset();
  admin_.reset();
}

}  // namespace chiso
