#include "tests/suite.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/free_port.h"
#include "common/rpc/channel.h"
#include "common/testing/health.h"
#include "common/testing/test_postgres.h"

namespace chiso::testing {

using grpc::health::v1::HealthCheckResponse;

namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(60);

[[noreturn]] void Die(const std::string& message) {
  std::cerr << "suite: " << message << std::endl;
  std::abort();
}

std::string Environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) Die(absl::StrCat(name, " is not set; run the test by ctest"));
  return value;
}

int PortOfItsOwn() {
  const std::optional<int> port = FreePort();
  if (!port) Die("no free port");
  return *port;
}

std::unique_ptr<ChildProcess> Spawn(const std::vector<std::string>& arguments, const std::string& out,
                                    const std::string& err) {
  auto child = ChildProcess::Start(arguments, {.out = out, .err = err});
  if (!child.ok()) Die(std::string(child.status().message()));
  return *std::move(child);
}

std::string NewFolder(std::string name) {
  name = absl::StrCat("/tmp/", name, ".XXXXXX");
  if (mkdtemp(name.data()) == nullptr) Die("cannot make a folder in /tmp");
  return name;
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments)
    : folder_(NewFolder("chiso-run")),
      process_(Spawn(arguments, absl::StrCat(folder_, "/out"), absl::StrCat(folder_, "/err"))) {}

Program::~Program() {
  process_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Program::Kill() { process_->Signal(SIGKILL); }

Outcome Program::Wait() {
  const int exit_code = *process_->Wait();
  return {exit_code, ReadFile(absl::StrCat(folder_, "/out")), ReadFile(absl::StrCat(folder_, "/err"))};
}

Outcome RunProgram(const std::vector<std::string>& arguments) { return Program(arguments).Wait(); }

Suite::Suite(const std::vector<std::string>& services) : folder_(NewFolder("chiso-suite")) {
  const std::string build = Environment("CHISO_BUILD_DIR");
  const std::string source = Environment("CHISO_SOURCE_DIR");
  // Those that are not started have an address too, at which nobody answers.
  for (const char* service : {"ingestion", "reporting", "scoring"}) {
    Process& process = processes_[service];
    process.port = PortOfItsOwn();
    process.admin_port = PortOfItsOwn();
    process.arguments = {absl::StrCat(build, "/services/", service, "/chiso-", service),
                         absl::StrCat("--listen=127.0.0.1:", process.port),
                         absl::StrCat("--admin_listen=127.0.0.1:", process.admin_port)};
  }
  for (const std::string& service : services) {
    if (service == "scoring") continue;
    processes_[service].arguments.push_back(absl::StrCat("--postgres=", FreshDatabase()));
  }
  processes_["reporting"].arguments.push_back(
      absl::StrCat("--templates=", source, "/services/reporting/templates"));
  processes_["scoring"].arguments.insert(
      processes_["scoring"].arguments.end(),
      {absl::StrCat("--ingestion=", Address("ingestion")), absl::StrCat("--reporting=", Address("reporting")),
       absl::StrCat("--definitions=", source, "/services/scoring/definitions")});
  for (const std::string& service : services) Start(service);
  for (const std::string& service : services) AwaitServing(service);
}

Suite::~Suite() {
  // Who calls others goes first.
  for (const char* service : {"scoring-b", "scoring", "ingestion-b", "ingestion", "reporting"}) {
    const auto process = processes_.find(service);
    if (process == processes_.end() || process->second.child == nullptr) continue;
    // What a sanitizer finds in a service is in its log, and only its exit code says so.
    if (const int code = Stop(service, SIGTERM); code != 0) {
      ADD_FAILURE() << service << " ended with " << code << "\n"
                    << ReadFile(absl::StrCat(folder_, "/", service, ".log"));
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::vector<std::string> Suite::ClientCommand(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {absl::StrCat(Environment("CHISO_BUILD_DIR"), "/tools/client/chiso"),
                                      absl::StrCat("--ingestion=", Address("ingestion")),
                                      absl::StrCat("--scoring=", Address("scoring")),
                                      absl::StrCat("--reporting=", Address("reporting"))};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

Outcome Suite::Client(const std::vector<std::string>& arguments) const {
  return RunProgram(ClientCommand(arguments));
}

std::string Suite::ClientOk(const std::vector<std::string>& arguments) const {
  const Outcome outcome = Client(arguments);
  if (outcome.exit_code != 0) {
    std::cerr << "client ended with " << outcome.exit_code << "\n" << outcome.out << outcome.err << std::endl;
    for (const auto& [service, process] : processes_) {
      std::cerr << "--- " << service << "\n" << LogOf(service) << std::endl;
    }
    Die("the client failed");
  }
  return outcome.out;
}

std::string Suite::Address(const std::string& service) const {
  return absl::StrCat("127.0.0.1:", processes_.at(service).port);
}

std::string Suite::AdminAddress(const std::string& service) const {
  return absl::StrCat("127.0.0.1:", processes_.at(service).admin_port);
}

std::shared_ptr<grpc::Channel> Suite::Channel(const std::string& service) const {
  return Connect(Address(service));
}

void Suite::StartSecond(const std::string& service) {
  const std::string name = absl::StrCat(service, "-b");
  Process& process = processes_[name];
  if (process.port == 0) {
    process.port = PortOfItsOwn();
    process.admin_port = PortOfItsOwn();
  }
  process.arguments = processes_[service].arguments;
  process.arguments[1] = absl::StrCat("--listen=127.0.0.1:", process.port);
  process.arguments[2] = absl::StrCat("--admin_listen=127.0.0.1:", process.admin_port);
  Start(name);
}

void Suite::Start(const std::string& service) {
  Process& process = processes_[service];
  const std::string log = absl::StrCat(folder_, "/", service, ".log");
  process.child = Spawn(process.arguments, log, log);
}

int Suite::Stop(const std::string& service, int signal) {
  const std::unique_ptr<ChildProcess> child = std::move(processes_[service].child);
  child->Signal(signal);
  return *child->Wait();
}

void Suite::Signal(const std::string& service, int signal) const {
  processes_.at(service).child->Signal(signal);
}

std::string Suite::DatabaseOf(const std::string& service) const {
  for (absl::string_view argument : processes_.at(service).arguments) {
    if (absl::ConsumePrefix(&argument, "--postgres=")) return std::string(argument);
  }
  Die(absl::StrCat(service, " has no database"));
}

void Suite::AwaitServing(const std::string& service) { AwaitHealth(service, HealthCheckResponse::SERVING); }

void Suite::AwaitNotServing(const std::string& service) {
  AwaitHealth(service, HealthCheckResponse::NOT_SERVING);
}

void Suite::AwaitHealth(const std::string& service, HealthCheckResponse::ServingStatus health) {
  const absl::Time give_up = absl::Now() + kStartTimeout;
  while (HealthAt(AdminAddress(service)) != health) {
    const bool ended = processes_[service].child->Wait(absl::Now()).has_value();
    if (ended || absl::Now() > give_up) {
      std::cerr << LogOf(service) << std::endl;
      Die(absl::StrCat(service, ended ? " ended before it was " : " does not become ",
                       HealthCheckResponse::ServingStatus_Name(health)));
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
}

Memory Suite::MemoryOf(const std::string& service) const {
  const std::string status = ReadFile(absl::StrCat("/proc/", processes_.at(service).child->pid(), "/status"));
  const auto bytes = [&](absl::string_view name) {
    int64_t kibibytes = 0;
    const std::pair<std::string, std::string> around = absl::StrSplit(status, absl::MaxSplits(name, 1));
    const std::string number = around.second.substr(0, around.second.find(" kB"));
    if (!absl::SimpleAtoi(number, &kibibytes)) Die("cannot read how much memory a service takes");
    return kibibytes << 10;
  };
  return {bytes("VmRSS:"), bytes("VmHWM:")};
}

void Suite::ForgetPeak(const std::string& service) const {
  std::ofstream(absl::StrCat("/proc/", processes_.at(service).child->pid(), "/clear_refs")) << "5";
}

std::string Suite::LogOf(const std::string& service) const {
  return ReadFile(absl::StrCat(folder_, "/", service, ".log"));
}

std::string Suite::File(const std::string& name, const std::string& content) const {
  const std::string path = absl::StrCat(folder_, "/", name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string SourcePath(const std::string& name) {
  return absl::StrCat(Environment("CHISO_SOURCE_DIR"), "/", name);
}

std::string TestData(const std::string& name) { return SourcePath(absl::StrCat("tests/testdata/", name)); }

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::vector<std::map<std::string, std::string>> ReadCsv(const std::string& content) {
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> header;
  for (const absl::string_view line : absl::StrSplit(content, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    if (header.empty()) {
      header = fields;
      continue;
    }
    std::map<std::string, std::string>& row = rows.emplace_back();
    for (size_t i = 0; i < header.size() && i < fields.size(); ++i) row[header[i]] = fields[i];
  }
  return rows;
}

}  // namespace chiso::testing
