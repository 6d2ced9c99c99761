#include "services/ingestion/intake.h"

#include <utility>

#include "absl/time/clock.h"
#include "services/ingestion/request_rules.h"

namespace chiso {

Intake::Turn::Turn(Intake& intake) : intake_(intake) {
  absl::MutexLock lock(&intake_.mutex_);
  const auto free = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return intake_.admitting_ < kMaxAdmitting; };
  intake_.mutex_.Await(absl::Condition(&free));
  ++intake_.admitting_;
}

Intake::Turn::~Turn() {
  absl::MutexLock lock(&intake_.mutex_);
  --intake_.admitting_;
}

void Intake::Submit(ReceivedBatch& received, const Appender::Done& done) {
  if (absl::Status status = Check(received.batch()); !status.ok()) return done(status);
  AdmittedBatch admitted =
      Admit(received.batch(), received.bytes(), routing_, absl::Now(), *log_.known_codes());
  const absl::Status status = appender_.Submit(std::move(admitted), done);
  if (!status.ok()) done(status);
}

bool Intake::HasRoom(int64_t unsent_bytes) const {
  return unsent_bytes < options_.max_unsent_of_stream && appender_.HasRoom();
}

}  // namespace chiso
