#include "common/bounds/message_bounds.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "chiso/bounds/v1/bounds.pb.h"
#include "common/bounds/limits.h"
#include "common/errors.h"

namespace chiso {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// What the library takes beside the content. A repeated field is an array that begins with four places,
// doubles as it grows, and leaves the one before in the arena; a text is a string and its place on the heap;
// a field that the contract does not have is kept in an array of its own, and is a string where it has a
// length.
constexpr int64_t kPlaceBytes = 40;
constexpr int64_t kScalarBytes = 24;
constexpr int64_t kTextBytes = 64;
constexpr int64_t kUnknownBytes = 64;
constexpr int64_t kUnknownTextBytes = 128;
// As the library: deeper messages are none.
constexpr int kMaxDepth = 100;

// One walk over the fields of a message and of those in it. Ends early where something is wrong.
class Walk {
 public:
  Walk(absl::string_view bytes, int64_t most)
      : in_(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size())), most_(most) {}

  // `bounded`: the bounds of fields count too. False: see fault().
  bool Run(const Descriptor& type, bool bounded) { return Fields(type, 0, bounded); }

  int64_t parsed_bytes() const { return parsed_bytes_; }
  const absl::Status& fault() const { return fault_; }

 private:
  // Reads fields up to the limit. False: a fault.
  bool Fields(const Descriptor& type, int depth, bool bounded) {
    if (depth >= kMaxDepth) return Malformed();
    if (!Take(SizeOf(type))) return false;
    absl::InlinedVector<int32_t, 24> items(type.field_count());
    while (const uint32_t tag = in_.ReadTag()) {
      const int number = WireFormatLite::GetTagFieldNumber(tag);
      const FieldDescriptor* const field = type.FindFieldByNumber(number);
      const auto wire_type = WireFormatLite::GetTagWireType(tag);
      if (number == 0) return Malformed();
      if (field == nullptr || !Fits(*field, wire_type)) {
        if (!Unknown(tag, depth)) return false;
        continue;
      }
      path_.push_back(field);
      int32_t count = 1;
      if (!Known(*field, wire_type, depth, bounded, count)) return false;
      if (field->is_repeated() && bounded) {
        const int32_t most = field->options().GetExtension(bounds::v1::max_items);
        if (most > 0 && (items[field->index()] += count) > most) {
          return Fault(absl::StrCat("must be at most ", most));
        }
      }
      path_.pop_back();
    }
    return in_.ConsumedEntireMessage() || Malformed();
  }

  // Whether the library would read the field so; else it takes it for one that the contract does not have.
  static bool Fits(const FieldDescriptor& field, WireFormatLite::WireType wire_type) {
    const auto own =
        WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(field.type()));
    return wire_type == own ||
           (field.is_packable() && wire_type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  }

  bool Known(const FieldDescriptor& field, WireFormatLite::WireType wire_type, int depth, bool bounded,
             int32_t& count) {
    if (wire_type != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      return Skip(wire_type) && Take(field.is_repeated() ? kScalarBytes : 0);
    }
    int length;
    if (!Length(length)) return false;
    const int64_t place = field.is_repeated() ? kPlaceBytes : 0;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const bool alone = field.options().GetExtension(bounds::v1::judged_alone);
      const CodedInputStream::Limit limit = in_.PushLimit(length);
      if (!Take(place) || !Fields(*field.message_type(), depth + 1, bounded && !alone)) return false;
      in_.PopLimit(limit);
      return true;
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (bounded && length > kMaxTextBytes) {
        return Fault(absl::StrCat("must be at most ", kMaxTextBytes, " bytes"));
      }
      return Take(place + kTextBytes + length) && (in_.Skip(length) || Malformed());
    }
    return Packed(field, length, count);
  }

  // Numbers one behind another.
  bool Packed(const FieldDescriptor& field, int length, int32_t& count) {
    const CodedInputStream::Limit limit = in_.PushLimit(length);
    count = 0;
    const auto own =
        WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(field.type()));
    for (; in_.BytesUntilLimit() > 0; ++count) {
      if (!Skip(own) || !Take(kScalarBytes)) return false;
    }
    in_.PopLimit(limit);
    return true;
  }

  // Skips a field that the contract does not have; the library keeps it. A group holds further ones.
  bool Unknown(uint32_t tag, int depth) {
    int groups = 0;
    do {
      switch (WireFormatLite::GetTagWireType(tag)) {
        case WireFormatLite::WIRETYPE_START_GROUP:
          if (depth + ++groups >= kMaxDepth) return Malformed();
          if (!Take(kUnknownTextBytes)) return false;
          break;
        case WireFormatLite::WIRETYPE_END_GROUP:
          if (--groups < 0) return Malformed();
          break;
        case WireFormatLite::WIRETYPE_LENGTH_DELIMITED: {
          int length;
          if (!Length(length) || !Take(kUnknownTextBytes + length)) return false;
          if (!in_.Skip(length)) return Malformed();
          break;
        }
        default:
          if (!Skip(WireFormatLite::GetTagWireType(tag)) || !Take(kUnknownBytes)) return false;
      }
    } while (groups > 0 && ((tag = in_.ReadTag()) != 0 || Malformed()));
    return groups == 0;
  }

  bool Length(int& length) { return in_.ReadVarintSizeAsInt(&length) || Malformed(); }

  bool Skip(WireFormatLite::WireType wire_type) {
    uint64_t number;
    switch (wire_type) {
      case WireFormatLite::WIRETYPE_VARINT:
        return in_.ReadVarint64(&number) || Malformed();
      case WireFormatLite::WIRETYPE_FIXED64:
        return in_.Skip(sizeof(uint64_t)) || Malformed();
      case WireFormatLite::WIRETYPE_FIXED32:
        return in_.Skip(sizeof(uint32_t)) || Malformed();
      default:
        return Malformed();
    }
  }

  // What an empty message of the type takes.
  int64_t SizeOf(const Descriptor& type) {
    const auto [it, first] = sizes_.try_emplace(&type, 0);
    if (first) {
      const Message& empty = *MessageFactory::generated_factory()->GetPrototype(&type);
      it->second = static_cast<int64_t>(empty.SpaceUsedLong());
    }
    return it->second;
  }

  bool Take(int64_t bytes) {
    parsed_bytes_ += bytes;
    if (parsed_bytes_ <= most_) return true;
    fault_ = MessageTooLarge();
    return false;
  }

  bool Malformed() {
    if (fault_.ok()) fault_ = MessageMalformed();
    return false;
  }

  bool Fault(absl::string_view description) {
    std::string name;
    for (const FieldDescriptor* const field : path_)
      absl::StrAppend(&name, name.empty() ? "" : ".", field->name());
    fault_ = InvalidArgument(name, description);
    return false;
  }

  CodedInputStream in_;
  const int64_t most_;
  int64_t parsed_bytes_ = 0;
  absl::Status fault_;
  // The fields that lead to where the walk is.
  std::vector<const FieldDescriptor*> path_;
  absl::flat_hash_map<const Descriptor*, int64_t> sizes_;
};

}  // namespace

int64_t MaxRequestBytes(const google::protobuf::MethodDescriptor& method) {
  const int32_t own = method.options().GetExtension(bounds::v1::max_request_bytes);
  return own > 0 ? own : kMaxRequestBytes;
}

absl::Status CheckBounds(const Descriptor& type, absl::string_view bytes) {
  Walk walk(bytes, kMaxParsedBytes);
  walk.Run(type, true);
  return walk.fault();
}

int64_t ParsedBytes(const Descriptor& type, absl::string_view bytes, int64_t most) {
  Walk walk(bytes, most);
  return walk.Run(type, false) || walk.parsed_bytes() > most ? walk.parsed_bytes() : -1;
}

absl::Status MessageMalformed() {
  return ErrorWithReason(absl::StatusCode::kInvalidArgument, "MESSAGE_MALFORMED",
                         "the request is not the message of its method, with texts in UTF-8");
}

absl::Status MessageTooLarge() {
  return ErrorWithReason(absl::StatusCode::kInvalidArgument, "MESSAGE_TOO_LARGE",
                         absl::StrCat("the message would take more than ", kMaxParsedBytes / kMiB,
                                      " MiB of memory; send what is in it as several"));
}

}  // namespace chiso
