#include "services/ingestion/admission/verdict_limit.h"

#include "common/page.h"

namespace chiso {
namespace {

using ingestion::v1::Verdict;

// A refusal without message and key: numbers, and the name of a field of at most about 60 bytes. Twice of
// 10,000 records goes beside the verdicts in full, as much for all else.
constexpr int64_t kBareBytes = 80;
constexpr int64_t kMaxBatchRecords = 10'000;
static_assert(kMaxVerdictBytes + kBareBytes * kMaxBatchRecords + (100 << 10) < kMaxAnswerBytes);

bool IsRefusal(const Verdict& verdict) { return verdict.severity() == ingestion::v1::SEVERITY_REJECTED; }

// With its tag and length in the receipt.
int64_t BytesOf(const Verdict& verdict) { return static_cast<int64_t>(verdict.ByteSizeLong()) + 4; }

}  // namespace

int32_t LimitVerdicts(std::vector<Verdict>& verdicts, int64_t max_bytes) {
  int64_t left = max_bytes;
  for (Verdict& verdict : verdicts) {
    if (!IsRefusal(verdict)) continue;
    const int64_t bytes = BytesOf(verdict);
    if (bytes > left) {
      verdict.clear_message();
      verdict.clear_key();
      continue;
    }
    left -= bytes;
  }
  const size_t all = verdicts.size();
  std::erase_if(verdicts, [&left](const Verdict& verdict) {
    if (IsRefusal(verdict)) return false;
    left -= BytesOf(verdict);
    return left < 0;
  });
  return static_cast<int32_t>(all - verdicts.size());
}

}  // namespace chiso
