#include "common/record/content_digest.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/string_view.h"
#include "common/sha256.h"

namespace chiso {
namespace {

using google::protobuf::io::CodedOutputStream;

// What the revision takes at the start of a record. Deterministic serialisation writes fields in order of
// their numbers, and what is zero not at all.
size_t RevisionBytes(const record::v1::Record& record) {
  static_assert(record::v1::Record::kRevisionFieldNumber == 1, "the revision comes first");
  if (record.revision() == 0) return 0;
  return 1 + CodedOutputStream::VarintSize64(static_cast<uint64_t>(record.revision()));
}

}  // namespace

std::string ContentDigest(const record::v1::Record& record) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  {
    CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    record.SerializeToCodedStream(&output);
  }
  return Sha256(absl::string_view(bytes).substr(RevisionBytes(record)));
}

Version VersionOf(const record::v1::Record& record) { return {record.revision(), ContentDigest(record)}; }

}  // namespace chiso
