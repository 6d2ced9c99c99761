// What the outside world knows of ingestion: everything that was acknowledged, kept apart from the services,
// and the comparison of all that with what the services say.

#ifndef CHISO_TESTS_LOAD_ORACLE_H_
#define CHISO_TESTS_LOAD_ORACLE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"

namespace chiso::testing {

// Faults become failures of the test. Thread-safe but for Check and CheckRepeats, which are called while
// nobody sends.
class Oracle {
 public:
  // The sender of imported files.
  static constexpr char kImporter[] = "load-import";
  // The code of a dossier in an imported file, both counted from 0.
  static std::string ImportedCode(int file, int dossier);

  // A receipt for a numbered batch; another one than before is a fault.
  void Acknowledge(int sender, int number, const ingestion::v1::Receipt& receipt);
  // A receipt that the importer has kept.
  void AcknowledgeImport(const ingestion::v1::Receipt& receipt);
  // An import of the file has ended well.
  void AcknowledgeFile(int file, int dossiers);
  int64_t acknowledged() const;

  // Everything acknowledged must be in the logs, once, as it was sent; nothing else of the numbered senders
  // may be there. The logs have no gaps and their digests follow from the batches; each sender's receipts
  // follow from one another and are those that were given; quarantine and counts agree with them. Other
  // senders may have sent too; theirs is checked as far as it can be known.
  void Check(ingestion::v1::IngestionService::Stub& stub) const;
  // Every batch again must give the receipt of then, byte for byte, and change nothing.
  void CheckRepeats(ingestion::v1::IngestionService::Stub& stub) const;

 private:
  mutable absl::Mutex mutex_;
  // Serialised receipts by sender and number.
  std::map<std::pair<int, int>, std::string> receipts_ ABSL_GUARDED_BY(mutex_);
  // Those of the importer, by batch_id.
  std::map<std::string, std::string> imported_ ABSL_GUARDED_BY(mutex_);
  // How many dossiers each file has.
  std::map<int, int> files_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_ORACLE_H_
