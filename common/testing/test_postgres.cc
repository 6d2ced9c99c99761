#include "common/testing/test_postgres.h"

#include <sys/types.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <pqxx/pqxx>
#include <string>
#include <system_error>
#include <vector>

#include "common/child_process.h"

namespace chiso::testing {
namespace {

[[noreturn]] void Die(const std::string& message) {
  std::cerr << "test database: " << message << std::endl;
  std::abort();
}

std::string Tool() {
  const char* const source = std::getenv("CHISO_SOURCE_DIR");
  if (source == nullptr) Die("CHISO_SOURCE_DIR is not set; run the test by ctest");
  return std::string(source) + "/tools/postgres";
}

// The private server of this test process.
class PrivateServer {
 public:
  PrivateServer() {
    char folder[] = "/tmp/chiso-test.XXXXXX";
    if (mkdtemp(folder) == nullptr) Die("cannot make a folder in /tmp");
    folder_ = folder;
    const std::string output = folder_ + "/start.out";
    if (Run({"start", folder_, "-c", "fsync=off"}, output) != 0) Die("tools/postgres failed");
    std::ifstream lines(output);
    for (std::string line; std::getline(lines, line);) conninfo_ = line;
  }
  ~PrivateServer() {
    // A child of fork() must not end its parent's server.
    if (getpid() != owner_) return;
    if (Run({"stop", folder_}, "/dev/null") != 0) {
      std::cerr << "test database: cannot stop the server in " << folder_ << std::endl;
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  const std::string& folder() const { return folder_; }
  const std::string& conninfo() const { return conninfo_; }

 private:
  // Runs tools/postgres; gives its exit code.
  static int Run(std::vector<std::string> arguments, const std::string& output) {
    arguments.insert(arguments.begin(), Tool());
    const auto tool = ChildProcess::Start(arguments, {.out = output});
    if (!tool.ok()) Die(std::string(tool.status().message()));
    return *(*tool)->Wait();
  }

  const pid_t owner_ = getpid();
  std::string folder_;
  std::string conninfo_;
};

PrivateServer& TheServer() {
  static PrivateServer server;
  return server;
}

}  // namespace

std::string FreshDatabase() {
  static int count = 0;
  const std::string name = "test_" + std::to_string(++count);
  pqxx::connection connection(TheServer().conninfo() + " dbname=postgres");
  pqxx::nontransaction(connection).exec0("CREATE DATABASE " + name);
  return TheServer().conninfo() + " dbname=" + name;
}

std::string PostgresFolder() { return TheServer().folder(); }

}  // namespace chiso::testing
