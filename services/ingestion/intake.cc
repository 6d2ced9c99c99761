#include "services/ingestion/intake.h"

#include <utility>

#include "absl/time/clock.h"
#include "services/ingestion/request_rules.h"

namespace chiso {
namespace {

// Answers to bad batches are long, and a caller may never read them.
constexpr int64_t kMaxUnsentBytes = 64 << 20;

}  // namespace

void Intake::Submit(ReceivedBatch& received, const Appender::Done& done) {
  if (absl::Status status = Check(received.batch()); !status.ok()) return done(status);
  AdmittedBatch admitted =
      Admit(received.batch(), received.bytes(), routing_, absl::Now(), *log_.known_codes());
  const absl::Status status = appender_.Submit(std::move(admitted), done);
  if (!status.ok()) done(status);
}

bool Intake::HasRoom() const { return unsent_bytes_ < kMaxUnsentBytes && appender_.HasRoom(); }

}  // namespace chiso
