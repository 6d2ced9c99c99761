// A gRPC server: services, health, reflection, an admin port, and an orderly end.

#ifndef CHISO_COMMON_RPC_SERVER_H_
#define CHISO_COMMON_RPC_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace chiso {

class Server {
 public:
  struct Options {
    // Where the services listen, e.g. `127.0.0.1:7661`. Port 0: any free port.
    std::string listen = "";
    // Where health, reflection and channelz listen, for probes and operators; empty: nowhere.
    std::string admin_listen = "";
    // How long calls under way may take to end at shutdown.
    absl::Duration drain = absl::Seconds(10);
    // The largest message taken.
    int max_message_bytes = 16 << 20;
  };

  // Starts listening; health is NOT_SERVING until SetServing(true).
  // UNAVAILABLE: a port is taken (the message names it).
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Options& options,
                                                       const std::vector<grpc::Service*>& services);
  ~Server();

  // The port in use, where `listen` said 0.
  int port() const { return port_; }
  int admin_port() const { return admin_port_; }

  // Sets the health of the server and all its services. Thread-safe.
  void SetServing(bool serving);

  // Drains and ends: health goes NOT_SERVING, new calls are refused, calls under way have `drain` to end and
  // are then cancelled. Called once.
  void Shutdown();

 private:
  Server() = default;

  Options options_;
  int port_ = 0;
  int admin_port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::Server> admin_;
};

// Keeps a server's health true to what a probe says, in a thread of its own, from the first probe until this
// object ends; then the health is NOT_SERVING.
class HealthWatch {
 public:
  // `probe` is called by one thread, about every second, and must return in bounded time; it may do other
  // regular work too. `server` must outlive this object.
  HealthWatch(Server& server, std::function<absl::Status()> probe);
  ~HealthWatch();
  HealthWatch(const HealthWatch&) = delete;
  HealthWatch& operator=(const HealthWatch&) = delete;

 private:
  Server& server_;
  absl::Notification end_;
  std::thread thread_;
};

// Waits for SIGTERM or SIGINT. Call BlockTerminationSignals first in main, before any thread is started.
void BlockTerminationSignals();
void WaitForTermination();
// The same for a bounded time; true: the process was asked to end. A signal that was seen here is not seen
// again.
bool TerminationWithin(absl::Duration time);

// The deadline of a call as absl::Time; absl::InfiniteFuture() becomes `fallback` from now.
absl::Time DeadlineOf(const grpc::ServerContext& context, absl::Duration fallback = absl::Seconds(30));

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_SERVER_H_
