// The whole suite for tests: three real processes, real sockets, a fresh database each, and the real client.

#ifndef CHISO_TESTS_SUITE_H_
#define CHISO_TESTS_SUITE_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/grpcpp.h"

namespace chiso::testing {

// What a program left behind.
struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// Runs a program to its end; `arguments[0]` is its path.
Outcome RunProgram(const std::vector<std::string>& arguments);

class Suite {
 public:
  // Starts all three services and waits until they serve.
  Suite();
  ~Suite();
  Suite(const Suite&) = delete;
  Suite& operator=(const Suite&) = delete;

  // Runs the client against this suite.
  Outcome Client(std::vector<std::string> arguments);
  // The same, expecting success; gives standard output.
  std::string ClientOk(const std::vector<std::string>& arguments);

  // `ingestion`, `scoring` or `reporting`.
  std::string Address(const std::string& service) const;
  std::string AdminAddress(const std::string& service) const;
  std::shared_ptr<grpc::Channel> Channel(const std::string& service) const;

  // Starts one more scoring process beside the first; its name is `scoring-b`.
  void StartSecondScoring();
  void Start(const std::string& service);
  // Sends the signal and waits for the end; gives the exit code, or minus the signal that ended it.
  int Stop(const std::string& service, int signal);
  // Waits until the service's health is SERVING.
  void AwaitServing(const std::string& service);

  // A folder of this suite's own for files of the test.
  const std::string& folder() const { return folder_; }
  // Writes a file there; gives its path.
  std::string File(const std::string& name, const std::string& content) const;

 private:
  struct Process {
    pid_t pid = -1;
    int port = 0;
    int admin_port = 0;
    std::vector<std::string> arguments;
  };

  std::string folder_;
  std::map<std::string, Process> processes_;
};

// The path of a file of tests/testdata.
std::string TestData(const std::string& name);
std::string ReadFile(const std::string& path);
// A CSV file of plain fields as rows of columns by name.
std::vector<std::map<std::string, std::string>> ReadCsv(const std::string& content);

}  // namespace chiso::testing

#endif  // CHISO_TESTS_SUITE_H_
