// The definitions that scores were recorded under, in memory.

#ifndef CHISO_SERVICES_REPORTING_HISTORY_KNOWN_DEFINITIONS_H_
#define CHISO_SERVICES_REPORTING_HISTORY_KNOWN_DEFINITIONS_H_

#include <map>
#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "chiso/index/v1/definition.pb.h"

namespace chiso {

// Reads each definition once: one id stands for one content, for ever. Thread-safe.
class KnownDefinitions {
 public:
  // INTERNAL: there is none, or it cannot be read.
  absl::StatusOr<std::shared_ptr<const index::v1::IndexDefinition>> Get(pqxx::transaction_base& work,
                                                                        const std::string& id);

 private:
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<const index::v1::IndexDefinition>> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_HISTORY_KNOWN_DEFINITIONS_H_
