#include "services/ingestion/received_batch.h"

#include <google/protobuf/arena.h>

#include <vector>

#include "common/bounds/limits.h"
#include "common/bounds/message_bounds.h"

namespace chiso {
namespace {

using google::protobuf::Arena;
using ingestion::v1::Batch;

// Blocks so large go back to the system as soon as they are freed.
constexpr size_t kBlockBytes = 2 * kGivenBackBytes;

// A dossier is a dozen small messages. In an arena they cost two thirds of what they cost one by one, and its
// first block, which a reset keeps, holds a usual batch. There are few threads, so there are few of these.
Arena& ThreadArena() {
  thread_local std::vector<char> block(ReceivedBatch::kKeptBytes);
  thread_local Arena arena([] {
    google::protobuf::ArenaOptions options;
    options.initial_block = block.data();
    options.initial_block_size = block.size();
    options.start_block_size = kBlockBytes;
    options.max_block_size = kBlockBytes;
    return options;
  }());
  return arena;
}

// Whether so much may be parsed. What is short can be so in any case, and costs no look.
absl::Status CheckMemory(absl::string_view bytes) {
  if (static_cast<int64_t>(bytes.size()) <= kHarmlessBytes) return absl::OkStatus();
  const int64_t parsed = ParsedBytes(*Batch::descriptor(), bytes, kMaxParsedBytes);
  if (parsed < 0) return MessageMalformed();
  return parsed > kMaxParsedBytes ? MessageTooLarge() : absl::OkStatus();
}

}  // namespace

ReceivedBatch::ReceivedBatch(absl::string_view bytes) : bytes_(bytes), status_(CheckMemory(bytes)) {
  if (!status_.ok()) return;
  batch_ = Arena::CreateMessage<Batch>(&ThreadArena());
  if (!batch_->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) status_ = MessageMalformed();
}

// Frees all blocks but the first.
ReceivedBatch::~ReceivedBatch() { ThreadArena().Reset(); }

}  // namespace chiso
