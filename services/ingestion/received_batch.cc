#include "services/ingestion/received_batch.h"

#include <google/protobuf/arena.h>

#include <vector>

#include "common/errors.h"

namespace chiso {
namespace {

using google::protobuf::Arena;
using ingestion::v1::Batch;

// A dossier is a dozen small messages. In an arena they cost two thirds of what they cost one by one, and its
// first block, which a reset keeps, holds a usual batch. There are few threads, so there are few of these.
Arena& ThreadArena() {
  thread_local std::vector<char> block(ReceivedBatch::kKeptBytes);
  thread_local Arena arena(block.data(), block.size());
  return arena;
}

}  // namespace

ReceivedBatch::ReceivedBatch(absl::string_view bytes)
    : bytes_(bytes),
      batch_(Arena::CreateMessage<Batch>(&ThreadArena())),
      parsed_(batch_->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {}

// Frees all blocks but the first.
ReceivedBatch::~ReceivedBatch() { ThreadArena().Reset(); }

absl::Status ReceivedBatch::status() const {
  if (parsed_) return absl::OkStatus();
  return ErrorWithReason(absl::StatusCode::kInvalidArgument, "MESSAGE_MALFORMED",
                         "the message is not a chiso.ingestion.v1.Batch with texts in UTF-8");
}

}  // namespace chiso
