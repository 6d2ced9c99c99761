#include "services/ingestion/content_digest.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "common/sha256.h"

namespace chiso {

std::string ContentDigest(const record::v1::Record& record) {
  record::v1::Record content = record;
  content.clear_revision();
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  {
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    content.SerializeToCodedStream(&output);
  }
  return Sha256(bytes);
}

}  // namespace chiso
