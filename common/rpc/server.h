// A gRPC server: services, health, reflection, an admin port, and an orderly end. What callers can make it
// hold is bounded: common/bounds/limits.h.

#ifndef CHISO_COMMON_RPC_SERVER_H_
#define CHISO_COMMON_RPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace chiso {

class Server {
 public:
  struct Options {
    // Where the services listen, e.g. `127.0.0.1:7661`. Port 0 stands for any free port.
    std::string listen = "";
    // Where health, reflection and channelz listen, for probes and operators. Empty: nowhere.
    std::string admin_listen = "";
    // How long calls that are under way may take to end at shutdown.
    absl::Duration drain = absl::Seconds(10);
  };

  // A service, and its name in the contract, e.g. `chiso.ingestion.v1.IngestionService`. Where the contract
  // is linked, requests beyond its bounds do not reach the methods (checked_service.h).
  struct Service {
    std::string name;
    grpc::Service* methods;
  };

  // Starts to listen, and logs where. The health is NOT_SERVING until SetServing(true). The services must
  // outlive the server. UNAVAILABLE: a port is taken; the message names it.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Options& options,
                                                       const std::vector<Service>& services);
  // Shuts the server down unless Shutdown has done so.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The ports in use, where the options said 0.
  int port() const { return port_; }
  int admin_port() const { return admin_port_; }

  // Sets the health of the server (the empty name) and of each of its services by its name, at both ports.
  // Other names are not known, but for those of SetHealth. Thread-safe until Shutdown.
  void SetServing(bool serving);
  // Sets the health that is told by another name alone, for what does not decide whether the server serves.
  // Thread-safe until Shutdown.
  void SetHealth(const std::string& name, bool healthy);

  // Sets the health to NOT_SERVING, refuses new calls, lets calls under way end for up to `drain`, and then
  // cancels them. Returns when all have ended.
  void Shutdown();

 private:
  Server() = default;

  Options options_;
  // Names of services.
  std::vector<std::string> names_;
  int port_ = 0;
  int admin_port_ = 0;
  std::vector<std::unique_ptr<grpc::Service>> checked_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::Server> admin_;
};

}  // namespace chiso

#endif  // CHISO_COMMON_RPC_SERVER_H_
