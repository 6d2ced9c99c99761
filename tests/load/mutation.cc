#include "tests/load/mutation.h"

#include <cstdint>
#include <iterator>
#include <limits>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace chiso::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Wire types of protobuf.
constexpr int kVarint = 0, kFixed64 = 1, kLengthDelimited = 2, kStartGroup = 3, kFixed32 = 5;

// How deep messages are filled.
constexpr int kMaxDepth = 6;
const std::string kTexts[] = {
    "",
    "H44.1",
    "H44.1-260803-1000",
    "2026-08",
    "2026-02-30",
    "main",
    "reference",
    "ON_TIME",
    "2.000815",
    "hostile",
    "'; SELECT 1; --",
    "\\\"{},",
    std::string("a\0b", 3),
    "o\xcc\x88",     // not in NFC
    "\xe2\x80\xae",  // turns the direction of writing
    "\xf0\x9f\x92\xa3",
    std::string(5000, 'x'),
};
constexpr int64_t kNumbers[] = {0,
                                1,
                                -1,
                                2,
                                99,
                                1000,
                                1'785'718'800,
                                std::numeric_limits<int32_t>::max(),
                                std::numeric_limits<int32_t>::min(),
                                std::numeric_limits<int64_t>::max(),
                                std::numeric_limits<int64_t>::min()};

size_t Below(std::mt19937& random, size_t end) { return random() % end; }

std::string Varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

std::string Tag(uint64_t field, int wire_type) {
  return Varint(field << 3 | static_cast<uint64_t>(wire_type));
}

std::string Text(uint64_t field, const std::string& value) {
  return absl::StrCat(Tag(field, kLengthDelimited), Varint(value.size()), value);
}

std::string RandomBytes(std::mt19937& random, size_t max_size) {
  std::string bytes(Below(random, max_size + 1), '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

// A field of another wire type than any contract says.
std::string WrongField(std::mt19937& random) {
  const uint64_t field = 1 + Below(random, 25);
  switch (Below(random, 4)) {
    case 0:
      return absl::StrCat(Tag(field, kVarint), Varint(random()));
    case 1:
      return absl::StrCat(Tag(field, kFixed64), "12345678");
    case 2:
      return absl::StrCat(Tag(field, kFixed32), "1234");
    default:
      return Text(field, RandomBytes(random, 40));
  }
}

// Messages in one another, deeper than any parser follows.
std::string Nested(std::mt19937& random) {
  std::string inner;
  for (int depth = 0; depth < 300; ++depth) inner = Text(4, inner);
  const std::string groups(5000, static_cast<char>(9 << 3 | kStartGroup));
  return Below(random, 2) == 0 ? inner : groups;
}

const std::string& AnyText(std::mt19937& random) { return kTexts[Below(random, std::size(kTexts))]; }
int64_t AnyNumber(std::mt19937& random) { return kNumbers[Below(random, std::size(kNumbers))]; }

void FillOne(Message& message, const FieldDescriptor& field, std::mt19937& random) {
  const Reflection& reflection = *message.GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? reflection.AddString(&message, &field, AnyText(random))
                  : reflection.SetString(&message, &field, AnyText(random));
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto value = static_cast<int32_t>(AnyNumber(random));
      return many ? reflection.AddInt32(&message, &field, value)
                  : reflection.SetInt32(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const int64_t value = AnyNumber(random);
      return many ? reflection.AddInt64(&message, &field, value)
                  : reflection.SetInt64(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value = static_cast<int>(Below(random, 2) == 0 ? Below(random, 8) : AnyNumber(random));
      return many ? reflection.AddEnumValue(&message, &field, value)
                  : reflection.SetEnumValue(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, Below(random, 2) == 0);
    default:
      return;
  }
}

void Fill(Message& message, std::mt19937& random, int depth) {
  const Reflection& reflection = *message.GetReflection();
  const google::protobuf::Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    // Of alternatives one, each as often as the others.
    if (const auto* const oneof = field.real_containing_oneof(); oneof != nullptr) {
      if (Below(random, static_cast<size_t>(field.index_in_oneof()) + 1) != 0) continue;
    } else if (Below(random, 4) == 0) {
      continue;
    }
    for (size_t count = field.is_repeated() ? Below(random, 4) : 1; count > 0; --count) {
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        FillOne(message, field, random);
      } else if (depth < kMaxDepth) {
        Message& inner = field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                             : *reflection.MutableMessage(&message, &field);
        Fill(inner, random, depth + 1);
      }
    }
  }
}

}  // namespace

void FillAtRandom(Message& message, std::mt19937& random) { Fill(message, random, 0); }

std::string Mutate(const std::string& message, std::mt19937& random) {
  std::string bytes = message;
  const size_t place = bytes.empty() ? 0 : Below(random, bytes.size());
  switch (Below(random, 12)) {
    case 11:
      return bytes;
    case 0:
      return RandomBytes(random, 300);
    case 1:
      return bytes.substr(0, place);
    case 2:
      if (!bytes.empty()) bytes[place] = static_cast<char>(bytes[place] ^ (1 << Below(random, 8)));
      return bytes;
    case 3:
      if (!bytes.empty()) bytes[place] = static_cast<char>(random());
      return bytes;
    case 4:
      return bytes.insert(place, bytes.substr(place / 2, 50));
    case 5:
      return absl::StrCat(bytes, Text(1000 + Below(random, 1000), RandomBytes(random, 100)));
    case 6:
      return absl::StrCat(bytes, WrongField(random));
    case 7:
      return absl::StrCat(bytes, Nested(random));
    case 8:
      return absl::StrCat(bytes, Text(1 + Below(random, 4), "\xc3\x28 H\xe1\xbb"));
    case 9:
      // A NUL is valid UTF-8, and the end of a text for some.
      return absl::StrCat(bytes, Text(1 + Below(random, 4), std::string("a\0b", 3)));
    default:
      return absl::StrCat(bytes, Tag(1 + Below(random, 4), kLengthDelimited), Varint(0x7fffffff), "short");
  }
}

}  // namespace chiso::testing
