#include "common/record/content_digest.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/string_view.h"
#include "common/sha256.h"

namespace chiso {
namespace {

using google::protobuf::io::CodedOutputStream;

// Deterministic serialisation writes fields in order of their numbers, and what is zero not at all.
static_assert(record::v1::Record::kRevisionFieldNumber == 1 &&
                  record::v1::Record::kRetractedFieldNumber == 2 &&
                  record::v1::Record::kRevisionOrderFieldNumber == 3,
              "a record begins with its revision, whether it is retracted, and the order");

// What a number takes at the start of a record, with its tag.
size_t BytesOf(int64_t number) {
  return number == 0 ? 0 : 1 + CodedOutputStream::VarintSize64(static_cast<uint64_t>(number));
}

constexpr size_t kRetractedBytes = 2;

}  // namespace

std::string ContentDigest(const record::v1::Record& record) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  {
    CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    record.SerializeToCodedStream(&output);
  }
  const size_t revision = BytesOf(record.revision());
  if (const size_t order = BytesOf(record.revision_order()); order > 0) {
    bytes.erase(revision + (record.retracted() ? kRetractedBytes : 0), order);
  }
  return Sha256(absl::string_view(bytes).substr(revision));
}

Version VersionOf(const record::v1::Record& record) {
  return {record.revision(), record.revision_order(), ContentDigest(record)};
}

}  // namespace chiso
