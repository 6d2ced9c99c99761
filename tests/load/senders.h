// Who loads ingestion: senders of numbered batches, a client that imports files, and a reader that follows a
// log.
//
// All of them outlive any service, go on after it has returned, and send again whatever they have no answer
// to. An answer that no rule allows is a failure of the test, and so is work that cannot be brought to its
// end.

#ifndef CHISO_TESTS_LOAD_SENDERS_H_
#define CHISO_TESTS_LOAD_SENDERS_H_

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tests/load/oracle.h"
#include "tests/load/worker.h"
#include "tests/suite.h"

namespace chiso::testing {

// Streams batches, several at a time. Its progress is the number of its receipts.
class StreamSender final : public Worker {
 public:
  // `sender` is its number. All references must outlive it.
  StreamSender(int sender, size_t window, const Addresses& addresses, Oracle& oracle);
  ~StreamSender() override { Finish(); }

  // How those streams ended that did not end well, and on which there had been a receipt. Called after
  // Finish.
  const std::vector<grpc::Status>& ends() const { return ends_; }

 private:
  using Stream = grpc::ClientReaderWriter<ingestion::v1::Batch, ingestion::v1::BatchResult>;

  void Run() override;
  void RunStream();
  bool Write(Stream& stream);
  void Take(const ingestion::v1::BatchResult& result);

  const int sender_;
  const size_t window_;
  const Addresses& addresses_;
  Oracle& oracle_;
  std::mt19937 random_;
  int last_ = 0;
  // Numbers to be sent again.
  std::deque<int> again_;
  // Written to the stream, not yet answered.
  std::deque<int> sent_;
  std::vector<grpc::Status> ends_;
};

// Sends one batch at a time, to all services at once: one takes it, and all must give the same receipt. Its
// progress is the number of its batches.
class UnarySender final : public Worker {
 public:
  UnarySender(int sender, const Addresses& addresses, Oracle& oracle);
  ~UnarySender() override { Finish(); }

 private:
  void Run() override;
  bool Submit(ingestion::v1::IngestionService::Stub& stub, const ingestion::v1::Batch& batch, int number);
  void UpdateStubs();

  const int sender_;
  const Addresses& addresses_;
  Oracle& oracle_;
  std::map<std::string, std::unique_ptr<ingestion::v1::IngestionService::Stub>> stubs_;
  int last_ = 0;
};

// Imports files of dossiers by the real client, one after another; a file whose client was killed is imported
// again. Its progress is the number of files.
class Importer final : public Worker {
 public:
  Importer(const Suite& suite, Oracle& oracle)
      : suite_(suite), oracle_(oracle), command_(suite.ClientCommand({})) {}
  ~Importer() override { Finish(); }

  // Kills the client that is at work, if there is one. Thread-safe.
  void Kill();

 private:
  void Run() override;
  // False: the client was killed.
  bool Import(const std::string& path);
  void AcknowledgeReceipts(const std::string& path);

  const Suite& suite_;
  Oracle& oracle_;
  const std::vector<std::string> command_;  // since the suite may get another process meanwhile
  int file_ = 0;
  absl::Mutex mutex_;
  Program* client_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool killed_ ABSL_GUARDED_BY(mutex_) = false;
};

// Follows the log `main` from its beginning: what it has read once must stay. Its progress is the number of
// records.
class Follower final : public Worker {
 public:
  explicit Follower(const Addresses& addresses);
  ~Follower() override { Finish(); }

 private:
  void Run() override;
  void Follow();

  const Addresses& addresses_;
  std::mt19937 random_;
  // The last position that has a digest, and how far it has read beyond.
  record::v1::Position position_;
  int64_t sequence_ = 0;
};

// Whether the status is one that a caller must expect while services come and go.
bool IsPassing(const grpc::Status& status);

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_SENDERS_H_
