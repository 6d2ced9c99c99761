#include "tools/benchmark/services.h"

#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/benchmark/database.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/runner.h"
#include "tools/benchmark/target.h"

namespace chiso::bench {
namespace {

using std::chrono::steady_clock;

constexpr const char* kDatabases[] = {"chiso_ingestion", "chiso_reporting"};
constexpr std::chrono::milliseconds kLook{20};
constexpr std::chrono::minutes kPatience{30};

}  // namespace

Services::Services(const ServiceOptions& options)
    : options_(options),
      ingestion_target_(FreeTarget()),
      scoring_target_(FreeTarget()),
      reporting_target_(FreeTarget()) {
  Drop();
  Database server(absl::StrCat(options.postgres, " dbname=postgres"));
  if (server.Value("SHOW fsync") != "on" || server.Value("SHOW synchronous_commit") != "on") {
    Fail("fsync and synchronous_commit must be on");
  }
  for (const char* const name : kDatabases) server.Run(absl::StrCat("CREATE DATABASE ", name));
  const auto start = [&](const std::string& program, const std::string& target, const char* database,
                         std::vector<std::string> more) {
    std::vector<std::string> command = {program, "--listen=" + target, "--admin_listen=", "--log_level=warn",
                                        absl::StrCat("--postgres=", options.postgres, " dbname=", database)};
    command.insert(command.end(), more.begin(), more.end());
    return std::make_unique<Process>(command, options.log);
  };
  ingestion_ = start(options.ingestion, ingestion_target_, kDatabases[0], {});
  reporting_ =
      start(options.reporting, reporting_target_, kDatabases[1], {"--templates=" + options.templates});
  Connect(ingestion_target_);
  Connect(reporting_target_);
}

Services::~Services() {
  scoring_.reset();
  ingestion_.reset();
  reporting_.reset();
  try {
    Drop();
  } catch (const Failure&) {
    // What there was to measure has been measured; the server is thrown away.
  }
}

void Services::Drop() const {
  Database server(absl::StrCat(options_.postgres, " dbname=postgres"));
  server.Run("SET client_min_messages = warning");
  for (const char* const name : kDatabases) {
    server.Run(absl::StrCat("DROP DATABASE IF EXISTS ", name, " WITH (FORCE)"));
  }
}

void Services::StartScoring() {
  scoring_ = std::make_unique<Process>(
      std::vector<std::string>{options_.scoring, "--listen=" + scoring_target_, "--admin_listen=",
                               "--ingestion=" + ingestion_target_, "--reporting=" + reporting_target_,
                               "--definitions=" + options_.definitions, "--log_level=warn"},
      options_.log);
}

void Services::AwaitScoring(int64_t dossiers) const {
  const auto start = steady_clock::now();
  const auto stub = scoring::v1::ScoringService::NewStub(Connect(scoring_target_));
  while (steady_clock::now() - start < kPatience) {
    grpc::ClientContext context;
    scoring::v1::GetStatusResponse response;
    const grpc::Status status = stub->GetStatus(&context, {}, &response);
    if (status.ok() && response.ready() && response.holdings().dossier_count() >= dossiers) return;
    std::this_thread::sleep_for(kLook);
  }
  Fail("scoring does not come to the end of the log");
}

double Services::ScoringMemory() const { return ResidentBytesOf(scoring_->pid()); }

double Services::LogSize() const {
  Database database(absl::StrCat(options_.postgres, " dbname=", kDatabases[0]));
  return static_cast<double>(database.Number("SELECT pg_database_size(current_database())"));
}

}  // namespace chiso::bench
