// What orders the records of one key.

#ifndef CHISO_COMMON_RECORD_CONTENT_DIGEST_H_
#define CHISO_COMMON_RECORD_CONTENT_DIGEST_H_

#include <string>

#include "absl/strings/string_view.h"
#include "chiso/record/v1/record.pb.h"
#include "common/version.h"

namespace chiso {

// SHA-256 of the record without its revision and revision_order, serialised deterministically: the same in
// every program.
std::string ContentDigest(const record::v1::Record& record);

// The record's place among those of its key: its revision, revision_order and ContentDigest.
Version VersionOf(const record::v1::Record& record);
// The same of a record as a log keeps it, which need not be serialised again: `serialised` is what it was
// parsed from.
Version VersionOf(const record::v1::Record& record, absl::string_view serialised);

}  // namespace chiso

#endif  // CHISO_COMMON_RECORD_CONTENT_DIGEST_H_
