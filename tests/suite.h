// The whole suite for tests: three real processes, real sockets, a fresh database each, and the real client.

#ifndef CHISO_TESTS_SUITE_H_
#define CHISO_TESTS_SUITE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/child_process.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/grpcpp.h"

namespace chiso::testing {

// What a program left behind.
struct Outcome {
  // Or minus the signal that ended it.
  int exit_code = -1;
  std::string out;
  std::string err;
};

// A program under way; one that still runs when this object ends is killed.
class Program {
 public:
  // Starts it; `arguments[0]` is its path.
  explicit Program(const std::vector<std::string>& arguments);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Kills it, if it has not ended. Thread-safe.
  void Kill();
  // Waits for its end.
  Outcome Wait();

 private:
  std::string folder_;
  std::unique_ptr<ChildProcess> process_;
};

// Runs a program to its end.
Outcome RunProgram(const std::vector<std::string>& arguments);

// What a process takes, in bytes.
struct Memory {
  int64_t resident = 0;
  // The most since the start, or since ForgetPeak.
  int64_t peak = 0;
};

class Suite {
 public:
  // Starts the services and waits until they serve.
  explicit Suite(const std::vector<std::string>& services = {"ingestion", "reporting", "scoring"});
  ~Suite();
  Suite(const Suite&) = delete;
  Suite& operator=(const Suite&) = delete;

  // The command that runs the client against this suite.
  std::vector<std::string> ClientCommand(const std::vector<std::string>& arguments) const;
  // Runs it.
  Outcome Client(const std::vector<std::string>& arguments) const;
  // The same, expecting success; gives standard output.
  std::string ClientOk(const std::vector<std::string>& arguments) const;

  // `ingestion`, `scoring` or `reporting`.
  std::string Address(const std::string& service) const;
  std::string AdminAddress(const std::string& service) const;
  std::shared_ptr<grpc::Channel> Channel(const std::string& service) const;

  // Start one more process beside the first, over the same database; its name is `scoring-b`, `ingestion-b`.
  void StartSecondScoring() { StartSecond("scoring"); }
  void StartSecondIngestion() { StartSecond("ingestion"); }
  void Start(const std::string& service);
  // Sends the signal and waits for the end; gives the exit code, or minus the signal that ended it.
  int Stop(const std::string& service, int signal);
  // Sends the signal and does not wait for what comes of it.
  void Signal(const std::string& service, int signal) const;
  // The connection string of the service's database.
  std::string DatabaseOf(const std::string& service) const;
  // Waits until the service's health is SERVING.
  void AwaitServing(const std::string& service);
  // Waits until it is NOT_SERVING.
  void AwaitNotServing(const std::string& service);
  Memory MemoryOf(const std::string& service) const;
  // Lets the peak begin anew.
  void ForgetPeak(const std::string& service) const;
  // What the service has written.
  std::string LogOf(const std::string& service) const;

  // A folder of this suite's own for files of the test.
  const std::string& folder() const { return folder_; }
  // Writes a file there; gives its path.
  std::string File(const std::string& name, const std::string& content) const;

 private:
  struct Process {
    // Absent: it is down.
    std::unique_ptr<ChildProcess> child;
    int port = 0;
    int admin_port = 0;
    std::vector<std::string> arguments;
  };

  void StartSecond(const std::string& service);
  void AwaitHealth(const std::string& service, grpc::health::v1::HealthCheckResponse::ServingStatus health);

  std::string folder_;
  std::map<std::string, Process> processes_;
};

// The path of a file of the source tree.
std::string SourcePath(const std::string& name);
// The path of a file of tests/testdata.
std::string TestData(const std::string& name);
std::string ReadFile(const std::string& path);
// A CSV file of plain fields as rows of columns by name.
std::vector<std::map<std::string, std::string>> ReadCsv(const std::string& content);

}  // namespace chiso::testing

#endif  // CHISO_TESTS_SUITE_H_
