// Comparing how far logs were read. Pure.

#ifndef CHISO_COMMON_RECORD_POSITIONS_H_
#define CHISO_COMMON_RECORD_POSITIONS_H_

#include "chiso/record/v1/log.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace chiso {

// One position for each log, in any order. A log that is not named stands at 0, before its first record.
using Positions = google::protobuf::RepeatedPtrField<record::v1::Position>;

// Whether `have` goes at least as far as `want` in every log.
bool Covers(const Positions& have, const Positions& want);

// Whether `ahead` goes further than `behind` in a log that both name.
bool Leads(const Positions& ahead, const Positions& behind);

// Moves `positions` up to the position, in its log.
void Advance(Positions& positions, const record::v1::Position& position);

}  // namespace chiso

#endif  // CHISO_COMMON_RECORD_POSITIONS_H_
