#include "common/record/content_digest.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/sha256.h"

namespace chiso {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

// Deterministic serialisation writes fields in order of their numbers, and what is zero not at all.
static_assert(record::v1::Record::kRevisionFieldNumber == 1 &&
                  record::v1::Record::kRetractedFieldNumber == 2 &&
                  record::v1::Record::kRevisionOrderFieldNumber == 3,
              "a record begins with its revision, whether it is retracted, and the order");

// How a record begins: its revision, and then whether it is retracted, and the order.
class Beginning {
 public:
  explicit Beginning(const record::v1::Record& record) {
    uint8_t* end = AppendNumber(record::v1::Record::kRevisionFieldNumber, record.revision(), bytes_);
    revision_ = end - bytes_;
    end = AppendNumber(record::v1::Record::kRetractedFieldNumber, record.retracted() ? 1 : 0, end);
    order_begin_ = end - bytes_;
    end = AppendNumber(record::v1::Record::kRevisionOrderFieldNumber, record.revision_order(), end);
    size_ = end - bytes_;
  }

  bool IsOf(absl::string_view serialised) const {
    return absl::StartsWith(serialised, {reinterpret_cast<const char*>(bytes_), size_});
  }
  // Of a record that begins so.
  std::string DigestWithout(absl::string_view serialised) const {
    const absl::string_view retracted = serialised.substr(revision_, order_begin_ - revision_);
    const absl::string_view content = serialised.substr(size_);
    // As a rule one of them is empty, or no order lies between them.
    if (retracted.empty()) return Sha256(content);
    if (order_begin_ == size_) return Sha256(serialised.substr(revision_));
    return Sha256(absl::StrCat(retracted, content));
  }

 private:
  // A zero is not written.
  static uint8_t* AppendNumber(int field, int64_t value, uint8_t* to) {
    return value == 0 ? to : WireFormatLite::WriteInt64ToArray(field, value, to);
  }

  uint8_t bytes_[3 * (1 + 10)];
  size_t revision_;
  size_t order_begin_;
  size_t size_;
};

}  // namespace

std::string ContentDigest(const record::v1::Record& record) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  {
    CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    record.SerializeToCodedStream(&output);
  }
  return Beginning(record).DigestWithout(bytes);
}

Version VersionOf(const record::v1::Record& record) {
  return {record.revision(), record.revision_order(), ContentDigest(record)};
}

Version VersionOf(const record::v1::Record& record, absl::string_view serialised) {
  const Beginning beginning(record);
  // What another program has written in another order of fields.
  if (!beginning.IsOf(serialised)) return VersionOf(record);
  return {record.revision(), record.revision_order(), beginning.DigestWithout(serialised)};
}

}  // namespace chiso
