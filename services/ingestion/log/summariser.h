// Brings the summaries of block ranges up to date, which find records in the months that are under way.

#ifndef CHISO_SERVICES_INGESTION_LOG_SUMMARISER_H_
#define CHISO_SERVICES_INGESTION_LOG_SUMMARISER_H_

#include <thread>

#include "absl/synchronization/notification.h"
#include "services/ingestion/log/record_log.h"

namespace chiso {

// One thread, from the constructor to the destructor. It goes often, so that it never takes long: it stands
// in the way of appending.
class Summariser {
 public:
  // `log` must outlive this object.
  explicit Summariser(RecordLog& log);
  ~Summariser();
  Summariser(const Summariser&) = delete;
  Summariser& operator=(const Summariser&) = delete;

 private:
  void Run();

  RecordLog& log_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_SUMMARISER_H_
