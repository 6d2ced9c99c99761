// The three services as processes of their own, over empty databases.

#ifndef CHISO_TOOLS_BENCHMARK_SERVICES_H_
#define CHISO_TOOLS_BENCHMARK_SERVICES_H_

#include <memory>
#include <string>

#include "tools/benchmark/process.h"

namespace chiso::bench {

struct ServiceOptions {
  // libpq's connection string of a server on this machine, without a database's name.
  std::string postgres;
  // The programs.
  std::string ingestion;
  std::string scoring;
  std::string reporting;
  // The folders of index definitions, and of reporting's templates.
  std::string definitions;
  std::string templates;
  // Where the programs' output goes.
  std::string log;
};

class Services {
 public:
  // Starts ingestion and reporting. Failure: the server's settings are not durable, or a program cannot be
  // started.
  explicit Services(const ServiceOptions& options);
  // Ends all, and drops the databases.
  ~Services();
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  const std::string& ingestion() const { return ingestion_target_; }
  const std::string& scoring() const { return scoring_target_; }
  const std::string& reporting() const { return reporting_target_; }

  // Scoring begins with nothing and reads the log from its beginning.
  void StartScoring();
  void EndScoring() { scoring_.reset(); }
  // Waits until scoring has read all that lies in the log, and holds so many dossiers. Failure: not within
  // half an hour.
  void AwaitScoring(int64_t dossiers) const;

  // In bytes: of the process of scoring, and of the tables of ingestion.
  double ScoringMemory() const;
  double LogSize() const;

 private:
  void Drop() const;

  const ServiceOptions options_;
  const std::string ingestion_target_, scoring_target_, reporting_target_;
  std::unique_ptr<Process> ingestion_, reporting_, scoring_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_SERVICES_H_
